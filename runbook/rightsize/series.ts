import type { CloudWatch, MetricDataQuery } from "@aws-sdk/client-cloudwatch";

/**
 * Seconds that one value stands for. CloudWatch keeps values of five minutes for 63 days, those of one minute for 15.
 * Source: CloudWatch API reference, GetMetricStatistics.
 */
export const periodSeconds = 300;

/** What was measured in one period, in percent of what a task had. */
export interface Point {
  /** Begin of the period, epoch milliseconds. */
  time: number;
  /** `max`: the busiest task in its busiest minute. */
  cpu: Measured;
  memory: Measured;
  /** Average number of tasks that ran. */
  tasks: number;
}

export interface Measured {
  average: number;
  max: number;
}

/** A time to look at, epoch milliseconds, on the borders of periods. */
export interface Window {
  from: number;
  /** Not included. */
  to: number;
}

/** Whose metrics: the dimensions of `AWS/ECS`. */
export interface Measuree {
  clusterName: string;
  serviceName: string;
}

/**
 * Each task gives one sample a minute, so that their number tells how many tasks ran. Source: Amazon ECS developer guide,
 * "Service RUNNING task count".
 */
const asked = [
  ["cpuAverage", "CPUUtilization", "Average"],
  ["cpuMax", "CPUUtilization", "Maximum"],
  ["memoryAverage", "MemoryUtilization", "Average"],
  ["memoryMax", "MemoryUtilization", "Maximum"],
  ["samples", "CPUUtilization", "SampleCount"],
] as const;

type Id = (typeof asked)[number][0];

/** What CloudWatch has of the service, oldest first, over all pages. */
export async function readSeries(
  cloudWatch: Pick<CloudWatch, "getMetricData">,
  { clusterName, serviceName }: Measuree,
  { from, to }: Window,
): Promise<Point[]> {
  const Dimensions = [
    { Name: "ClusterName", Value: clusterName },
    { Name: "ServiceName", Value: serviceName },
  ];
  const MetricDataQueries = asked.map(([Id, MetricName, Stat]): MetricDataQuery => ({
    Id,
    MetricStat: { Metric: { Namespace: "AWS/ECS", MetricName, Dimensions }, Period: periodSeconds, Stat },
  }));
  const byTime = new Map<number, Partial<Record<Id, number>>>();
  let NextToken: string | undefined;
  do {
    const page = await cloudWatch.getMetricData({
      MetricDataQueries,
      StartTime: new Date(from),
      EndTime: new Date(to),
      ScanBy: "TimestampAscending",
      NextToken,
    });
    for (const { Id, Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
      Timestamps.forEach((at, index) => {
        const time = at.getTime();
        byTime.set(time, { ...byTime.get(time), [Id as Id]: Values[index] });
      });
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return [...byTime].toSorted(([one], [other]) => one - other).flatMap(([time, values]) => pointOf(time, values) ?? []);
}

/** Undefined where one of the two metrics has no value. */
function pointOf(time: number, values: Partial<Record<Id, number>>): Point | undefined {
  const { cpuAverage, cpuMax, memoryAverage, memoryMax, samples } = values;
  if (cpuAverage === undefined || cpuMax === undefined || samples === undefined) return undefined;
  if (memoryAverage === undefined || memoryMax === undefined) return undefined;
  return {
    time,
    cpu: { average: cpuAverage, max: cpuMax },
    memory: { average: memoryAverage, max: memoryMax },
    tasks: samples / (periodSeconds / 60),
  };
}
