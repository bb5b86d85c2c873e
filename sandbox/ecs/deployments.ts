import { isDeepStrictEqual } from "node:util";
import { report } from "./events";
import { newMonitors, stopMonitoring } from "./monitors";
import { ecsArn, lastPart, newRevisionNumber, newServiceDeploymentId } from "./names";
import type {
  DeploymentRecord,
  RevisionRecord,
  ServiceDeploymentRecord,
  ServiceRecord,
  State,
  TaskRecord,
  Workload,
} from "./state";
import type { World } from "./world";

/** Starts a deployment of a new service revision; one that is under way is overtaken. */
export function startDeployment(world: World, service: ServiceRecord, workload: Workload): void {
  const moment = world.moment();
  const sources = service.deployments.filter(({ id }) => tasksOf(world.state, service, id).length > 0);
  const revision = createRevision(world, service, workload);
  service.revisionArn = revision.arn;
  service.deployments.unshift(deploymentOf(revision, moment.now, inProgress(revision)));
  service.steady = false;
  overtake(world, service);

  const { clusterArn, arn: serviceArn, settings } = service;
  const path = `${lastPart(clusterArn)}/${service.name}`;
  const deployment: ServiceDeploymentRecord = {
    arn: ecsArn(world.account, `service-deployment/${path}/${newServiceDeploymentId()}`),
    serviceArn,
    clusterArn,
    status: "PENDING",
    statusSince: moment.now,
    createdAt: moment.now,
    sourceRevisionArns: sources.map(({ revisionArn }) => revisionArn),
    targetRevisionArn: revision.arn,
    deploymentConfiguration: structuredClone(settings.deploymentConfiguration),
    ...newMonitors(service),
  };
  world.state.serviceDeployments[deployment.arn] = deployment;
  service.serviceDeploymentArn = deployment.arn;
}

/** The PRIMARY deployment has reached the steady state. */
export function completeDeployment(world: World, service: ServiceRecord): void {
  const moment = world.moment();
  const [primary] = service.deployments;
  if (primary?.rolloutState !== "IN_PROGRESS") return;
  Object.assign(primary, {
    rolloutState: "COMPLETED",
    rolloutStateReason: `ECS deployment ${primary.id} completed.`,
    updatedAt: moment.now,
    failedTasks: 0,
  });
  service.completedRevisionArn = primary.revisionArn;
  report(service, `(deployment ${primary.id}) deployment completed.`, moment);
  const current = currentServiceDeployment(world.state, service);
  stopMonitoring(current);
  finish(world, current, current.rollback ? "ROLLBACK_SUCCESSFUL" : "SUCCESSFUL");
}

/** The circuit breaker has tripped: the PRIMARY deployment fails and, when it is configured, the service is rolled back. */
export function tripBreaker(world: World, service: ServiceRecord): void {
  const current = currentServiceDeployment(world.state, service);
  current.breaker.status = "TRIGGERED";
  stopMonitoring(current);
  failPrimary(world, service, "tasks failed to start", "ECS deployment circuit breaker: tasks failed to start.");
  const { rollback } = service.settings.deploymentConfiguration.deploymentCircuitBreaker;
  const reason = "Service deployment rolled back because the circuit breaker threshold was exceeded.";
  if (current.rollback) finish(world, current, "ROLLBACK_FAILED");
  else if (rollback) rollBack(world, service, reason, "ECS deployment circuit breaker");
  else finish(world, current, "STOPPED", "The circuit breaker threshold was exceeded.");
}

/** An alarm rings: the PRIMARY deployment fails and, when it is configured, the service is rolled back. */
export function failByAlarm(world: World, service: ServiceRecord): void {
  const current = currentServiceDeployment(world.state, service);
  current.alarms.status = "TRIGGERED";
  stopMonitoring(current);
  failPrimary(world, service, "alarm detected", "ECS deployment alarms: alarm detected.");
  const reason = "Service deployment rolled back because an alarm was detected.";
  if (current.deploymentConfiguration.alarms?.rollback === true)
    rollBack(world, service, reason, "ECS deployment alarms");
  else finish(world, current, "STOPPED", "An alarm was detected.");
}

/** StopServiceDeployment has been asked for and is now carried out. */
export function carryOutStop(world: World, service: ServiceRecord): void {
  const current = currentServiceDeployment(world.state, service);
  const rollingBack = current.status === "ROLLBACK_REQUESTED";
  failPrimary(world, service, "deployment was stopped", "ECS deployment was stopped by a user.");
  stopMonitoring(current);
  if (rollingBack) rollBack(world, service, "Service deployment rolled back by a user.", "ECS deployment stopped");
  else finish(world, current, "STOPPED", "Service deployment stopped by a user.");
}

/** The service deployment that is under way, or was the last. */
export function currentServiceDeployment(state: State, service: ServiceRecord): ServiceDeploymentRecord {
  const current = state.serviceDeployments[service.serviceDeploymentArn];
  if (current === undefined) throw new Error(`${service.arn} has no service deployment`);
  return current;
}

/** Whether the service deployment has come to its end. */
export const isOver = ({ status }: ServiceDeploymentRecord) =>
  status === "SUCCESSFUL" || status === "STOPPED" || status === "ROLLBACK_SUCCESSFUL" || status === "ROLLBACK_FAILED";

