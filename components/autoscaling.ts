import * as appautoscaling from "@pulumi/aws/appautoscaling";
import type { Service } from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";
import type { Existing } from "../account/existing";
import { scalableDimension, serviceNamespace } from "../account/lookups/scalableTarget";
import type { Settings } from "../settings/types";
import { boundsToKeep } from "./boundsToKeep";
import { scalingMetrics } from "./scalingMetrics";

/** Makes what scales a service by itself, as children of its component; gives all of it. */
export function autoscale(
  name: string,
  { settings, existing }: { settings: Settings; existing: Existing },
  service: Service,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const { autoscaling, names, tags } = settings;
  if (autoscaling === undefined) return [];
  const bounds = boundsToKeep(autoscaling, existing.scalableTarget);
  const target = new appautoscaling.Target(
    `${name}-scaling`,
    {
      serviceNamespace,
      scalableDimension,
      // Out of the service's own name, since it must be there first, and a service that is replaced takes this along.
      resourceId: pulumi.interpolate`service/${names.cluster}/${service.name}`,
      minCapacity: bounds.min,
      maxCapacity: bounds.max,
      tags,
    },
    options,
  );
  const place = {
    serviceNamespace: target.serviceNamespace,
    scalableDimension: target.scalableDimension,
    resourceId: target.resourceId,
  };
  const policies = scalingMetrics(autoscaling, existing).map(
    ({ metric, targetValue, ...specification }) =>
      new appautoscaling.Policy(
        `${name}-scaling-${metric}`,
        {
          ...place,
          name: metric,
          policyType: "TargetTrackingScaling",
          targetTrackingScalingPolicyConfiguration: {
            targetValue,
            predefinedMetricSpecification: specification,
            scaleInCooldown: autoscaling.scaleInCooldownSeconds,
            scaleOutCooldown: autoscaling.scaleOutCooldownSeconds,
          },
        },
        options,
      ),
  );
  const actions = autoscaling.scheduled.map(
    (action) =>
      new appautoscaling.ScheduledAction(
        `${name}-scaling-${action.name}`,
        {
          ...place,
          name: action.name,
          schedule: action.schedule,
          timezone: action.timezone,
          scalableTargetAction: { minCapacity: action.min, maxCapacity: action.max },
        },
        options,
      ),
  );
  return [target, ...policies, ...actions];
}
