import type * as sdk from "@aws-sdk/client-application-auto-scaling";
import type { Wire } from "../ecs/wire";

/** What a policy that was triggered starts from. */
export interface Situation {
  /** The service's desired count. */
  current: number;
  /** What the policy asks for. */
  wanted: number;
  min: number;
  max: number;
  /** Whether a deployment is in progress, in which ECS services are not scaled in (Developer guide, "Automatically scale your service"). */
  isDeploying: boolean;
  /** Whether the policy (`DisableScaleIn`) or the target (`SuspendedState`) rules it out. */
  scaleInOff: boolean;
  scaleOutOff: boolean;
}

export type Decision =
  | { desiredCount: number }
  /** `reason`: what AWS notes of it; nothing where scaling is turned off. */
  | { notScaled: string; reason?: Wire<sdk.NotScaledReason> };

/**
 * What Application Auto Scaling makes of a policy. A count beyond a bound is brought to that bound by scaling towards it,
 * and left alone by scaling away from it.
 */
export function decide({ current, wanted, min, max, ...rest }: Situation): Decision {
  const count = Math.min(Math.max(wanted, min), max);
  if (wanted > current) {
    if (rest.scaleOutOff) return { notScaled: "scaling out is suspended" };
    if (count > current) return { desiredCount: count };
    return {
      notScaled: `the desired count ${current} is at its maximum of ${max}`,
      reason: { Code: "AlreadyAtMaxCapacity", MaxCapacity: max },
    };
  }
  if (wanted < current) {
    if (rest.scaleInOff) return { notScaled: "scaling in is suspended, or disabled by the policy" };
    if (count >= current)
      return {
        notScaled: `the desired count ${current} is at its minimum of ${min}`,
        reason: { Code: "AlreadyAtMinCapacity", MinCapacity: min },
      };
    if (!rest.isDeploying) return { desiredCount: count };
    return {
      notScaled: "a deployment is in progress, and services are not scaled in meanwhile",
      reason: { Code: "TargetServicePutResourceAsUnscalable", CurrentCapacity: current },
    };
  }
  return {
    notScaled: `the desired count is ${current} already`,
    reason: { Code: "AlreadyAtDesiredCapacity", CurrentCapacity: current },
  };
}

/** AWS's alarm for scaling in rings below this part of the target value. Source: alarms that AWS makes for target tracking. */
const scaleInBelow = 0.9;

/** The count at which a metric that falls as tasks are added would be back at its target. */
export function countForMetric(current: number, metricValue: number, targetValue: number): number {
  const isNearTarget = metricValue <= targetValue && metricValue >= targetValue * scaleInBelow;
  return isNearTarget ? current : Math.ceil((current * metricValue) / targetValue);
}
