import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import assert from "node:assert/strict";
import { useLocalProvider } from "./localProvider";
import type { Json } from "./providerFixture";

const dashboard = "aws:cloudwatch/dashboard:Dashboard";
const metricAlarm = "aws:cloudwatch/metricAlarm:MetricAlarm";
const topic = "arn:aws:sns:us-west-2:123456789012:alarms";

const text = (markdown: string) => ({ type: "text", x: 0, y: 0, width: 24, height: 2, properties: { markdown } });
const body = (markdown: string) => JSON.stringify({ start: "-PT3H", widgets: [text(markdown)] });

const cpu = {
  name: "web-cpu",
  alarmDescription: "a lot",
  comparisonOperator: "GreaterThanOrEqualToThreshold",
  namespace: "AWS/ECS",
  metricName: "CPUUtilization",
  dimensions: { ClusterName: "main", ServiceName: "web" },
  statistic: "Average",
  period: 300,
  evaluationPeriods: 3,
  threshold: 90,
  treatMissingData: "notBreaching",
};
const query = (id: string, metricName: string) => ({
  id,
  metric: {
    namespace: "AWS/ApplicationELB",
    metricName,
    dimensions: { LoadBalancer: "app/a/1" },
    stat: "Sum",
    period: 60,
  },
  returnData: false,
});
const math = {
  name: "web-errors",
  comparisonOperator: "GreaterThanThreshold",
  metricQueries: [
    query("errors", "HTTPCode_Target_5XX_Count"),
    query("requests", "RequestCount"),
    { id: "rate", expression: "errors / requests", label: "rate", returnData: true },
  ],
  evaluationPeriods: 2,
  threshold: 0.05,
};

