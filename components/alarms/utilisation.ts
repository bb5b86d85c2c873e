import type { Names } from "../../settings/types";
import { utilization } from "../serviceMetrics";
import type { Rule } from "./rule";

type ServiceName = Pick<Names, "cluster" | "service">;

/**
 * A quarter of an hour: tasks that start, in a rollout or when the service is scaled out, use a lot for some minutes. Without data
 * no task runs, and none uses too much: that is what `missing-tasks` and `unhealthy-targets` are about.
 */
const sustained = { period: 300, evaluationPeriods: 3, treatMissingData: "notBreaching" } as const;

/** On average over the tasks, since the work can be shared between more of them. */
export const cpu = (names: ServiceName, percent: number): Rule => ({
  kind: "cpu",
  says: `its tasks use ${percent} % or more of their CPU, on average, for 15 minutes`,
  ...utilization(names, "CPU"),
  ...sustained,
  statistic: "Average",
  threshold: percent,
});

/** Of the task that uses the most: each is killed for itself when its memory is full. */
export const memory = (names: ServiceName, percent: number): Rule => ({
  kind: "memory",
  says: `a task uses ${percent} % or more of its memory, for 15 minutes`,
  ...utilization(names, "Memory"),
  ...sustained,
  statistic: "Maximum",
  threshold: percent,
});
