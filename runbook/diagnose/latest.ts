import { failureOf } from "../../rollout/failure";
import { primaryOf, type Observation, type ServiceDeploymentView } from "../../rollout/observation";

export type Outcome = "under way" | "complete" | "rolling back" | "rolled back" | "failed" | "stopped";

/** The deployment that was asked for last, whatever ECS works towards since. */
export interface Latest {
  /** `ecs-svc/<number>`. */
  id: string;
  outcome: Outcome;
  /** In ECS's words. */
  reason?: string;
  /** Epoch milliseconds. */
  startedAt?: number;
  endedAt?: number;
  /** ARN of what it rolls out, as ECS's record has it. */
  serviceRevisionArn?: string;
}

const outcomes: Record<string, Outcome> = {
  PENDING: "under way",
  IN_PROGRESS: "under way",
  SUCCESSFUL: "complete",
  STOP_REQUESTED: "under way",
  STOPPED: "stopped",
  ROLLBACK_REQUESTED: "rolling back",
  ROLLBACK_IN_PROGRESS: "rolling back",
  ROLLBACK_SUCCESSFUL: "rolled back",
  ROLLBACK_FAILED: "failed",
};

/** By ECS's own record; where that may not be seen, by what its deployments still show. */
export function latestDeployment(seen: Observation): Latest | undefined {
  const [record] = seen.details?.serviceDeployments ?? [];
  return record === undefined ? withoutRecord(seen) : recorded(record);
}

const recorded = (record: ServiceDeploymentView): Latest => ({
  id: record.deploymentId,
  outcome: outcomes[record.status] ?? "under way",
  reason: record.reason,
  startedAt: record.createdAt,
  endedAt: record.finishedAt,
  serviceRevisionArn: record.serviceRevisionArn,
});

function withoutRecord(seen: Observation): Latest | undefined {
  const primary = primaryOf(seen.service);
  const shown = seen.service.deployments.find(({ rolloutState }) => rolloutState === "FAILED") ?? primary;
  if (shown === undefined) return undefined;
  const { id, createdAt: startedAt } = shown;
  const failure = failureOf(id, seen);
  const isMoving = primary?.rolloutState === "IN_PROGRESS";
  if (failure === undefined) return { id, startedAt, outcome: isMoving ? "under way" : "complete" };
  const isRollingBack = failure.why === "rolled back" && isMoving;
  return { id, startedAt, outcome: isRollingBack ? "rolling back" : failure.why, reason: failure.detail };
}
