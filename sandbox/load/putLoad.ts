import { CloudWatchClient, PutMetricDataCommand, type MetricDatum } from "@aws-sdk/client-cloudwatch";
import { clientConfig } from "../aws/awsAccount";
import type { Sample } from "./samples";

/** Where the load is put: the local AWS, and the service in it. */
export interface Loaded {
  endpoint: string;
  region: string;
  cluster: string;
  service: string;
}

/** Data that one PutMetricData takes. Source: CloudWatch API reference. */
const mostData = 1_000;

/** Gives CloudWatch what ECS would have told it of the service: a sample a minute of each task. */
export async function putLoad({ endpoint, region, cluster, service }: Loaded, samples: Sample[]): Promise<void> {
  const cloudWatch = new CloudWatchClient(clientConfig(endpoint, region));
  const Dimensions = [
    { Name: "ClusterName", Value: cluster },
    { Name: "ServiceName", Value: service },
  ];
  const data = samples.flatMap(({ time, tasks, cpu, memory }) => {
    const datum = (MetricName: string, { average, max }: Sample["cpu"]): MetricDatum => ({
      MetricName,
      Dimensions,
      Timestamp: new Date(time),
      Unit: "Percent",
      StatisticValues: {
        SampleCount: tasks * 5,
        Sum: average * tasks * 5,
        Minimum: Math.min(average, 2 * average - max),
        Maximum: max,
      },
    });
    return [datum("CPUUtilization", cpu), datum("MemoryUtilization", memory)];
  });
  for (let from = 0; from < data.length; from += mostData) {
    const MetricData = data.slice(from, from + mostData);
    await cloudWatch.send(new PutMetricDataCommand({ Namespace: "AWS/ECS", MetricData }));
  }
  cloudWatch.destroy();
}

/** Makes the service look as if it had run as it is for so many days; fails while a deployment is under way. */
export async function backdate({ endpoint, cluster, service }: Loaded, days: number): Promise<void> {
  const response = await fetch(`${endpoint}/_sandbox/backdate`, {
    method: "POST",
    body: JSON.stringify({ resourceId: `service/${cluster}/${service}`, days }),
  });
  if (response.ok) return;
  const { message } = (await response.json()) as { message: string };
  throw new Error(`${message} Deploy it first (npm run sandbox -- pulumi up --yes). No metrics were put.`);
}
