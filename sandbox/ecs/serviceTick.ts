import { isBaking, isWatched, watchAlarms } from "./alarms";
import type { Moment } from "./clock";
import {
  carryOutStop,
  completeDeployment,
  currentServiceDeployment,
  setStatus,
  tasksOf,
  tripBreaker,
} from "./deployments";
import { durations } from "./durations";
import { named, report, reportTrouble } from "./events";
import { countFailure, isWaiting } from "./failures";
import { isHealthy, targetState, taskHealth } from "./health";
import { breakerThreshold } from "./monitors";
import { lastPart, newUuid } from "./names";
import { nextStep } from "./rollingUpdate";
import type { DeploymentRecord, ServiceRecord, TaskRecord } from "./state";
import { definitionOf } from "./taskDefinitionLookup";
import { stopTask } from "./taskLife";
import type { Effect, World } from "./world";

/** What the service scheduler does with one service at one moment. */
export function stepService(world: World, service: ServiceRecord): Effect[] {
  const moment = world.moment();
  if (service.status === "INACTIVE") return [];
  if (service.status === "DRAINING") return drain(world, service, moment);
  stepServiceDeployment(world, service, moment);
  reportRegistered(world, service, moment);
  stopUnhealthy(world, service, moment);
  for (const deployment of service.deployments) countOutcomes(world, service, deployment, moment);
  watchBreaker(world, service);
  const effects = [...watchAlarms(world, service, moment), ...schedule(world, service, moment)];
  dropEmptyDeployments(world, service, moment);
  noticeSteadyState(world, service, moment);
  return effects;
}

function drain(world: World, service: ServiceRecord, moment: Moment): Effect[] {
  const tasks = allTasks(world, service);
  for (const task of tasks) stopTask(task, "ServiceSchedulerInitiated", "Service was deleted.", moment);
  if (tasks.length > 0) return [];
  service.status = "INACTIVE";
  service.inactiveSince = moment.now;
  service.deployments = [];
  for (const deployment of Object.values(world.state.serviceDeployments))
    if (deployment.serviceArn === service.arn) delete world.state.serviceDeployments[deployment.arn];
  delete world.state.tags[service.arn];
  return [];
}

function stepServiceDeployment(world: World, service: ServiceRecord, moment: Moment): void {
  const current = currentServiceDeployment(world.state, service);
  if (moment.secondsSince(current.statusSince) < durations.deploymentRequested) return;
  if (current.status === "PENDING") {
    current.startedAt = moment.now;
    setStatus(world, current, "IN_PROGRESS");
  } else if (current.status === "ROLLBACK_REQUESTED" || current.status === "STOP_REQUESTED") {
    carryOutStop(world, service);
  }
}

/** Stops tasks whose container or target is unhealthy, once the grace period is over. */
function stopUnhealthy(world: World, service: ServiceRecord, moment: Moment): void {
  const grace = service.settings.healthCheckGracePeriodSeconds ?? 0;
  for (const task of allTasks(world, service)) {
    if (task.desiredStatus === "STOPPED" || task.startedAt === undefined) continue;
    if (moment.secondsSince(task.startedAt) < grace) continue;
    const id = lastPart(task.arn);
    const unhealthy = task.targets.find((target) => targetState(target, task, moment).state === "unhealthy");
    if (taskHealth(task, definitionOf(world.state, task.taskDefinitionArn), moment) === "UNHEALTHY") {
      report(service, `(task ${id}) failed container health checks.`, moment);
      stopTask(task, "ServiceSchedulerInitiated", "Task failed container health checks", moment);
    } else if (unhealthy) {
      const where = `(target-group ${unhealthy.targetGroupArn})`;
      const why = targetState(unhealthy, task, moment).description;
      report(service, `(task ${id}) (port ${unhealthy.port}) is unhealthy in ${where} due to (reason ${why}).`, moment);
      stopTask(task, "ServiceSchedulerInitiated", `Task failed ELB health checks in ${where}`, moment);
      reportDraining(service, [task], moment);
    } else continue;
    task.failure = "uncounted";
  }
}

/** Counts a deployment's failed tasks and the tasks that became healthy. */
function countOutcomes(world: World, service: ServiceRecord, deployment: DeploymentRecord, moment: Moment): void {
  const { resetOnHealthyTask = true } = service.settings.deploymentConfiguration.deploymentCircuitBreaker;
  for (const task of Object.values(world.state.tasks)) {
    if (task.serviceArn !== service.arn || task.startedBy !== deployment.id) continue;
    if (task.failure === "uncounted") {
      task.failure = "counted";
      countFailure(deployment, moment);
      if (task.stopCode === "TaskFailedToStart" && deployment.failuresInARow > 1) reportUnableToStart(service, moment);
    }
    if (!task.wasHealthy && isHealthy(task, definitionOf(world.state, task.taskDefinitionArn), moment)) {
      task.wasHealthy = true;
      deployment.failuresInARow = 0;
      if (resetOnHealthyTask) deployment.failedTasks = 0;
    }
  }
}

