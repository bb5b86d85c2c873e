import type * as sdk from "@aws-sdk/client-ecs";
import type { Moment } from "./clock";
import { durations } from "./durations";
import { newUuid } from "./names";
import type { ContainerRecord, TaskDefinitionRecord, TaskRecord, TaskStatus } from "./state";
import type { Effect } from "./world";

/** Moves a task on by at most one status of its life cycle. */
export function stepTask(task: TaskRecord, definition: TaskDefinitionRecord, moment: Moment): Effect[] {
  const inStatus = moment.secondsSince(task.statusSince);
  switch (task.lastStatus) {
    case "PROVISIONING":
      if (inStatus < durations.provisioning) return [];
      if (task.network.error !== undefined) failToStart(task, task.network.error, moment);
      else {
        task.pullStartedAt = moment.now;
        enter(task, "PENDING", moment);
      }
      return [];
    case "PENDING":
      return stepPending(task, definition, moment);
    case "ACTIVATING": {
      const effects = endContainers(task, moment);
      if (task.lastStatus === "ACTIVATING" && inStatus >= durations.activating) {
        task.startedAt = moment.now;
        enter(task, "RUNNING", moment);
      }
      return effects;
    }
    case "RUNNING":
      return endContainers(task, moment);
    case "DEACTIVATING": {
      const effects = endContainers(task, moment);
      if (inStatus >= durations.deactivating && !isDraining(task, moment)) enter(task, "STOPPING", moment);
      return effects;
    }
    case "STOPPING":
      stopContainers(task, definition, moment);
      if (task.containers.some(isRunning)) return [];
      task.executionStoppedAt = moment.now;
      enter(task, "DEPROVISIONING", moment);
      return [];
    case "DEPROVISIONING":
      if (inStatus < durations.deprovisioning) return [];
      task.stoppedAt = moment.now;
      enter(task, "STOPPED", moment);
      return [];
    case "STOPPED":
      return [];
  }
}

/** Begins to stop a task; one that is being stopped already keeps its first reason. */
export function stopTask(task: TaskRecord, stopCode: sdk.TaskStopCode, reason: string, moment: Moment): void {
  if (task.desiredStatus === "STOPPED") return;
  task.desiredStatus = "STOPPED";
  task.stoppingAt = moment.now;
  task.stopCode = stopCode;
  task.stoppedReason = reason;
  for (const target of task.targets) target.deregisteredAt = moment.now;
  enter(task, task.containers.some(hasStarted) ? "DEACTIVATING" : "DEPROVISIONING", moment);
}

/** Whether a target of the task still drains; containers that have ended leave nothing to drain. */
export function isDraining(task: TaskRecord, moment: Moment): boolean {
  return task.targets.some(
    ({ deregisteredAt, containerName, group }) =>
      deregisteredAt !== undefined &&
      moment.secondsSince(deregisteredAt) < group.deregistrationDelaySeconds &&
      task.containers.some((container) => container.name === containerName && isRunning(container)),
  );
}

function stepPending(task: TaskRecord, definition: TaskDefinitionRecord, moment: Moment): Effect[] {
  const { preparation } = task;
  if (preparation === undefined) return [{ kind: "prepare", taskArn: task.arn }];
  const inStatus = moment.secondsSince(task.statusSince);
  if ("failure" in preparation) {
    if (inStatus < preparation.afterSeconds) return [];
    const culprit = task.containers.find(({ name }) => name === preparation.container);
    if (culprit) culprit.reason = preparation.failure;
    failToStart(task, preparation.failure, moment);
    return [];
  }
  if (inStatus < durations.starting) return [];
  task.pullStoppedAt ??= moment.now;
  const effects = [...startContainers(task, definition, moment), ...endContainers(task, moment)];
  if (task.desiredStatus === "RUNNING" && task.containers.every(hasStarted)) {
    task.targets = task.loadBalancers.flatMap(({ targetGroupArn, containerName, containerPort }) => {
      const group = preparation.targetGroups[targetGroupArn ?? ""];
      if (targetGroupArn === undefined || containerName === undefined || containerPort === undefined || !group)
        return [];
      return [{ targetGroupArn, containerName, port: containerPort, group, registeredAt: moment.now }];
    });
    enter(task, "ACTIVATING", moment);
  }
  return effects;
}

/** Starts the containers whose dependencies are met. */
function startContainers(task: TaskRecord, definition: TaskDefinitionRecord, moment: Moment): Effect[] {
  const startable = task.containers.filter((container) => {
    if (hasStarted(container)) return false;
    const { dependsOn = [] } = definition.containerDefinitions.find(({ name }) => name === container.name) ?? {};
    return dependsOn.every(({ containerName, condition }) => {
      const other = task.containers.find(({ name }) => name === containerName);
      if (other === undefined || !hasStarted(other)) return false;
      if (condition === "COMPLETE") return !isRunning(other);
      if (condition === "SUCCESS") return other.exitCode === 0;
      return true;
    });
  });
  return startable.flatMap((container): Effect[] => {
    container.startedAt = moment.now;
    container.runtimeId = `${task.arn.slice(-32)}-${newUuid().slice(0, 10)}`;
    return logEffect(task, container, container.fate?.startLog ?? []);
  });
}

/** Ends the containers whose time has come, and with an essential one the task. */
function endContainers(task: TaskRecord, moment: Moment): Effect[] {
  const effects: Effect[] = [];
  for (const container of task.containers.filter(isRunning)) {
    const ending = container.fate?.ending;
    if (ending === undefined || moment.secondsSince(container.startedAt!) < ending.afterSeconds) continue;
    container.endedAt = moment.now;
    container.exitCode = ending.exitCode;
    container.reason = ending.reason;
    effects.push(...logEffect(task, container, ending.log));
    if (!container.essential) continue;
    if (task.desiredStatus === "RUNNING") task.failure = "uncounted";
    stopTask(task, "EssentialContainerExited", "Essential container in task exited", moment);
  }
  return effects;
}

function stopContainers(task: TaskRecord, definition: TaskDefinitionRecord, moment: Moment): void {
  const sinceSigterm = moment.secondsSince(task.statusSince);
  for (const container of task.containers.filter(isRunning)) {
    const { stopTimeout = durations.stopTimeout } =
      definition.containerDefinitions.find(({ name }) => name === container.name) ?? {};
    const ignores = container.fate?.ignoresSigterm ?? false;
    if (sinceSigterm < (ignores ? stopTimeout : durations.obeyingSigterm)) continue;
    container.endedAt = moment.now;
    container.exitCode = ignores ? 137 : 0;
  }
}

function failToStart(task: TaskRecord, reason: string, moment: Moment): void {
  task.failure = "uncounted";
  stopTask(task, "TaskFailedToStart", reason, moment);
}

function enter(task: TaskRecord, status: TaskStatus, moment: Moment): void {
  task.lastStatus = status;
  task.statusSince = moment.now;
  task.version += 1;
}

const hasStarted = (container: ContainerRecord) => container.startedAt !== undefined;
const isRunning = (container: ContainerRecord) => hasStarted(container) && container.endedAt === undefined;

const logEffect = (task: TaskRecord, container: ContainerRecord, lines: string[]): Effect[] =>
  lines.length === 0 ? [] : [{ kind: "log", taskArn: task.arn, containerName: container.name, lines }];
