import type { Task } from "@aws-sdk/client-ecs";
import { exitCodeMeaning } from "../../rollout/exitCodes";
import { findCauses } from "../../rollout/causes";
import { stoppedTaskView } from "../../rollout/views";

/** How far a one-off task is, as to the container whose command it was started for. */
export type Progress =
  | { kind: "goes on" }
  | { kind: "ended"; exitCode: number; words: string }
  /** It was not started, or not let end by itself. */
  | { kind: "failed"; words: string };

/** `wasCutShort`: an earlier look at the task has shown so, and the container's exit code is its answer to a signal. */
export function progressOf(task: Task, container: string, wasCutShort: boolean): Progress {
  const { exitCode, reason } = task.containers?.find(({ name }) => name === container) ?? {};
  const isStopped = task.lastStatus === "STOPPED";
  if (exitCode === undefined) return isStopped ? { kind: "failed", words: whyStopped(task) } : { kind: "goes on" };
  const isOwnEnd = task.stopCode === undefined || task.stopCode === "EssentialContainerExited";
  if (!wasCutShort && isOwnEnd) {
    const words = `container ${container} ${exitCodeMeaning(exitCode)} (exit code ${exitCode})`;
    return { kind: "ended", exitCode, words: reason === undefined ? words : `${words}: ${reason}` };
  }
  return { kind: "failed", words: `it was stopped before it was done: ${whyStopped(task)}` };
}

/** The task is being stopped because another essential container has ended, while this one's command was not done. */
export function isCutShort({ desiredStatus, containers = [] }: Task, container: string, essential: string[]): boolean {
  const hasEnded = (name: string) => containers.some((each) => each.name === name && each.exitCode !== undefined);
  const others = essential.filter((name) => name !== container);
  return desiredStatus === "STOPPED" && !hasEnded(container) && others.some(hasEnded);
}

function whyStopped(task: Task): string {
  const view = stoppedTaskView(task);
  const [cause] = findCauses({ stopped: [view], events: [], unhealthyTargets: [] });
  if (cause === undefined) return "ECS gave no reason";
  const words = cause.words === "" || cause.words === cause.what ? "" : ` (in ECS's words: ${cause.words})`;
  return `${cause.what}${words}; what to do: ${cause.remedy}`;
}
