import type * as sdk from "@aws-sdk/client-application-auto-scaling";
import { randomUUID } from "node:crypto";
import type { Wire } from "../ecs/wire";
import { notFound, validation } from "./errors";
import { ecsPlace, page, required, resourceIdOf, targetOf, targetsOf } from "./requests";
import type { ScheduledAction } from "./state";
import { now, type World } from "./world";

const scheduleFormats = [
  /^at\(\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?\)$/,
  /^rate\([1-9]\d* (minutes?|hours?|days?)\)$/,
  /^cron\((\S+\s+){5}\S+\)$/,
];

/** What a request does not mention stays, but for start and end time, which are then deleted. */
export function putScheduledAction(world: World, request: Wire<sdk.PutScheduledActionRequest>) {
  const record = targetOf(world, request);
  const name = required(request.ScheduledActionName, "scheduledActionName");
  const before = record.scheduledActions.find(({ ScheduledActionName }) => ScheduledActionName === name);
  const action: ScheduledAction = {
    ...(before ?? newAction(world, record.target.ResourceId, name)),
    ...(request.Schedule !== undefined && { Schedule: request.Schedule }),
    ...(request.Timezone !== undefined && { Timezone: request.Timezone }),
    ...(request.ScalableTargetAction && { ScalableTargetAction: request.ScalableTargetAction }),
    StartTime: request.StartTime,
    EndTime: request.EndTime,
  };
  checkAction(action);
  record.scheduledActions = [...record.scheduledActions.filter((other) => other !== before), action];
  return {};
}

export function deleteScheduledAction({ state }: World, request: Wire<sdk.DeleteScheduledActionRequest>) {
  const resourceId = resourceIdOf(request);
  const name = required(request.ScheduledActionName, "scheduledActionName");
  const record = state.targets[resourceId];
  const kept = record?.scheduledActions.filter(({ ScheduledActionName }) => ScheduledActionName !== name);
  if (record === undefined || kept === undefined || kept.length === record.scheduledActions.length)
    throw notFound("scheduled action found", resourceId, `, scheduled action name: ${name}`);
  record.scheduledActions = kept;
  return {};
}

export function describeScheduledActions(world: World, request: Wire<sdk.DescribeScheduledActionsRequest>) {
  const { ScheduledActionNames: names = [] } = request;
  const found = targetsOf(world, request)
    .flatMap(({ scheduledActions }) => scheduledActions)
    .filter(({ ScheduledActionName }) => names.length === 0 || names.includes(ScheduledActionName ?? ""));
  const { items, ...more } = page(found, request);
  return { ScheduledActions: items, ...more };
}

function checkAction({ Schedule, Timezone, StartTime, EndTime, ScalableTargetAction: action }: ScheduledAction): void {
  const schedule = required(Schedule, "schedule");
  if (!scheduleFormats.some((format) => format.test(schedule)))
    throw validation(`Invalid schedule expression: ${schedule}`);
  if (Timezone !== undefined && !isTimezone(Timezone)) throw validation(`Invalid timezone: ${Timezone}`);
  if (StartTime !== undefined && EndTime !== undefined && StartTime >= EndTime)
    throw validation("Start time must be before end time");
  const { MinCapacity: min, MaxCapacity: max } = action ?? {};
  if (min === undefined && max === undefined)
    throw validation("At least one of minimum capacity and maximum capacity should be provided");
  if (min !== undefined && max !== undefined && min > max)
    throw validation("Maximum capacity cannot be less than minimum capacity");
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function newAction({ account: { region, accountId } }: World, resourceId: string, name: string): ScheduledAction {
  const resource = `${randomUUID()}:resource/ecs/${resourceId}:scheduledActionName/${name}`;
  return {
    ...ecsPlace,
    ResourceId: resourceId,
    ScheduledActionARN: `arn:aws:autoscaling:${region}:${accountId}:scheduledAction:${resource}`,
    ScheduledActionName: name,
    Schedule: undefined,
    CreationTime: now(),
  };
}
