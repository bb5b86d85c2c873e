import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { CloudWatch, type Statistic } from "@aws-sdk/client-cloudwatch";
import { Project } from "../runbook/support/project";
import { backdate, putLoad } from "../../sandbox/load/putLoad";
import { sampleMs, samplesOf } from "../../sandbox/load/samples";
import { control, useLocalAws } from "./awsFixture";

const peaks = { cpuPercent: 60, memoryPercent: 40, tasks: 2 };

describe("a made-up load", () => {
  const now = Date.UTC(2026, 0, 20, 12, 3);

  it("fills the days up to now, the same each time, and comes near its peaks without passing them", () => {
    const samples = samplesOf(now, 14, peaks);
    deepEqual(samples, samplesOf(now, 14, peaks));
    deepEqual([samples.length, samples.at(-1)?.time], [14 * 288, Date.UTC(2026, 0, 20, 11, 55)]);
    deepEqual(samplesOf(now + sampleMs, 14, peaks).slice(0, -1), samples.slice(1));
    for (const [of, peak] of [
      ["cpu", 60],
      ["memory", 40],
    ] as const) {
      const highest = Math.max(...samples.map((sample) => sample[of].max));
      ok(highest <= peak && highest > 0.98 * peak, `${of} ${highest}`);
    }
  });
});

describe("the load of a service in the local AWS", function () {
  this.timeout(60_000);
  const used = useLocalAws();
  const names = { cluster: "agenticmem-cluster", service: "agenticmem-service" };
  const loaded = () => ({ ...used.aws, ...names });

  it("is what CloudWatch then says of it, by period, statistic and dimensions", async () => {
    const end = Math.floor(Date.now() / 600_000) * 600_000;
    const sample = (time: number, tasks: number, max: number) => ({
      time,
      tasks,
      cpu: { average: max / 2, max },
      memory: { average: 5, max: 6 },
    });
    await putLoad(loaded(), [sample(end - 600_000, 1, 80), sample(end - 300_000, 3, 40)]);
    const cloudWatch = new CloudWatch(used.config);
    const values = async (Stat: Statistic, Period: number, ServiceName = names.service) => {
      const Dimensions = [
        { Name: "ServiceName", Value: ServiceName },
        { Name: "ClusterName", Value: names.cluster },
      ];
      const Metric = { Namespace: "AWS/ECS", MetricName: "CPUUtilization", Dimensions };
      const { MetricDataResults } = await cloudWatch.getMetricData({
        MetricDataQueries: [{ Id: "m", MetricStat: { Metric, Period, Stat } }],
        StartTime: new Date(end - 600_000),
        EndTime: new Date(end),
      });
      return MetricDataResults?.[0]?.Values;
    };
    deepEqual(await values("Maximum", 300), [80, 40]);
    deepEqual(await values("SampleCount", 300), [5, 15]);
    deepEqual(await values("Average", 600), [(40 + 3 * 20) / 4]);
    deepEqual(await values("Maximum", 300, "another"), []);
  });

  it("can be that of a service that seems to have been deployed long ago", async () => {
    await rejects(
      backdate(loaded(), 14),
      /service\/agenticmem-cluster\/agenticmem-service does not exist\. Deploy it first/,
    );
    const project = new Project(used.aws);
    try {
      await project.deploy();
      await rejects(backdate(loaded(), 14), /has a deployment under way, or none\./);
      await project.settled();
      await backdate(loaded(), 14);
      await backdate(loaded(), 7);
      const ecs = await project.open().clients.ecs();
      const { serviceDeployments: [deployment] = [] } = await ecs.listServiceDeployments(names);
      const days = (Date.now() - Number(deployment?.finishedAt)) / 86_400_000;
      ok(days >= 14 && days < 14.1, `${days} days`);
      const { services: [service] = [] } = await ecs.describeServices({
        cluster: names.cluster,
        services: [names.service],
      });
      equal(service?.runningCount, 1);
      ok(
        Number(service?.createdAt) <= Number(deployment?.createdAt) &&
          Number(deployment?.createdAt) <= Number(deployment?.finishedAt),
      );
    } finally {
      project.remove();
    }
  });

  it("is asked for in words that make sense", async () => {
    const { status, answer } = await control(used.aws.endpoint, "POST", "backdate", { service: "x" });
    equal(status, 400);
    match(String(answer.message), /resourceId/);
  });
});
