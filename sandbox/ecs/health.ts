import type * as sdk from "@aws-sdk/client-ecs";
import { passes, type Probe } from "./behaviour";
import type { Moment } from "./clock";
import { durations } from "./durations";
import type { ContainerDefinition, ContainerRecord, TargetRecord, TaskDefinitionRecord, TaskRecord } from "./state";

/** What the container health check has found so far, as Docker defines it. */
export function containerHealth(
  container: ContainerRecord,
  check: ContainerDefinition["healthCheck"],
  moment: Moment,
): sdk.HealthStatus {
  if (check === undefined || container.startedAt === undefined) return "UNKNOWN";
  const { interval = 30, retries = 3, startPeriod = 0 } = check;
  const probe = container.fate?.healthCheck ?? {};
  let health: sdk.HealthStatus = "UNKNOWN";
  let failures = 0;
  for (const seconds of checkTimes(interval, moment.secondsSince(container.startedAt), probe, startPeriod, retries)) {
    if (passes(probe, seconds)) {
      failures = 0;
      health = "HEALTHY";
    } else if (seconds > startPeriod || health === "HEALTHY") {
      failures += 1;
      if (failures >= retries) health = "UNHEALTHY";
    }
  }
  return health;
}

/** The health of a task: that of its essential containers. */
export function taskHealth(task: TaskRecord, definition: TaskDefinitionRecord, moment: Moment): sdk.HealthStatus {
  const found = essentialChecks(definition).map(({ name, healthCheck }) => {
    const container = task.containers.find((candidate) => candidate.name === name);
    return container === undefined ? "UNKNOWN" : containerHealth(container, healthCheck, moment);
  });
  if (found.includes("UNHEALTHY")) return "UNHEALTHY";
  return found.length > 0 && found.every((health) => health === "HEALTHY") ? "HEALTHY" : "UNKNOWN";
}

export interface TargetState {
  state: "initial" | "healthy" | "unhealthy" | "draining";
  reason?: string;
  description?: string;
}

/** What the load balancer says of one target. */
export function targetState(target: TargetRecord, task: TaskRecord, moment: Moment): TargetState {
  if (target.deregisteredAt !== undefined)
    return {
      state: "draining",
      reason: "Target.DeregistrationInProgress",
      description: "Target deregistration is in progress",
    };
  const container = task.containers.find(({ name }) => name === target.containerName);
  const probe = container?.fate?.target ?? {};
  const { intervalSeconds, healthyThreshold, unhealthyThreshold } = target.group;
  const age = moment.secondsSince(target.registeredAt);
  const startedEarlier = moment.secondsSince(container?.startedAt ?? target.registeredAt) - age;
  const needed = Math.max(healthyThreshold, unhealthyThreshold);
  let state: TargetState["state"] = "initial";
  let inARow = 0;
  for (const seconds of checkTimes(intervalSeconds, age, probe, 0, needed)) {
    const passed = passes(probe, seconds + startedEarlier);
    const agrees = state === "initial" ? false : passed === (state === "healthy");
    inARow = agrees ? 0 : inARow + 1;
    // A new target is healthy after one passed check, whatever the threshold.
    if (passed && (state === "initial" || (!agrees && inARow >= healthyThreshold))) [state, inARow] = ["healthy", 0];
    else if (!passed && !agrees && inARow >= unhealthyThreshold) [state, inARow] = ["unhealthy", 0];
  }
  if (state === "healthy") return { state };
  if (state === "initial")
    return { state, reason: "Elb.InitialHealthChecking", description: "Initial health checks in progress" };
  return {
    state,
    reason: probe.reason ?? "Target.ResponseCodeMismatch",
    description: probe.description ?? "Health checks failed with these codes: [503]",
  };
}

/** Whether the scheduler counts the task towards the minimum healthy percent. */
export function isHealthy(task: TaskRecord, definition: TaskDefinitionRecord, moment: Moment): boolean {
  if (task.lastStatus !== "RUNNING" || task.desiredStatus !== "RUNNING") return false;
  const checked = essentialChecks(definition).length > 0;
  if (checked && taskHealth(task, definition, moment) !== "HEALTHY") return false;
  if (!task.targets.every((target) => targetState(target, task, moment).state === "healthy")) return false;
  if (checked || task.targets.length > 0) return true;
  return moment.secondsSince(task.startedAt ?? moment.now) >= durations.healthyWithoutChecks;
}

const essentialChecks = (definition: TaskDefinitionRecord) =>
  definition.containerDefinitions.filter((container) => container.essential && container.healthCheck !== undefined);

/** When checks were made, in seconds since the start; it ends where nothing can change any more. */
function* checkTimes(
  interval: number,
  age: number,
  probe: Probe,
  startPeriod: number,
  needed: number,
): Generator<number> {
  const changes = [probe.passesAfterSeconds, probe.failsAfterSeconds].filter((at) => typeof at === "number");
  const settled = Math.max(startPeriod, ...changes) + (2 * needed + 1) * interval;
  for (let seconds = interval; seconds <= Math.min(age, settled); seconds += interval) yield seconds;
}
