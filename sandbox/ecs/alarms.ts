import type { ServiceDeploymentRollbackMonitorsStatus } from "@aws-sdk/client-ecs";
import type { Moment } from "./clock";
import { currentServiceDeployment, failByAlarm, isOver, tasksOf } from "./deployments";
import { durations } from "./durations";
import type { ServiceDeploymentRecord, ServiceRecord } from "./state";
import type { Effect, World } from "./world";

/** A CloudWatch alarm as ECS sees it. */
export interface Alarm {
  name: string;
  /** It is in state ALARM. */
  rings: boolean;
  /** Seconds that it looks back on: its period times its evaluation periods. */
  windowSeconds: number;
}

/** How the alarms of a service deployment are watched. */
export interface AlarmWatch {
  status: ServiceDeploymentRollbackMonitorsStatus;
  triggered: string[];
  /** When they were last asked for; undefined: never. */
  askedAt?: number;
  /** How long they are watched after the old tasks are gone. */
  bakeSeconds: number;
  /** When the old tasks were gone and the new ones healthy; undefined: they are not, or not any more. */
  bakingSince?: number;
}

/** Asks for the alarms now and then while they are watched: at the very beginning, and from the first running task on. */
export function watchAlarms(world: World, service: ServiceRecord, moment: Moment): Effect[] {
  const current = currentServiceDeployment(world.state, service);
  const { alarms } = current;
  if (!isWatched(current)) return [];
  if (alarms.askedAt !== undefined) {
    if (moment.secondsSince(alarms.askedAt) < durations.betweenLooksAtAlarms) return [];
    const [primary] = service.deployments;
    const tasks = primary === undefined ? [] : tasksOf(world.state, service, primary.id);
    if (!tasks.some(({ lastStatus }) => lastStatus === "RUNNING")) return [];
  }
  return [{ kind: "alarms", serviceDeploymentArn: current.arn }];
}

/** Looks at the alarms: one that rings from the beginning switches the watch off, one that rings later fails the deployment. */
export async function lookAtAlarms(world: World, current: ServiceDeploymentRecord): Promise<void> {
  const found = await world.account.alarms(current.deploymentConfiguration.alarms?.alarmNames ?? []);
  // Meanwhile it may have ended.
  if (!isWatched(current)) return;
  const { alarms } = current;
  const isFirst = alarms.askedAt === undefined;
  alarms.askedAt = world.moment().now;
  alarms.bakeSeconds = Math.max(0, ...found.map(({ windowSeconds }) => windowSeconds));
  const ringing = found.filter(({ rings }) => rings).map(({ name }) => name);
  if (ringing.length === 0) return;
  if (isFirst) {
    alarms.status = "DISABLED";
    return;
  }
  alarms.triggered = ringing;
  const service = world.state.services[current.serviceArn];
  if (service?.serviceDeploymentArn === current.arn) failByAlarm(world, service);
}

/** Whether the deployment still waits for its bake time: it is then neither complete nor are the old ones dropped. */
export function isBaking(world: World, service: ServiceRecord, isSteady: boolean, moment: Moment): boolean {
  const current = currentServiceDeployment(world.state, service);
  if (!isWatched(current)) return false;
  const { alarms } = current;
  alarms.bakingSince = isSteady ? (alarms.bakingSince ?? moment.now) : undefined;
  const hasBaked =
    alarms.askedAt !== undefined &&
    alarms.bakingSince !== undefined &&
    moment.secondsSince(alarms.bakingSince) >= alarms.bakeSeconds;
  return !hasBaked;
}

/** Whether alarms can still fail the deployment. */
export const isWatched = (current: ServiceDeploymentRecord): boolean =>
  current.alarms.status === "MONITORING" && current.rollback === undefined && !isOver(current);
