import { exitCodeMeaning } from "./exitCodes";
import type { StoppedTaskView } from "./observation";
import { plainLine } from "./shorten";
import { kindOf, type Kind } from "./stopRules";

/** One reason why tasks did not stay up, in plain words, with what to do about it. */
export interface Cause extends Kind {
  /** Tasks that ended this way; 0 when only an event tells of it. */
  tasks: number;
  /** ECS's own words, of one of them. */
  words: string;
  /** Whose words they are, where they are not ECS's. */
  saidBy?: string;
  /** For example TaskFailedToStart. */
  stopCode?: string;
  /** The container that ended the task, with its exit code, where one had been started. */
  container?: { name: string; exitCode: number };
  /** The tasks that ended this way; the logs of the first tell of all. */
  taskArns: string[];
}

/** What was seen of a deployment that went wrong. */
export interface Evidence {
  stopped: StoppedTaskView[];
  /** Messages of the service's events. */
  events: string[];
  /** What the load balancer says of targets of its tasks that are unhealthy, for example `Target.Timeout: Request timed out`. */
  unhealthyTargets: string[];
}

/** Every distinct cause, the most frequent first. */
export function findCauses({ stopped, events, unhealthyTargets }: Evidence): Cause[] {
  const causes = new Map<string, Cause>();
  const add = (cause: Cause) => {
    const known = causes.get(cause.what);
    if (known === undefined) causes.set(cause.what, cause);
    else {
      known.tasks += cause.tasks;
      known.taskArns.push(...cause.taskArns);
    }
  };
  const targets = [...new Set(unhealthyTargets)].join(", ");
  for (const task of stopped) if (!isOrderly(task)) add(causeOf(task, targets));
  for (const message of events) {
    const words = startTrouble(message);
    // Of a task that was started and then stopped, the task itself has told already.
    if (words !== undefined) add({ ...(kindOf(words) ?? unknown(words)), tasks: 0, taskArns: [], words });
  }
  const isTold = [...causes.values()].some(({ words }) => isAboutTargets(words));
  if (targets !== "" && !isTold)
    add({ ...elbKind(targets), tasks: 0, taskArns: [], words: `unhealthy targets: ${targets}` });
  return [...causes.values()].sort((a, b) => b.tasks - a.tasks);
}

/** The same cause, explained better by what its container wrote: on Fargate only the logs tell of a wrong architecture. */
export function inLightOfLogs(cause: Cause, lines: string[]): Cause {
  const kind = cause.stopCode === "EssentialContainerExited" ? kindOf(lines.find(isExecFormatError) ?? "") : undefined;
  return { ...cause, ...kind };
}

const isExecFormatError = (line: string) => /exec format error/i.test(line);

/** What an event says of tasks that ECS could not start; undefined for any other event. */
function startTrouble(message: string): string | undefined {
  const text = message.replace(/^\(?service [^)]*?\)? (?=was |failed |could )/, "");
  if (/^was unable to stop or start tasks during a deployment/i.test(text)) return text;
  const refusal =
    /^(?:was unable to place a task|failed to launch a task|could not launch)\b(?:\. Reason: | with \(error )?/i;
  return refusal.test(text) ? text.replace(refusal, "").replace(/\.?\)?\.$/, "") : undefined;
}

/** Stopped because ECS replaced it or scaled in, not because something went wrong. */
const isOrderly = ({ stopCode, stoppedReason }: StoppedTaskView) =>
  (stopCode === "" && stoppedReason === "") ||
  (stopCode === "ServiceSchedulerInitiated" && !/fail/i.test(stoppedReason));

const isAboutTargets = (words: string) => /ELB health checks/i.test(words);

const elbKind = (targets: string): Kind => {
  const kind = kindOf("Task failed ELB health checks") ?? unknown("Task failed ELB health checks");
  return targets === "" ? kind : { ...kind, what: `${kind.what} (${targets})` };
};

function causeOf(task: StoppedTaskView, targets: string): Cause {
  const { stopCode, stoppedReason, containers } = task;
  const culprit =
    containers.find(({ exitCode, reason }) => (exitCode ?? 0) !== 0 || reason !== undefined) ??
    containers.find(({ exitCode }) => exitCode !== undefined);
  const said = [stoppedReason, culprit?.reason].filter((part) => part !== undefined && part !== "");
  const words = [...new Set(said)].join("; ");
  const exitCode = culprit?.exitCode;
  const container = culprit !== undefined && exitCode !== undefined ? { name: culprit.name, exitCode } : undefined;
  const kind = isAboutTargets(words)
    ? elbKind(targets)
    : (kindOf(words) ?? exitKind(stopCode, container) ?? unknown(words));
  return { ...kind, tasks: 1, words, stopCode, container, taskArns: [task.arn] };
}

function exitKind(stopCode: string, container: Cause["container"]): Kind | undefined {
  if (container === undefined || stopCode !== "EssentialContainerExited") return undefined;
  const { name, exitCode } = container;
  const remedies: Record<number, string> = {
    0: "a service's container has to keep running: check its command",
    137: "look at its logs; pulumi config set memory <more MiB>",
    255: "look at its logs; build the image for the architecture that the setting architecture names",
  };
  return {
    what: `container ${name} ${exitCodeMeaning(exitCode)} (exit code ${exitCode})`,
    remedy: remedies[exitCode] ?? "look at its logs",
    definite: "never",
  };
}

/** A text that nobody has explained yet: itself, without what differs from task to task. */
const unknown = (words: string): Kind => ({
  what: plainLine(words)
    .replace(/arn:\S+?:task\/\S+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}/g, "…")
    .slice(0, 120),
  remedy: "see ECS's words",
  definite: "never",
});
