import type { Dimension, MetricAlarm, MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { isValues, textsOf, type Value, type Values } from "../../values";

/** An alarm for AWS's API, in which dimensions are a list, and a query's metric and what is asked of it are two things. */
export const toAlarm = ({ Dimensions, Metrics, ...rest }: Values): Values => ({
  ...rest,
  ...(Dimensions !== undefined && { Dimensions: asList(Dimensions) }),
  ...(Array.isArray(Metrics) && { Metrics: Metrics.filter(isValues).map(toQuery) }),
});

/** The other way round. */
export const fromAlarm = ({ Dimensions, Metrics, ...rest }: MetricAlarm): object => ({
  ...rest,
  Dimensions: asMap(Dimensions),
  Metrics: Metrics?.map(fromQuery),
});

function toQuery({ Metric, ...query }: Values): Values {
  if (!isValues(Metric)) return query;
  const { Dimensions, MetricName, Namespace, ...asked } = Metric;
  const metric = { MetricName, Namespace, ...(Dimensions !== undefined && { Dimensions: asList(Dimensions) }) };
  return { ...query, MetricStat: { Metric: metric, ...asked } };
}

function fromQuery({ MetricStat, ...query }: MetricDataQuery): object {
  if (MetricStat === undefined) return query;
  const { Metric, ...asked } = MetricStat;
  return { ...query, Metric: { ...Metric, ...asked, Dimensions: asMap(Metric?.Dimensions) } };
}

const asList = (dimensions: Value): Values[] =>
  Object.entries(textsOf(dimensions)).map(([Name, Value]) => ({ Name, Value }));

const asMap = (dimensions: Dimension[] = []): Record<string, string> =>
  Object.fromEntries(dimensions.map(({ Name = "", Value = "" }) => [Name, Value]));
