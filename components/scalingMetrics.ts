import type { Existing } from "../account/existing";
import type { AutoscalingSettings } from "../settings/types";

/** A figure that is to stay near its target by adding and removing tasks. */
export interface ScalingMetric {
  /** Also the name of its policy. */
  metric: "cpu" | "memory" | "requests";
  /** Percent, or requests per minute and target. */
  targetValue: number;
  /** Source: `PredefinedMetricSpecification`, Application Auto Scaling API reference. */
  predefinedMetricType: string;
  resourceLabel?: string;
}

/** What the number of tasks follows. */
export function scalingMetrics(
  { cpuPercent, memoryPercent, requests }: AutoscalingSettings,
  { requestCountLabel }: Pick<Existing, "requestCountLabel">,
): ScalingMetric[] {
  const metrics: ScalingMetric[] = [];
  if (cpuPercent !== undefined) {
    const predefinedMetricType = "ECSServiceAverageCPUUtilization";
    metrics.push({ metric: "cpu", targetValue: cpuPercent, predefinedMetricType });
  }
  if (memoryPercent !== undefined) {
    const predefinedMetricType = "ECSServiceAverageMemoryUtilization";
    metrics.push({ metric: "memory", targetValue: memoryPercent, predefinedMetricType });
  }
  if (requests !== undefined) {
    const predefinedMetricType = "ALBRequestCountPerTarget";
    const targetValue = requests.perTarget;
    metrics.push({ metric: "requests", targetValue, predefinedMetricType, resourceLabel: requestCountLabel });
  }
  return metrics;
}
