import {
  primaryOf,
  revisionName,
  type DeploymentView,
  type Observation,
  type ServiceView,
  type TaskView,
} from "./observation";

/** What the update asked for, and what it knew of the service before. */
export interface Expected {
  /** ARN of the revision that is to run. */
  revisionArn: string;
  /** Deployments that the service had before the update. */
  earlierDeploymentIds: string[];
  /** Events that the service had before the update. */
  earlierEventIds: string[];
  /** Revision that the service was on before the update; undefined when the update created the service. */
  previousRevisionArn?: string;
  /** The change is of a kind that makes ECS start a deployment. */
  startsDeployment: boolean;
  /** Some container has a health check. */
  hasHealthCheck: boolean;
}

/** What has been seen so far of the deployment that is followed. */
export interface Followed {
  deploymentId?: string;
  /** How many answers in a row showed another revision as PRIMARY. */
  contradictions: number;
}

/** A single answer may be stale; this many in a row, asked one after the other, are believed. */
const believedContradictions = 3;

export type Verdict =
  | { kind: "waiting"; followed: Followed }
  | { kind: "green"; followed: Followed; unproven: string[] }
  | { kind: "red"; followed: Followed; why: "failed" | "rolled back" | "overtaken"; detail: string };

const failedServiceDeployments = new Set([
  "ROLLBACK_REQUESTED",
  "ROLLBACK_IN_PROGRESS",
  "ROLLBACK_SUCCESSFUL",
  "ROLLBACK_FAILED",
]);

/**
 * Judges one observation. Green needs all of it in this very answer: our revision is PRIMARY, complete, alone, and its own
 * tasks run and are healthy. Anything that shows that ECS works towards another revision is red.
 */
export function judge(expected: Expected, followed: Followed, seen: Observation): Verdict {
  const primary = primaryOf(seen.service);
  const ours = find(expected, followed, seen);
  const contradicts = primary !== undefined && primary.revisionArn !== expected.revisionArn;
  const now: Followed = {
    deploymentId: ours?.id ?? followed.deploymentId,
    contradictions: contradicts ? followed.contradictions + 1 : 0,
  };
  const red = (why: "failed" | "rolled back" | "overtaken", detail: string): Verdict => ({
    kind: "red",
    followed: now,
    why,
    detail,
  });
  const record = seen.details?.serviceDeployments?.find(({ deploymentId }) => deploymentId === now.deploymentId);
  if (record !== undefined && failedServiceDeployments.has(record.status)) {
    return red("rolled back", record.reason ?? `service deployment is ${record.status}`);
  }
  const own = seen.service.deployments.find(({ id }) => id === now.deploymentId);
  if (own?.rolloutState === "FAILED") {
    const rolledBack = primary !== undefined && primary.id !== own.id;
    return red(rolledBack ? "rolled back" : "failed", own.rolloutStateReason ?? "ECS gave no reason");
  }
  if (contradicts) {
    // Until our deployment has been seen once, the old one is most likely an answer from before the update.
    const stale = now.deploymentId === undefined && expected.earlierDeploymentIds.includes(primary.id);
    if (stale || now.contradictions < believedContradictions) return { kind: "waiting", followed: now };
    const back = primary.revisionArn === expected.previousRevisionArn;
    return red(
      back ? "rolled back" : "overtaken",
      `ECS now works towards ${revisionName(primary.revisionArn)} (deployment ${primary.id})`,
    );
  }
  if (record?.status === "STOPPED") return red("failed", record.reason ?? "the service deployment was stopped");
  if (ours === undefined || !isServing(ours, seen, expected)) return { kind: "waiting", followed: now };
  return { kind: "green", followed: now, unproven: unproven(expected, seen) };
}

/** The deployment to follow: PRIMARY, when it is of the revision asked for and not an answer from before the update. */
function find(expected: Expected, followed: Followed, seen: Observation): DeploymentView | undefined {
  const primary = primaryOf(seen.service);
  if (primary?.revisionArn !== expected.revisionArn) return undefined;
  const earlier = expected.earlierDeploymentIds.includes(primary.id);
  if (earlier && expected.startsDeployment && followed.deploymentId === undefined) return undefined;
  return primary;
}

/** Complete, alone, and each of the desired tasks runs, healthy and in service behind every target group. */
function isServing(primary: DeploymentView, { service, details }: Observation, expected: Expected): boolean {
  if (!isComplete(primary, service) || details === undefined) return false;
  const record = details.serviceDeployments?.find(({ deploymentId }) => deploymentId === primary.id);
  if (record !== undefined && record.status !== "SUCCESSFUL") return false;

  const serving = details.tasks.filter(
    (task) =>
      task.revisionArn === expected.revisionArn &&
      task.lastStatus === "RUNNING" &&
      (!expected.hasHealthCheck || task.health === "HEALTHY") &&
      service.loadBalancers.every(({ targetGroupArn, containerPort }) =>
        details.targets.some((target) => servesTask(target, task, targetGroupArn, containerPort)),
      ),
  );
  return serving.length >= service.desiredCount;
}

function servesTask(
  target: { targetGroupArn: string; ip: string; port: number; state: string },
  task: TaskView,
  targetGroupArn: string,
  containerPort: number,
): boolean {
  return (
    target.targetGroupArn === targetGroupArn &&
    target.ip === task.privateIp &&
    target.port === containerPort &&
    target.state === "healthy"
  );
}

/** ECS calls the deployment complete, and nothing of another one runs. */
export function isComplete(primary: DeploymentView, { deployments, desiredCount }: ServiceView): boolean {
  const alone = deployments.every(({ id, runningCount }) => id === primary.id || runningCount === 0);
  return primary.rolloutState === "COMPLETED" && alone && primary.runningCount >= desiredCount;
}

/** What a green verdict does not prove, in words. */
function unproven(expected: Expected, { service }: Observation): string[] {
  if (service.desiredCount === 0) return ["desired count is 0: no task has run this revision"];
  if (!expected.hasHealthCheck && service.loadBalancers.length === 0) {
    return ["nothing checks health (no container health check, no target group): only that the tasks run is proven"];
  }
  return [];
}
