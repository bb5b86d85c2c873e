import type { ScalableTarget } from "../../account/lookups/scalableTarget";
import type { AutoscalingSettings, Settings } from "../../settings/types";
import type { StatusDocument } from "../documents/status";
import type { Part } from "./part";

/** What scales the service, by what AWS and the settings say. */
export function scalingOf(
  { autoscaling }: Pick<Settings, "autoscaling">,
  target: ScalableTarget | undefined,
): StatusDocument["autoscaling"] {
  return autoscaling && target ? { ...target, follows: followed(autoscaling) } : null;
}

/** A sentence when the setting has not reached AWS. */
export function notScaled(
  { autoscaling }: Pick<Settings, "autoscaling">,
  found: Part<ScalableTarget | undefined>,
): string[] {
  if (autoscaling === undefined || "unknown" in found || found.value !== undefined) return [];
  return ["autoscaling is set, but nothing scales the service (pulumi up sets it up)"];
}

function followed({ cpuPercent, memoryPercent, requests, scheduled }: AutoscalingSettings): string[] {
  return [
    ...(cpuPercent === undefined ? [] : [`cpu ${cpuPercent} %`]),
    ...(memoryPercent === undefined ? [] : [`memory ${memoryPercent} %`]),
    ...(requests === undefined ? [] : [`${requests.perTarget} requests per minute and target`]),
    ...scheduled.map(({ name }) => `schedule ${name}`),
  ];
}