describe("CloudWatch of the provider", function () {
  this.timeout(20_000);
  const local = useLocalProvider();
  const client = () => new CloudWatch(local.config);

  describe("dashboard", () => {
    it("is created, read, updated and deleted", async () => {
      const made = await local.create(dashboard, { dashboardName: "web", dashboardBody: body("one") });
      assert.deepEqual(made.state, {
        id: "web",
        dashboardArn: "arn:aws:cloudwatch::123456789012:dashboard/web",
        dashboardBody: body("one"),
        dashboardName: "web",
        region: "us-west-2",
      });
      await local.expectNoDiff(made, { dashboardName: "web", dashboardBody: body("one") });
      await local.update(made, { dashboardName: "web", dashboardBody: body("two") }, ["dashboardBody"]);
      assert.equal((await client().getDashboard({ DashboardName: "web" })).DashboardBody, body("two"));
      await local.delete(made);
      assert.equal(await local.read(made), undefined);
      await local.delete(made);
    });

    it("is the same however its body is written, and another one only by its meaning", async () => {
      const made = await local.create(dashboard, { dashboardName: "web", dashboardBody: body("one") });
      const spaced = JSON.stringify({ widgets: [text("one")], start: "-PT3H" }, undefined, 2);
      assert.deepEqual((await local.diff(made, { dashboardName: "web", dashboardBody: spaced })).detailed, {});
      await client().putDashboard({ DashboardName: "web", DashboardBody: spaced });
      assert.equal((await local.read(made))?.state.dashboardBody, body("one"));
      await client().putDashboard({ DashboardName: "web", DashboardBody: body("by hand") });
      assert.equal((await local.read(made))?.state.dashboardBody, body("by hand"));
    });

    it("is another one by name, and imported by it", async () => {
      const made = await local.create(dashboard, { dashboardName: "web", dashboardBody: body("one") });
      const diff = await local.diff(made, { dashboardName: "other", dashboardBody: body("one") });
      assert.deepEqual(diff.replaces, ["dashboardName"]);
      assert.deepEqual((await local.import(dashboard, "web")).state, made.state);
      assert.equal((await local.import(dashboard, "none")).id, "");
    });

    it("has a body that is JSON, and a legal name", async () => {
      const failures = await local.failures(dashboard, { dashboardName: "a b", dashboardBody: "{" });
      assert.equal(failures.length, 2, failures.join("\n"));
    });
  });

  describe("alarm", () => {
    it("of a metric is created, read, updated and deleted", async () => {
      const args = { ...cpu, alarmActions: [topic], okActions: [topic], tags: { team: "a" } };
      const made = await local.create(metricAlarm, args);
      assert.equal(made.id, "web-cpu");
      const { arn, ...state } = made.state;
      assert.equal(arn, "arn:aws:cloudwatch:us-west-2:123456789012:alarm:web-cpu");
      const same = { actionsEnabled: true, id: "web-cpu", region: "us-west-2", tagsAll: { team: "a" } };
      assert.deepEqual(state, { ...args, ...same });
      await local.expectNoDiff(made, args);
      await local.update(made, { ...cpu, threshold: 80, tags: { team: "b" } }, [
        "alarmActions",
        "okActions",
        "tags.team",
        "threshold",
      ]);
      const { MetricAlarms } = await client().describeAlarms({ AlarmNames: ["web-cpu"] });
      assert.equal(MetricAlarms?.[0]?.Threshold, 80);
      assert.equal(MetricAlarms[0].AlarmDescription, "a lot");
      assert.deepEqual(MetricAlarms[0].AlarmActions, []);
      const { Tags } = await client().listTagsForResource({ ResourceARN: String(arn) });
      assert.deepEqual(Tags, [{ Key: "team", Value: "b" }]);
      await local.delete(made);
      assert.equal(await local.read(made), undefined);
      await local.delete(made);
    });

    it("of metric math is read as it was written, in whatever order", async () => {
      const made = await local.create(metricAlarm, math);
      await local.expectNoDiff(made, math);
      assert.equal(made.state.statistic, undefined);
      assert.equal(made.state.period, undefined);
      await local.expectNoDiff(made, { ...math, metricQueries: [...math.metricQueries].reverse() });
      const { MetricAlarms } = await client().describeAlarms({ AlarmNames: ["web-errors"] });
      assert.deepEqual(MetricAlarms?.[0]?.Metrics?.[0], {
        Id: "errors",
        MetricStat: {
          Metric: {
            Namespace: "AWS/ApplicationELB",
            MetricName: "HTTPCode_Target_5XX_Count",
            Dimensions: [{ Name: "LoadBalancer", Value: "app/a/1" }],
          },
          Stat: "Sum",
          Period: 60,
        },
        ReturnData: false,
      });
    });

    it("of a percentile keeps what is done with few samples", async () => {
      const { statistic: _statistic, ...rest } = cpu;
      const args = { ...rest, extendedStatistic: "p95", evaluateLowSampleCountPercentiles: "ignore" };
      await local.expectNoDiff(await local.create(metricAlarm, args), args);
    });

    it("is another one by name alone, has one made where none is given, and is imported by it", async () => {
      const made = await local.create(metricAlarm, cpu);
      const changes: Json[] = [{ name: "other" }, { region: "eu-west-1" }];
      for (const change of changes)
        assert.deepEqual((await local.diff(made, { ...cpu, ...change })).replaces, Object.keys(change));
      assert.deepEqual((await local.diff(made, { ...cpu, metricName: "MemoryUtilization" })).replaces, []);
      assert.deepEqual((await local.import(metricAlarm, "web-cpu")).state, made.state);
      assert.equal((await local.import(metricAlarm, "none")).id, "");
      const { name: _name, ...nameless } = cpu;
      assert.match((await local.create(metricAlarm, nameless)).id, /^it-[0-9a-f]{7}$/);
    });

    it("is either of a metric or of metric math", async () => {
      const [failure] = await local.failures(metricAlarm, { ...math, metricName: "CPUUtilization" });
      assert.match(failure ?? "", /"metricName": conflicts with metricQueries/);
    });
  });
});
