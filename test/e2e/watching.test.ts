import { deepEqual, equal, match, ok } from "node:assert/strict";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { clientConfig } from "../../sandbox/aws/awsAccount";
import { dashboardBodySchema } from "../component/dashboardSchema";
import { TestStack, type Said } from "./support/testStack";

const dashboardName = "agenticmem-cluster-agenticmem-service-us-west-2";
const topic = "arn:aws:sns:us-west-2:123456789012:on-call";

describe("dashboard and alarms", () => {
  let stack: TestStack;
  let cloudWatch: CloudWatch;
  before(async () => {
    stack = await TestStack.start();
    cloudWatch = new CloudWatch(clientConfig(stack.endpoint, "us-west-2"));
  });
  after(() => stack.stop());

  const isGreen = ({ exitCode, text }: Said) => equal(exitCode, 0, text);

  async function alarms() {
    const { MetricAlarms = [] } = await cloudWatch.describeAlarms({ AlarmNamePrefix: "agenticmem-service-" });
    return Object.fromEntries(MetricAlarms.map((alarm) => [alarm.AlarmName ?? "", alarm]));
  }

  async function dashboards(): Promise<string[]> {
    const { DashboardEntries = [] } = await cloudWatch.listDashboards({});
    return DashboardEntries.map(({ DashboardName = "" }) => DashboardName);
  }

  it("are not there until they are asked for", async () => {
    isGreen(await stack.up());
    deepEqual([await dashboards(), await alarms()], [[], {}]);
    isGreen(await stack.preview("--expect-no-changes"));
  });

  it("are refused where somebody else's have their names, before anything is touched", async () => {
    const taken = { AlarmName: "agenticmem-service-cpu", ComparisonOperator: "GreaterThanThreshold" } as const;
    await cloudWatch.putMetricAlarm({ ...taken, EvaluationPeriods: 1, Threshold: 1, MetricName: "a", Namespace: "b" });
    await stack.set("dashboard", "true");
    await stack.set("alarms.enabled", "true", "--path");
    const refused = await stack.up();
    equal(refused.exitCode, 1, refused.text);
    match(refused.text, /alarm "agenticmem-service-cpu" exists already, but this stack did not make it/);
    match(refused.text, /Nothing was changed/);
    deepEqual(await dashboards(), []);
    await cloudWatch.deleteAlarms({ AlarmNames: ["agenticmem-service-cpu"] });
  });

  it("are made, linked, and then no difference", async () => {
    await stack.set("alarms.topic", topic, "--path");
    await stack.set("alarms.latencySeconds", "1.5", "--path");
    const made = await stack.up();
    isGreen(made);
    match(made.text, /nobody counts the tasks of cluster "agenticmem-cluster"/);
    match(made.text, new RegExp(`dashboard *: "https://us-west-2\\.console\\.aws\\.amazon\\.com/.*${dashboardName}"`));
    isGreen(await stack.preview("--expect-no-changes"));

    const { DashboardBody = "" } = await cloudWatch.getDashboard({ DashboardName: dashboardName });
    const body = dashboardBodySchema.parse(JSON.parse(DashboardBody));
    ok(body.widgets.length >= 8, DashboardBody);
    const found = await alarms();
    const kinds = ["cpu", "errors-5xx", "latency", "memory", "unhealthy-targets"];
    deepEqual(
      Object.keys(found).sort(),
      kinds.map((kind) => `agenticmem-service-${kind}`),
    );
    for (const alarm of Object.values(found)) deepEqual([alarm.AlarmActions, alarm.OKActions], [[topic], [topic]]);
    equal(found["agenticmem-service-latency"]?.Threshold, 1.5);
  });

  it("follow the settings, and nothing else does", async () => {
    await stack.set("alarms.cpuPercent", "75", "--path");
    await stack.set("alarms.memoryPercent", "off", "--path");
    await stack.callsSinceLast();
    isGreen(await stack.up());
    const calls = await stack.callsSinceLast();
    deepEqual(
      [calls["cloudwatch:PutMetricAlarm"], calls["cloudwatch:PutDashboard"], calls["ecs:UpdateService"]],
      [1, 1, undefined],
    );
    const found = await alarms();
    equal(found["agenticmem-service-cpu"]?.Threshold, 75);
    equal(found["agenticmem-service-memory"], undefined);
    isGreen(await stack.preview("--expect-no-changes"));
  });

  it("go alone when they are turned off, and with the stack", async () => {
    await stack.set("dashboard", "false");
    isGreen(await stack.up());
    deepEqual(await dashboards(), []);
    equal(Object.keys(await alarms()).length, 4);
    isGreen(await stack.preview("--expect-no-changes"));
    isGreen(await stack.pulumi("destroy", "--yes", "--skip-preview"));
    deepEqual(await alarms(), {});
  });
});
