import { capitalised } from "../../capitalised";
import { block, decimal, flag, integer, list, regionProperty, set, text, type Properties } from "../../properties";
import { placeProperties } from "./autoScaling";

const required = { required: true };

const dimensions = set(block({ name: text(required), value: text(required) }));

const metricQuery = (metric: Properties) =>
  block({
    expression: text(),
    id: text(required),
    label: text(),
    metricStat: block({ metric: block(metric, required), stat: text(required), unit: text() }),
    returnData: flag({ default: true }),
  });

const predefinedMetric = block({ predefinedMetricType: text(required), resourceLabel: text() });

const loadMetric = block({
  metricDataQueries: list(metricQuery({ dimensions, metricName: text(), namespace: text() }), required),
});

/** The arguments of Terraform's `aws_appautoscaling_policy`. */
export const policyProperties = {
  ...capitalised({
    ...placeProperties,
    arn: text({ output: true, awsName: "PolicyARN" }),
    name: text({ computed: true, replaces: true, autoname: true, awsName: "PolicyName" }),
    policyType: text({ default: "StepScaling", oneOf: ["StepScaling", "TargetTrackingScaling", "PredictiveScaling"] }),
    predictiveScalingPolicyConfiguration: block({
      maxCapacityBreachBehavior: text(),
      maxCapacityBuffer: integer(),
      metricSpecifications: list(
        block({
          customizedCapacityMetricSpecification: loadMetric,
          customizedLoadMetricSpecification: loadMetric,
          customizedScalingMetricSpecification: loadMetric,
          predefinedLoadMetricSpecification: predefinedMetric,
          predefinedMetricPairSpecification: predefinedMetric,
          predefinedScalingMetricSpecification: predefinedMetric,
          targetValue: text(required),
        }),
        required,
      ),
      mode: text(),
      schedulingBufferTime: integer(),
    }),
    stepScalingPolicyConfiguration: block({
      adjustmentType: text(),
      cooldown: integer(),
      metricAggregationType: text(),
      minAdjustmentMagnitude: integer(),
      stepAdjustments: set(
        block({
          metricIntervalLowerBound: text(),
          metricIntervalUpperBound: text(),
          scalingAdjustment: integer(required),
        }),
      ),
    }),
    targetTrackingScalingPolicyConfiguration: block({
      customizedMetricSpecification: block({
        dimensions,
        metricName: text(),
        metrics: set(metricQuery({ dimensions, metricName: text(required), namespace: text(required) })),
        namespace: text(),
        statistic: text({ oneOf: ["Average", "Minimum", "Maximum", "SampleCount", "Sum"] }),
        unit: text(),
      }),
      disableScaleIn: flag({ default: false }),
      predefinedMetricSpecification: predefinedMetric,
      scaleInCooldown: integer(),
      scaleOutCooldown: integer(),
      targetValue: decimal(required),
    }),
  }),
  alarmArns: list(text(), { output: true }),
  ...regionProperty,
};

/** Numbers that are texts to Terraform, since it cannot tell a zero from nothing. */
const numbersAsText = ["MetricIntervalLowerBound", "MetricIntervalUpperBound", "TargetValue"];

/** A configuration for AWS's API, in which these are numbers. */
export const withNumbers = (configuration: unknown) =>
  changed(configuration, (value) => (typeof value === "string" ? Number(value) : value));

/** A configuration of AWS's API with texts in their place. */
export const withTexts = (configuration: unknown) =>
  changed(configuration, (value) => (typeof value === "number" ? String(value) : value));

function changed(value: unknown, change: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((part) => changed(part, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      numbersAsText.includes(name) ? change(part) : changed(part, change),
    ]),
  );
}
