import type { MetricAlarmArgs } from "@pulumi/aws/cloudwatch";
import type { AlarmKind } from "../../settings/watchNames";
import type { Metric } from "../serviceMetrics";

/** When an alarm of a kind rings: the arguments of the alarm that say so, and a sentence about them. */
export interface Rule extends Pick<MetricAlarmArgs, keyof Metric | "metricQueries" | "statistic" | "period"> {
  kind: AlarmKind;
  says: string;
  /** It rings at this value and above. */
  threshold: number;
  /** All of them have to be at the threshold. */
  evaluationPeriods: number;
  /** What a period without data counts as. */
  treatMissingData: "notBreaching" | "missing";
}

/** A metric that an expression goes by, as a query of an alarm. */
export const queried = (id: string, { namespace, metricName, dimensions }: Metric, stat: string, period: number) => ({
  id,
  metric: { namespace, metricName, dimensions, stat, period },
  returnData: false,
});

/** What the threshold is held against. */
export const judged = (expression: string, label: string) => ({
  id: "judged",
  expression,
  label,
  returnData: true,
});
