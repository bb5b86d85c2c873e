import type { CompositeAlarm, MetricAlarm } from "@aws-sdk/client-cloudwatch";
import type { Clients } from "../account/clients";
import { answerInTime } from "./answerInTime";

/** A CloudWatch alarm that watches deployments. */
export interface AlarmView {
  name: string;
  /** OK, ALARM or INSUFFICIENT_DATA; undefined: there is no such alarm, or it may not be looked at. */
  state?: string;
  /** Its metric and threshold in words. */
  watches?: string;
  /** Why it is in its state, in CloudWatch's words. */
  reason?: string;
}

/** CloudWatch's alarms of these names, in their order. One call. */
export async function describeAlarms(
  clients: Clients,
  names: string[],
  options = answerInTime(),
): Promise<AlarmView[]> {
  if (names.length === 0) return [];
  const cloudWatch = await clients.cloudWatch();
  const { MetricAlarms = [], CompositeAlarms = [] } = await cloudWatch.describeAlarms(
    { AlarmNames: names, AlarmTypes: ["MetricAlarm", "CompositeAlarm"] },
    options,
  );
  const found = new Map([
    ...MetricAlarms.map((alarm) => [alarm.AlarmName, viewOf(alarm, metricWords(alarm))] as const),
    ...CompositeAlarms.map((alarm) => [alarm.AlarmName, viewOf(alarm, alarm.AlarmRule)] as const),
  ]);
  return names.map((name) => ({ name, ...found.get(name) }));
}

const viewOf = ({ StateValue, StateReason }: MetricAlarm | CompositeAlarm, watches: string | undefined) => ({
  state: StateValue,
  watches,
  reason: StateReason,
});

const comparisons: Record<string, string> = {
  GreaterThanOrEqualToThreshold: "at least",
  GreaterThanThreshold: "above",
  LessThanThreshold: "below",
  LessThanOrEqualToThreshold: "at most",
};

/** For example `CPUUtilization of AWS/ECS (Average) above 90, in 3 of 3 periods of 60 s`. */
function metricWords(alarm: MetricAlarm): string {
  const { MetricName, Namespace, Metrics = [], ComparisonOperator = "", Threshold, Period } = alarm;
  const { EvaluationPeriods = 1, DatapointsToAlarm = EvaluationPeriods } = alarm;
  const statistic = alarm.ExtendedStatistic ?? alarm.Statistic;
  const { Label, Expression } = Metrics.find(({ ReturnData }) => ReturnData !== false) ?? {};
  const metric =
    MetricName === undefined
      ? (Label ?? Expression ?? "an expression")
      : `${MetricName} of ${Namespace}${statistic === undefined ? "" : ` (${statistic})`}`;
  return (
    `${metric} ${comparisons[ComparisonOperator] ?? ComparisonOperator}${Threshold === undefined ? "" : ` ${Threshold}`}, ` +
    `in ${DatapointsToAlarm} of ${EvaluationPeriods} periods${Period === undefined ? "" : ` of ${Period} s`}`
  );
}
