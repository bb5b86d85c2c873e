import type { Cause } from "../../rollout/causes";
import { taskId, type Details } from "../../rollout/observation";
import { revisionName } from "../../rollout/observation";

/** From when to when a task was there. Times are epoch milliseconds; undefined: not known, or not yet. */
export interface TaskLife {
  task: string;
  /** `family:number`. */
  revision: string;
  createdAt?: number;
  /** When it ran first. */
  startedAt?: number;
  stoppedAt?: number;
  /** stopped: replaced, or scaled in. */
  state: "starting" | "running" | "stopped" | "failed";
  /** Why it failed, as among the causes. */
  cause?: string;
}

/** Tasks that run, and those that have stopped since a time, the oldest first. */
export function taskLives({ tasks, stopped }: Details, causes: Cause[], since = -Infinity): TaskLife[] {
  const causeOf = (arn: string) => causes.find(({ taskArns }) => taskArns.includes(arn))?.what;
  const ended = stopped
    .filter(({ stoppedAt = Infinity }) => stoppedAt >= since)
    .map(({ arn, revisionArn, createdAt, startedAt, stoppedAt }): TaskLife => {
      const cause = causeOf(arn);
      const state = cause === undefined ? "stopped" : "failed";
      return { task: taskId(arn), revision: revisionName(revisionArn), createdAt, startedAt, stoppedAt, state, cause };
    });
  const alive = tasks.map(({ arn, revisionArn, lastStatus, createdAt, startedAt }): TaskLife => {
    const state = lastStatus === "RUNNING" ? "running" : "starting";
    return { task: taskId(arn), revision: revisionName(revisionArn), createdAt, startedAt, state };
  });
  return [...ended, ...alive].sort((one, other) => (one.createdAt ?? 0) - (other.createdAt ?? 0));
}
