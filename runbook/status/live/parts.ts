import { taskCount } from "../../../rollout/reportLines";
import { revisionName, type DeploymentView } from "../../../rollout/observation";
import { eventWords, kindOfEvent, type Moment } from "../../diagnose/moments";
import { targetGroupName } from "../../diff/serviceDifferences";
import { piece, type Line, type Piece } from "./line";
import type { LiveState } from "./state";

/** A line for each deployment: how many of its tasks run of how many there are to be. */
export function deployments({ service }: LiveState, columns: number): Line[] {
  if (service === undefined) return [];
  const names = service.deployments.map(({ revisionArn }) => revisionName(revisionArn));
  const nameWidth = Math.max(0, ...names.map(({ length }) => length));
  const barWidth = Math.max(4, Math.min(30, Math.floor(columns / 4)));
  return service.deployments.map((deployment, index) => {
    const { status, runningCount, pendingCount, failedTasks, rolloutState } = deployment;
    const wanted = status === "PRIMARY" ? service.desiredCount : Math.max(deployment.desiredCount, runningCount);
    return [
      piece((names[index] ?? "").padEnd(nameWidth)),
      piece("  "),
      ...bar(runningCount, wanted, barWidth, colourOf(deployment)),
      piece(` ${runningCount} of ${wanted} running`),
      ...(pendingCount > 0 ? [piece(`, ${pendingCount} pending`)] : []),
      ...(failedTasks > 0 ? [piece(", "), piece(`${failedTasks} failed`, "red")] : []),
      piece(`  ${status === "PRIMARY" ? (rolloutState ?? "") : "leaving"}`, "dim"),
    ];
  });
}

const colourOf = ({ status, rolloutState }: DeploymentView) =>
  rolloutState === "FAILED" ? "red" : status !== "PRIMARY" ? "gray" : rolloutState === "COMPLETED" ? "green" : "cyan";

/** Full only when all run. */
function bar(count: number, wanted: number, width: number, format: Piece["format"]): Piece[] {
  const share = wanted === 0 ? 1 : Math.min(1, count / wanted);
  const full = Math.floor(share * width);
  return [piece("█".repeat(full), format), piece("░".repeat(width - full), "dim")];
}

/** A line for each revision: its tasks by what they do and how they are. */
export function tasks({ details }: LiveState): Line[] {
  if (details === undefined) return [];
  const all = [
    ...details.tasks.map(({ revisionArn, lastStatus, health }) => ({
      revisionArn,
      words:
        lastStatus !== "RUNNING"
          ? lastStatus.toLowerCase()
          : details.isHealthChecked
            ? health.toLowerCase()
            : "running",
    })),
    ...details.stopped.map(({ revisionArn }) => ({ revisionArn, words: "stopped" })),
  ];
  return [...Map.groupBy(all, ({ revisionArn }) => revisionName(revisionArn))].map(([name, own]) => [
    piece(`${name}: `),
    ...counts(own.map(({ words }) => words)),
  ]);
}

/** A line for each target group: its targets by state. */
export function targets({ details }: LiveState): Line[] {
  const groups = Map.groupBy(details?.targets ?? [], ({ targetGroupArn }) => targetGroupName(targetGroupArn));
  return [...groups].map(([name, own]) => [piece(`${name}: `), ...counts(own.map(({ state }) => state))]);
}

const colours: Record<string, Piece["format"]> = {
  healthy: "green",
  running: "green",
  unhealthy: "red",
  stopped: "dim",
};

/** `2 healthy, 1 unhealthy`. */
function counts(words: string[]): Line {
  const groups = [...Map.groupBy(words, (word) => word)].sort(([one], [other]) => (one < other ? -1 : 1));
  return groups.flatMap(([word, own], index) => [
    piece(index === 0 ? "" : ", "),
    piece(`${own.length} ${word}`, colours[word] ?? "yellow"),
  ]);
}

export const causes = ({ causes }: LiveState): Line[] =>
  causes.flatMap(({ what, tasks, remedy }) => [
    [piece(what, "red"), piece(tasks === 0 ? "" : ` (${taskCount(tasks)})`)],
    [piece(`what to do: ${remedy}`)],
  ]);

const eventsShown = 6;

const eventColours: Partial<Record<Moment["kind"], Piece["format"]>> = {
  failed: "red",
  rollback: "red",
  unhealthy: "red",
  trouble: "yellow",
  complete: "green",
};

/** The last ones, newest first. */
export const events = ({ service }: LiveState): Line[] =>
  (service?.events ?? [])
    .slice(0, eventsShown)
    .map(({ createdAt, message }) => [
      piece(createdAt === undefined ? "" : `${new Date(createdAt).toISOString().slice(11, 19)} `, "dim"),
      piece(eventWords({ message }), eventColours[kindOfEvent(message)]),
    ]);