/** Sets the status of a service deployment. */
export function setStatus(
  world: World,
  deployment: ServiceDeploymentRecord,
  status: ServiceDeploymentRecord["status"],
  reason?: string,
): void {
  deployment.status = status;
  deployment.statusSince = world.moment().now;
  deployment.statusReason = reason ?? deployment.statusReason;
}

/** The revision that a service is set to run. */
export const currentRevision = (state: State, service: ServiceRecord) => revisionOf(state, service.revisionArn);

/** A service revision that must exist. */
export function revisionOf(state: State, arn: string): RevisionRecord {
  const revision = state.revisions[arn];
  if (revision === undefined) throw new Error(`there is no service revision ${arn}`);
  return revision;
}

/** The tasks of one deployment that have not stopped, oldest first. */
export const tasksOf = (state: State, service: ServiceRecord, deploymentId: string): TaskRecord[] =>
  Object.values(state.tasks).filter(
    (task) => task.serviceArn === service.arn && task.startedBy === deploymentId && task.lastStatus !== "STOPPED",
  );

/** Whether a change of the service's settings needs a deployment; the weights of capacity providers alone do not. */
export function needsDeployment(before: Workload, after: Workload): boolean {
  const providers = ({ capacityProviderStrategy = [] }: Workload) =>
    capacityProviderStrategy.map(({ capacityProvider }) => capacityProvider).toSorted();
  const comparable = (workload: Workload): unknown =>
    JSON.parse(JSON.stringify({ ...workload, capacityProviderStrategy: providers(workload) }));
  return !isDeepStrictEqual(comparable(before), comparable(after));
}

function failPrimary(world: World, service: ServiceRecord, event: string, reason: string): void {
  const moment = world.moment();
  const [primary] = service.deployments;
  if (primary === undefined) return;
  Object.assign(primary, { rolloutState: "FAILED", rolloutStateReason: reason, updatedAt: moment.now });
  report(service, `(deployment ${primary.id}) deployment failed: ${event}.`, moment);
}

function rollBack(world: World, service: ServiceRecord, reason: string, initiator: string): void {
  const moment = world.moment();
  const current = currentServiceDeployment(world.state, service);
  if (service.completedRevisionArn === undefined) {
    finish(world, current, "ROLLBACK_FAILED", "No rollback candidate was found to run the rollback.");
    return;
  }
  const goal = revisionOf(world.state, service.completedRevisionArn);
  const goalId = deploymentId(goal);
  const revision =
    world.options.rollbackId === "old" ? goal : createRevision(world, service, goal.workload, goal.digests);
  const listed = service.deployments.find(({ revisionArn }) => revisionArn === revision.arn);
  const deployment = listed ?? deploymentOf(revision, revision.createdAt, "");
  Object.assign(deployment, {
    rolloutState: "IN_PROGRESS",
    rolloutStateReason: `${initiator}: rolling back to deploymentId ${goalId}.`,
    updatedAt: moment.now,
    failedTasks: 0,
    failuresInARow: 0,
    emptySince: undefined,
  });
  service.deployments = [deployment, ...service.deployments.filter((other) => other !== deployment)];
  service.revisionArn = revision.arn;
  service.steady = false;
  report(service, `rolling back to deployment ${goalId}.`, moment);
  current.rollback = { reason, startedAt: moment.now, revisionArn: revision.arn };
  setStatus(world, current, "ROLLBACK_IN_PROGRESS", reason);
}

function overtake(world: World, service: ServiceRecord): void {
  const previous = world.state.serviceDeployments[service.serviceDeploymentArn];
  if (previous === undefined || isOver(previous)) return;
  stopMonitoring(previous);
  finish(world, previous, "STOPPED", "Service deployment was superseded by a newer service deployment.");
}

function finish(
  world: World,
  deployment: ServiceDeploymentRecord,
  status: ServiceDeploymentRecord["status"],
  reason?: string,
): void {
  setStatus(world, deployment, status, reason);
  deployment.finishedAt = deployment.statusSince;
  if (status === "STOPPED") deployment.stoppedAt = deployment.statusSince;
}

function createRevision(
  world: World,
  service: ServiceRecord,
  workload: Workload,
  digests: Record<string, string> = {},
): RevisionRecord {
  const path = `${lastPart(service.clusterArn)}/${service.name}/${newRevisionNumber()}`;
  const revision: RevisionRecord = {
    arn: ecsArn(world.account, `service-revision/${path}`),
    serviceArn: service.arn,
    clusterArn: service.clusterArn,
    createdAt: world.moment().now,
    workload: structuredClone(workload),
    digests: { ...digests },
  };
  world.state.revisions[revision.arn] = revision;
  return revision;
}

const deploymentOf = (revision: RevisionRecord, createdAt: number, rolloutStateReason: string): DeploymentRecord => ({
  id: deploymentId(revision),
  revisionArn: revision.arn,
  createdAt,
  updatedAt: createdAt,
  rolloutState: "IN_PROGRESS",
  rolloutStateReason,
  failedTasks: 0,
  failuresInARow: 0,
});

const deploymentId = (revision: RevisionRecord) => `ecs-svc/${lastPart(revision.arn)}`;
const inProgress = (revision: RevisionRecord) => `ECS deployment ${deploymentId(revision)} in progress.`;