function watchBreaker(world: World, service: ServiceRecord): void {
  const [primary] = service.deployments;
  const current = currentServiceDeployment(world.state, service);
  const { enable } = service.settings.deploymentConfiguration.deploymentCircuitBreaker;
  if (primary?.rolloutState !== "IN_PROGRESS") return;
  const threshold = breakerThreshold(service);
  if (!current.rollback) Object.assign(current.breaker, { failureCount: primary.failedTasks, threshold });
  if (enable && primary.failedTasks >= threshold) tripBreaker(world, service);
}

function schedule(world: World, service: ServiceRecord, moment: Moment): Effect[] {
  const [primary] = service.deployments;
  if (primary === undefined) return [];
  service.launches = service.launches.filter(({ deploymentId }) => deploymentId === primary.id);
  const tasks = allTasks(world, service).filter(({ desiredStatus }) => desiredStatus === "RUNNING");
  const { start, stop, blocked } = nextStep({
    desiredCount: service.desiredCount,
    minimumHealthyPercent: service.settings.deploymentConfiguration.minimumHealthyPercent,
    maximumPercent: service.settings.deploymentConfiguration.maximumPercent,
    tasks: tasks.map((task) => ({
      id: task.arn,
      primary: task.startedBy === primary.id,
      healthy: isHealthy(task, definitionOf(world.state, task.taskDefinitionArn), moment),
    })),
    launching: service.launches.reduce((sum, { count }) => sum + count, 0),
    mayStart: primary.rolloutState !== "FAILED" && !isWaiting(primary, moment),
  });
  if (blocked && primary.rolloutState === "IN_PROGRESS")
    reportTrouble(
      service,
      "was unable to stop or start tasks during a deployment because of the service deployment configuration. " +
        "Update the minimumHealthyPercent or maximumPercent value and try again.",
      moment,
    );
  const stopping = tasks.filter(({ arn }) => stop.includes(arn));
  for (const task of stopping)
    stopTask(task, "ServiceSchedulerInitiated", `Scaling activity initiated by (deployment ${primary.id})`, moment);
  reportStopped(service, stopping, moment);
  if (start > 0) service.launches.push({ id: newUuid(), deploymentId: primary.id, count: start });
  return service.launches.map(({ id }) => ({ kind: "launch", serviceArn: service.arn, launchId: id }));
}

/** A former deployment disappears with its last task; a failed one, or one that alarms may go back to, can be seen longer. */
function dropEmptyDeployments(world: World, service: ServiceRecord, moment: Moment): void {
  const isKept = isWatched(currentServiceDeployment(world.state, service));
  service.deployments = service.deployments.filter((deployment, index) => {
    if (index === 0 || tasksOf(world.state, service, deployment.id).length > 0) return true;
    if (deployment.rolloutState !== "FAILED") return isKept;
    deployment.emptySince ??= moment.now;
    return moment.secondsSince(deployment.emptySince) < durations.failedDeploymentShown;
  });
}

function noticeSteadyState(world: World, service: ServiceRecord, moment: Moment): void {
  const [primary] = service.deployments;
  const tasks = allTasks(world, service);
  const isSteady =
    primary !== undefined &&
    primary.rolloutState !== "FAILED" &&
    service.launches.length === 0 &&
    tasks.length === service.desiredCount &&
    tasks.every(
      (task) =>
        task.startedBy === primary.id && isHealthy(task, definitionOf(world.state, task.taskDefinitionArn), moment),
    );
  const baking = isBaking(world, service, isSteady, moment);
  const steady = isSteady && !baking;
  if (steady && !service.steady) {
    completeDeployment(world, service);
    report(service, "has reached a steady state.", moment);
  }
  service.steady = steady;
}

function reportRegistered(world: World, service: ServiceRecord, moment: Moment): void {
  const targets = allTasks(world, service).flatMap((task) => task.targets);
  const registered = targets.filter(({ registeredAt }) => registeredAt === moment.now);
  for (const [arn, group] of Object.entries(Object.groupBy(registered, ({ targetGroupArn }) => targetGroupArn)))
    report(service, `registered ${group?.length} targets in (target-group ${arn})`, moment);
}

function reportStopped(service: ServiceRecord, tasks: TaskRecord[], moment: Moment): void {
  if (tasks.length === 0) return;
  reportDraining(service, tasks, moment);
  const started = tasks.filter(({ startedAt }) => startedAt !== undefined);
  if (started.length > 0) report(service, `has stopped ${started.length} running tasks: ${named(started)}.`, moment);
  const pending = tasks.length - started.length;
  if (pending > 0) report(service, `has stopped ${pending} pending tasks.`, moment);
}

function reportDraining(service: ServiceRecord, tasks: TaskRecord[], moment: Moment): void {
  const draining = tasks.filter(({ targets }) => targets.length > 0);
  if (draining.length === 0) return;
  for (const arn of new Set(draining.flatMap(({ targets }) => targets.map(({ targetGroupArn }) => targetGroupArn))))
    report(service, `deregistered ${draining.length} targets in (target-group ${arn})`, moment);
  report(service, `has begun draining connections on ${draining.length} tasks.`, moment);
}

const reportUnableToStart = (service: ServiceRecord, moment: Moment) =>
  reportTrouble(
    service,
    "is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of " +
      "the Amazon ECS Developer Guide.",
    moment,
  );

const allTasks = (world: World, service: ServiceRecord): TaskRecord[] =>
  Object.values(world.state.tasks).filter((task) => task.serviceArn === service.arn && task.lastStatus !== "STOPPED");
