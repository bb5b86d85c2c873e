import { capitalised } from "../../capitalised";
import { block, decimal, flag, integer, map, regionProperty, set, tagProperties, text } from "../../properties";

const required = { required: true };
const topics = (awsName: string) => set(text(), { awsName });

/** What an alarm is made of, in the words of `PutMetricAlarm`; `dimensions` are maps here and lists there. */
export const sent = capitalised({
  actionsEnabled: flag({ default: true }),
  alarmActions: topics("AlarmActions"),
  alarmDescription: text(),
  comparisonOperator: text({
    oneOf: [
      "GreaterThanOrEqualToThreshold",
      "GreaterThanThreshold",
      "LessThanThreshold",
      "LessThanOrEqualToThreshold",
      "LessThanLowerOrGreaterThanUpperThreshold",
      "LessThanLowerThreshold",
      "GreaterThanUpperThreshold",
    ],
  }),
  datapointsToAlarm: integer(),
  dimensions: map(),
  evaluateLowSampleCountPercentiles: text({
    computed: true,
    oneOf: ["evaluate", "ignore"],
    awsName: "EvaluateLowSampleCountPercentile",
  }),
  evaluationCriteria: block({
    promqlCriteria: block(
      { pendingPeriod: integer(), query: text(required), recoveryPeriod: integer() },
      { ...required, awsName: "PromQLCriteria" },
    ),
  }),
  evaluationInterval: integer(),
  evaluationPeriods: integer(),
  extendedStatistic: text({ conflictsWith: ["statistic", "metricQueries"] }),
  insufficientDataActions: topics("InsufficientDataActions"),
  metricName: text({ conflictsWith: ["metricQueries"] }),
  metricQueries: set(
    block({
      accountId: text(),
      expression: text(),
      id: text(required),
      label: text(),
      metric: block({
        dimensions: map(),
        metricName: text(required),
        namespace: text(),
        period: integer(required),
        stat: text(required),
        unit: text(),
      }),
      period: integer(),
      returnData: flag({ default: false }),
    }),
    { awsName: "Metrics" },
  ),
  namespace: text({ conflictsWith: ["metricQueries"] }),
  okActions: topics("OKActions"),
  period: integer({ conflictsWith: ["metricQueries"] }),
  statistic: text({
    oneOf: ["SampleCount", "Average", "Sum", "Minimum", "Maximum"],
    conflictsWith: ["extendedStatistic", "metricQueries"],
  }),
  threshold: decimal({ conflictsWith: ["thresholdMetricId"] }),
  thresholdMetricId: text(),
  treatMissingData: text({ default: "missing", oneOf: ["breaching", "notBreaching", "ignore", "missing"] }),
  unit: text(),
  warmUpConfiguration: block({
    onlyStartEvaluatingAfterWarmUpPeriodEnds: flag(),
    warmUpPeriodDurationInMinutes: integer(required),
  }),
});

/** The arguments of Terraform's `aws_cloudwatch_metric_alarm`. */
export const metricAlarmProperties = {
  ...sent,
  ...capitalised({
    arn: text({ output: true, awsName: "AlarmArn" }),
    name: text({ computed: true, replaces: true, autoname: true, awsName: "AlarmName" }),
  }),
  ...tagProperties,
  ...regionProperty,
};
