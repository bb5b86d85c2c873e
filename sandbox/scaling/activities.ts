import type * as sdk from "@aws-sdk/client-application-auto-scaling";
import { randomUUID } from "node:crypto";
import { AwsError } from "../ecs/awsError";
import type { Wire } from "../ecs/wire";
import { checkFilter, ecsPlace, page } from "./requests";
import type { ActivityRecord, TargetRecord } from "./state";
import { now, type World } from "./world";

export type Activity = ActivityRecord["activity"];

/** How many activities are remembered; AWS forgets them after six weeks. */
const remembered = 1_000;

export async function describeScalingActivities(world: World, request: Wire<sdk.DescribeScalingActivitiesRequest>) {
  checkFilter(request);
  for (const record of world.state.activities) await settle(world, record);
  const found = world.state.activities
    .map(({ activity }) => activity)
    .filter(({ ResourceId }) => request.ResourceId === undefined || ResourceId === request.ResourceId)
    .filter(({ NotScaledReasons }) => NotScaledReasons === undefined || request.IncludeNotScaledActivities === true);
  const { items, ...more } = page(found, request);
  return { ScalingActivities: items, ...more };
}

/** Sets the service's desired count as Application Auto Scaling does, and notes how that went. */
export async function setDesiredCount(
  world: World,
  resourceId: string,
  desiredCount: number,
  cause: string,
): Promise<Activity> {
  const activity = note(world, resourceId, {
    Description: `Setting desired count to ${desiredCount}.`,
    Cause: cause,
    StatusCode: "InProgress",
    StatusMessage: `Successfully set desired count to ${desiredCount}. Waiting for change to be fulfilled by ecs.`,
    desiredCount,
  });
  try {
    await world.services.setDesiredCount(resourceId, desiredCount);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const StatusMessage = `Failed to set desired count to ${desiredCount}. Reason: ${error.message}`;
    Object.assign(activity, { StatusCode: "Failed", StatusMessage, EndTime: now() });
  }
  return activity;
}

/** Notes that a policy was triggered and nothing could be done; shown only to those who ask for such activities. */
export function noteNotScaled(
  world: World,
  resourceId: string,
  cause: string,
  reason: Wire<sdk.NotScaledReason>,
): void {
  note(world, resourceId, {
    Description: "Attempting to scale due to alarm triggered",
    Cause: cause,
    StatusCode: "Failed",
    NotScaledReasons: [reason],
  });
}

/** Notes something that is done at once. */
export function noteDone(world: World, resourceId: string, description: string, cause: string, message: string): void {
  note(world, resourceId, {
    Description: description,
    Cause: cause,
    StatusCode: "Successful",
    StatusMessage: message,
    EndTime: now(),
  });
}

/**
 * Brings the desired count of an active service between minimum and maximum, as AWS does whenever a target is registered or
 * changed (API reference, RegisterScalableTarget).
 */
export async function keepWithinBounds(world: World, { target }: TargetRecord): Promise<Activity | undefined> {
  const { ResourceId, MinCapacity, MaxCapacity } = target;
  const service = await world.services.find(ResourceId);
  if (service === undefined || !service.isActive) return undefined;
  if (service.desiredCount < MinCapacity)
    return setDesiredCount(world, ResourceId, MinCapacity, `minimum capacity was set to ${MinCapacity}`);
  if (service.desiredCount > MaxCapacity)
    return setDesiredCount(world, ResourceId, MaxCapacity, `maximum capacity was set to ${MaxCapacity}`);
  return undefined;
}

function note(
  { state }: World,
  resourceId: string,
  {
    desiredCount,
    ...what
  }: Pick<Activity, "Description" | "Cause" | "StatusCode"> & Partial<Activity> & { desiredCount?: number },
): Activity {
  const activity: Activity = {
    ActivityId: randomUUID(),
    ...ecsPlace,
    ResourceId: resourceId,
    StartTime: now(),
    ...what,
  };
  state.activities = [{ activity, ...(desiredCount !== undefined && { desiredCount }) }, ...state.activities];
  state.activities.length = Math.min(state.activities.length, remembered);
  return activity;
}

/** Finds out what has become of an activity that was in progress. */
async function settle({ services }: World, { activity, desiredCount }: ActivityRecord): Promise<void> {
  if (activity.StatusCode !== "InProgress" || desiredCount === undefined) return;
  const service = await services.find(activity.ResourceId);
  const end = (StatusCode: Activity["StatusCode"], outcome: string) =>
    Object.assign(activity, {
      StatusCode,
      StatusMessage: `Successfully set desired count to ${desiredCount}. ${outcome}`,
      EndTime: now(),
    });
  if (service === undefined || !service.isActive) end("Unfulfilled", "The service is no longer active.");
  else if (service.desiredCount !== desiredCount)
    end("Overridden", `Desired count was then set to ${service.desiredCount}.`);
  else if (service.runningCount === desiredCount) end("Successful", "Change successfully fulfilled by ecs.");
}
