import type * as sdk from "@aws-sdk/client-application-auto-scaling";
import { randomBytes } from "node:crypto";
import type { Wire } from "../ecs/wire";
import { keepWithinBounds } from "./activities";
import { notFound, validation } from "./errors";
import { ecsPlace, page, required, resourceIdOf, targetsOf } from "./requests";
import type { TargetRecord } from "./state";
import { withTags } from "./tags";
import { now, type World } from "./world";

export async function registerScalableTarget(world: World, request: Wire<sdk.RegisterScalableTargetRequest>) {
  const resourceId = resourceIdOf(request);
  const service = await world.services.find(resourceId);
  if (service === undefined) throw validation(`ECS service doesn't exist: ${resourceId}`);
  const record = world.state.targets[resourceId] ?? newTarget(world, resourceId, request);
  const { target } = record;
  const changed = {
    ...target,
    MinCapacity: request.MinCapacity ?? target.MinCapacity,
    MaxCapacity: request.MaxCapacity ?? target.MaxCapacity,
    RoleARN: request.RoleARN ?? target.RoleARN,
    SuspendedState: { ...target.SuspendedState, ...request.SuspendedState },
  };
  checkBounds(changed);
  record.tags = withTags(record.tags, request.Tags);
  record.target = changed;
  world.state.targets[resourceId] = record;
  await keepWithinBounds(world, record);
  return { ScalableTargetARN: changed.ScalableTargetARN };
}

export function deregisterScalableTarget({ state }: World, request: Wire<sdk.DeregisterScalableTargetRequest>) {
  const resourceId = resourceIdOf(request);
  if (state.targets[resourceId] === undefined) throw notFound("scalable target found", resourceId);
  delete state.targets[resourceId];
  return {};
}

export function describeScalableTargets(world: World, request: Wire<sdk.DescribeScalableTargetsRequest>) {
  const { ResourceIds: ids = [] } = request;
  const found = targetsOf(world, request).filter(({ target }) => ids.length === 0 || ids.includes(target.ResourceId));
  const { items, ...more } = page(found, request);
  return { ScalableTargets: items.map(({ target }) => target), ...more };
}

/** The highest count is that of a service of ECS. */
export function checkBounds({ MinCapacity, MaxCapacity }: { MinCapacity: number; MaxCapacity: number }): void {
  for (const [name, value] of Object.entries({ MinCapacity, MaxCapacity })) {
    if (!Number.isInteger(value) || value < 0) throw validation(`${name} must be a whole number of at least 0`);
  }
  if (MinCapacity > MaxCapacity) throw validation("Maximum capacity cannot be less than minimum capacity");
}

function newTarget(
  { account: { region, accountId } }: World,
  resourceId: string,
  { MinCapacity, MaxCapacity }: Wire<sdk.RegisterScalableTargetRequest>,
): TargetRecord {
  const role = "ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService";
  return {
    target: {
      ...ecsPlace,
      ResourceId: resourceId,
      MinCapacity: required(MinCapacity, "minCapacity"),
      MaxCapacity: required(MaxCapacity, "maxCapacity"),
      RoleARN: `arn:aws:iam::${accountId}:role/aws-service-role/${role}`,
      CreationTime: now(),
      SuspendedState: {
        DynamicScalingInSuspended: false,
        DynamicScalingOutSuspended: false,
        ScheduledScalingSuspended: false,
      },
      ScalableTargetARN: `arn:aws:application-autoscaling:${region}:${accountId}:scalable-target/${randomBytes(18).toString("hex")}`,
    },
    policies: [],
    scheduledActions: [],
    tags: {},
  };
}
