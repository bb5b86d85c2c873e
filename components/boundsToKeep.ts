import type { ScalableTarget } from "../account/lookups/scalableTarget";
import type { AutoscalingSettings } from "../settings/types";

/**
 * The bounds that the service is to have now. A scheduled action sets others in AWS, until the next one does: those stay, since
 * every update would undo them otherwise. What is neither the setting's nor a schedule's goes back to the setting's.
 */
export function boundsToKeep(
  { min, max, scheduled }: Pick<AutoscalingSettings, "min" | "max" | "scheduled">,
  live: ScalableTarget | undefined,
): ScalableTarget {
  const isScheduled =
    live !== undefined &&
    [min, ...scheduled.map((action) => action.min)].includes(live.min) &&
    [max, ...scheduled.map((action) => action.max)].includes(live.max);
  return isScheduled ? live : { min, max };
}
