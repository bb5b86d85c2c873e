import type { Settings } from "./types";

/** The least number of tasks that a rollout has to work with. */
export interface FewestTasks {
  count: number;
  /** For example `desiredCount 2`. */
  words: string;
}

/** Undefined: the settings do not say. */
export function fewestTasks({
  desiredCount,
  autoscaling,
}: Pick<Settings, "desiredCount" | "autoscaling">): FewestTasks | undefined {
  if (desiredCount !== undefined) return { count: desiredCount, words: `desiredCount ${desiredCount}` };
  if (autoscaling === undefined) return undefined;
  const all = [autoscaling, ...autoscaling.scheduled].flatMap(({ min }) => min ?? []);
  // Without tasks there is nothing to replace.
  const count = Math.max(1, Math.min(...all));
  return { count, words: `the ${count === 1 ? "single task" : `${count} tasks`} to which autoscaling goes down` };
}
