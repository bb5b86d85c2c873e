import type { Moment } from "./clock";
import { durations } from "./durations";
import type { DeploymentRecord } from "./state";

/** Counts a failed task of a deployment; for the circuit breaker only while the deployment is in progress. */
export function countFailure(deployment: DeploymentRecord, moment: Moment): void {
  deployment.failuresInARow += 1;
  deployment.lastFailureAt = moment.now;
  if (deployment.rolloutState === "IN_PROGRESS") {
    deployment.failedTasks += 1;
    deployment.updatedAt = moment.now;
  }
}

/** Whether a deployment whose tasks fail still waits before its next attempt; the wait doubles each time. */
export function isWaiting({ failuresInARow, lastFailureAt }: DeploymentRecord, moment: Moment): boolean {
  if (failuresInARow === 0 || lastFailureAt === undefined) return false;
  const delay = Math.min(durations.firstRetry * 2 ** (failuresInARow - 1), durations.longestRetry);
  return moment.secondsSince(lastFailureAt) < delay;
}
