import type { Cause } from "./causes";
import type { DeploymentView } from "./observation";

/** How long AWS may take until it sees what was granted or created a moment ago. */
const propagatesWithinMs = 60_000;

/**
 * Whether a deployment cannot succeed: nothing of it runs, and every attempt so far ended for a cause that trying again does
 * not cure. One attempt is enough where the cause cannot pass by itself (no such image, secret or key). What depends on rights,
 * or on something that this update may have created, has to fail again after a minute: more failed tasks than ECS starts side
 * by side.
 */
export function isHopeless(causes: Cause[], deployment: DeploymentView, followedForMs: number): boolean {
  const { rolloutState, runningCount, failedTasks, desiredCount } = deployment;
  if (rolloutState !== "IN_PROGRESS" || runningCount > 0 || failedTasks === 0 || causes.length === 0) return false;
  const isRepeated = failedTasks > desiredCount && followedForMs >= propagatesWithinMs;
  return causes.every(({ definite }) => definite === "at once" || (definite === "when repeated" && isRepeated));
}
