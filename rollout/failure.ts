import { deploymentOf, primaryOf, type Observation } from "./observation";

/** ECS's own word that a deployment has failed. */
export interface Failure {
  why: "failed" | "rolled back";
  /** In ECS's words. */
  detail: string;
}

/**
 * Looks for that word wherever ECS leaves it: the service deployment's record, the deployment itself, the one that it is
 * rolled back to, and the events, which outlive a failed deployment. None of it can be an answer from before the update.
 */
export function failureOf(deploymentId: string | undefined, { service, details }: Observation): Failure | undefined {
  if (deploymentId === undefined) return undefined;
  const primary = primaryOf(service);
  const isPrimary = primary?.id === deploymentId;
  const why = isPrimary ? "failed" : "rolled back";

  const record = details?.serviceDeployments?.find((candidate) => candidate.deploymentId === deploymentId);
  if (record?.status.startsWith("ROLLBACK_") === true) {
    // It fails for want of an earlier deployment that has ever completed.
    const isBack = record.status !== "ROLLBACK_FAILED";
    return {
      why: isBack ? "rolled back" : "failed",
      detail: record.reason ?? `the service deployment is ${record.status}`,
    };
  }
  const own = deploymentOf(service, deploymentId);
  if (own?.rolloutState === "FAILED") return { why, detail: own.rolloutStateReason ?? "ECS gave no reason" };
  const event = service.events.find(({ message }) =>
    message.includes(`(deployment ${deploymentId}) deployment failed`),
  );
  if (event !== undefined) return { why, detail: event.message };
  if (!isPrimary && /rolling back/i.test(primary?.rolloutStateReason ?? "")) {
    return { why: "rolled back", detail: primary?.rolloutStateReason ?? "" };
  }
  return undefined;
}
