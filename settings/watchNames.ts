import { createHash } from "node:crypto";
import type { AlarmSettings, Names } from "./types";

/** By what an alarm is about, which is the end of its name, the threshold that it rings at. */
export const thresholds = {
  cpu: "cpuPercent",
  memory: "memoryPercent",
  "unhealthy-targets": "unhealthyTargets",
  "errors-5xx": "errors5xxPercent",
  latency: "latencySeconds",
  "missing-tasks": "missingTasksMinutes",
} as const satisfies Record<string, keyof AlarmSettings>;

export type AlarmKind = keyof typeof thresholds;

export const alarmKinds = Object.keys(thresholds) as AlarmKind[];

/** Longest name of an alarm and of a dashboard. Source: `PutMetricAlarm` and `PutDashboard`, Amazon CloudWatch API reference. */
const longestName = 255;

/** For example `agenticmem-service-cpu`. */
export const alarmNameOf = ({ service }: Pick<Names, "service">, kind: AlarmKind): string => fitting([service, kind]);

/** With the region, since an account has its dashboards in all of them: `agenticmem-cluster-agenticmem-service-us-west-2`. */
export const dashboardNameOf = ({ cluster, service }: Pick<Names, "cluster" | "service">, region: string): string =>
  fitting([cluster, service, region]);

/** What is too long is cut in the middle, and keeps apart what began alike. */
function fitting(parts: string[]): string {
  const name = parts.join("-");
  if (name.length <= longestName) return name;
  const end = `-${createHash("sha256").update(name).digest("hex").slice(0, 8)}-${parts.at(-1)}`;
  return name.slice(0, longestName - end.length) + end;
}
