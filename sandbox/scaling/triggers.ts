import { z } from "zod";
import { keepWithinBounds, noteDone, noteNotScaled, setDesiredCount, type Activity } from "./activities";
import { countForMetric, decide } from "./decision";
import { notFound, validation } from "./errors";
import type { Policy, TargetRecord } from "./state";
import { checkBounds } from "./targets";
import type { World } from "./world";

const resourceId = z.string();

/** What makes a service scale in the sandbox, where neither metrics nor clocks do. */
export const triggerSchema = z.union([
  /** A policy (by default the target's first) would now scale to this count. */
  z.strictObject({ resourceId, desiredCount: z.int().nonnegative(), policy: z.string().optional() }),
  /** The metric of a target tracking policy has this value. */
  z.strictObject({ resourceId, metricValue: z.number().nonnegative(), policy: z.string().optional() }),
  /** The time of this scheduled action has come. */
  z.strictObject({ resourceId, scheduledAction: z.string() }),
]);

export interface Triggered {
  /** The service's desired count after it. */
  desiredCount: number;
  activity?: Activity;
  /** Why nothing was scaled, as a part of a sentence. */
  notScaled?: string;
}

/** Lets a policy or a scheduled action do what it would do. */
export async function trigger(world: World, request: z.infer<typeof triggerSchema>): Promise<Triggered> {
  const record = world.state.targets[request.resourceId];
  if (record === undefined) throw notFound("scalable target registered", request.resourceId);
  if ("scheduledAction" in request) return runScheduledAction(world, record, request.scheduledAction);
  const policy = policyOf(record, request.policy);
  const { desiredCount: current, isDeploying } = await activeService(world, record);
  const wanted =
    "desiredCount" in request
      ? request.desiredCount
      : countForMetric(current, request.metricValue, targetValueOf(policy));
  const { ResourceId, MinCapacity, MaxCapacity, SuspendedState } = record.target;
  const decision = decide({
    current,
    wanted,
    min: MinCapacity,
    max: MaxCapacity,
    isDeploying,
    scaleInOff:
      (SuspendedState?.DynamicScalingInSuspended ?? false) ||
      (policy.TargetTrackingScalingPolicyConfiguration?.DisableScaleIn ?? false),
    scaleOutOff: SuspendedState?.DynamicScalingOutSuspended ?? false,
  });
  const cause = causeOf(policy, wanted > current);
  if ("desiredCount" in decision) {
    const activity = await setDesiredCount(world, ResourceId, decision.desiredCount, cause);
    return { desiredCount: decision.desiredCount, activity };
  }
  if (decision.reason !== undefined) noteNotScaled(world, ResourceId, cause, decision.reason);
  return { desiredCount: current, notScaled: decision.notScaled };
}

/** Sets minimum and maximum; that brings the desired count between them. */
async function runScheduledAction(world: World, record: TargetRecord, name: string): Promise<Triggered> {
  const { ResourceId, SuspendedState } = record.target;
  const action = record.scheduledActions.find(({ ScheduledActionName }) => ScheduledActionName === name);
  if (action === undefined) throw notFound("scheduled action found", ResourceId, `, scheduled action name: ${name}`);
  const before = await activeService(world, record);
  if (SuspendedState?.ScheduledScalingSuspended === true)
    return { desiredCount: before.desiredCount, notScaled: "scheduled scaling is suspended" };
  const { MinCapacity: min, MaxCapacity: max } = action.ScalableTargetAction ?? {};
  const bounds = {
    MinCapacity: min ?? Math.min(record.target.MinCapacity, max ?? Infinity),
    MaxCapacity: max ?? Math.max(record.target.MaxCapacity, min ?? 0),
  };
  checkBounds(bounds);
  Object.assign(record.target, bounds);
  const both = `min capacity to ${bounds.MinCapacity} and max capacity to ${bounds.MaxCapacity}`;
  const cause = `scheduled action name ${name} was triggered`;
  noteDone(world, ResourceId, `Setting ${both}`, cause, `Successfully set ${both}`);
  const activity = await keepWithinBounds(world, record);
  const { desiredCount } = await activeService(world, record);
  return activity ? { desiredCount, activity } : { desiredCount, notScaled: "the desired count is within the bounds" };
}

async function activeService(world: World, { target }: TargetRecord) {
  const service = await world.services.find(target.ResourceId);
  if (service === undefined || !service.isActive) throw validation(`ECS service isn't active: ${target.ResourceId}`);
  return service;
}

function policyOf({ policies, target }: TargetRecord, name: string | undefined): Policy {
  const policy = name === undefined ? policies[0] : policies.find(({ PolicyName }) => PolicyName === name);
  if (policy !== undefined) return policy;
  if (name !== undefined) throw notFound("scaling policy found", target.ResourceId, `, policy name: ${name}`);
  throw validation(`${target.ResourceId} has no scaling policy, and only policies scale by a metric`);
}

function targetValueOf({ PolicyName, TargetTrackingScalingPolicyConfiguration: tracking }: Policy): number {
  if (tracking?.TargetValue !== undefined) return tracking.TargetValue;
  throw validation(`${PolicyName} is no target tracking policy: say the desiredCount in place of a metricValue`);
}

function causeOf({ PolicyName, Alarms = [] }: Policy, isScaleOut: boolean): string {
  const alarm = Alarms[isScaleOut ? 0 : 1]?.AlarmName ?? PolicyName;
  return `monitor alarm ${alarm} in state ALARM triggered policy ${PolicyName}`;
}
