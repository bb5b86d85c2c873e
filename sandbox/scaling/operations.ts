import { describeScalingActivities } from "./activities";
import { deleteScalingPolicy, describeScalingPolicies, putScalingPolicy } from "./policies";
import { deleteScheduledAction, describeScheduledActions, putScheduledAction } from "./scheduledActions";
import { listTagsForResource, tagResource, untagResource } from "./tags";
import { deregisterScalableTarget, describeScalableTargets, registerScalableTarget } from "./targets";
import type { World } from "./world";

/** The API operations that are modelled, by the name in `X-Amz-Target`. */
export const operations: Record<string, (world: World, request: never) => object | Promise<object>> = {
  DeleteScalingPolicy: deleteScalingPolicy,
  DeleteScheduledAction: deleteScheduledAction,
  DeregisterScalableTarget: deregisterScalableTarget,
  DescribeScalableTargets: describeScalableTargets,
  DescribeScalingActivities: describeScalingActivities,
  DescribeScalingPolicies: describeScalingPolicies,
  DescribeScheduledActions: describeScheduledActions,
  ListTagsForResource: listTagsForResource,
  PutScalingPolicy: putScalingPolicy,
  PutScheduledAction: putScheduledAction,
  RegisterScalableTarget: registerScalableTarget,
  TagResource: tagResource,
  UntagResource: untagResource,
};
