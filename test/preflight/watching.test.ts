import { deepStrictEqual as deepEqual, equal, match } from "node:assert/strict";
import type { Existing } from "../../account/existing";
import { checkWatching } from "../../rollout/preflight/watching";
import { productionAccount, productionSettings } from "../component/fixtures";
import { awsError, fakeClients, throwing, type Answers } from "./fakeClients";

const dashboardName = "agenticmem-cluster-agenticmem-service-us-west-2";
const alarms = { enabled: true };
const isFree: Answers = {
  "cloudWatch.describeAlarms": { MetricAlarms: [], CompositeAlarms: [] },
  "cloudWatch.getDashboard": throwing(awsError("ResourceNotFound")),
};

async function check(
  changes: Record<string, unknown>,
  {
    answers = isFree,
    own = [],
    existing = {},
  }: { answers?: Answers; own?: string[] | undefined; existing?: Partial<Existing> } = {},
) {
  const { clients, calls } = fakeClients(answers);
  const subject = {
    settings: productionSettings(changes),
    existing: productionAccount({ containerInsights: true, ...existing }),
    clients,
  };
  return { ...(await checkWatching(subject, own)), calls };
}

describe("preflight of dashboard and alarms", () => {
  it("asks nothing without them", async () => deepEqual((await check({})).calls, []));

  it("is well when their names are free", async () => {
    const { problems, warnings, calls } = await check({ dashboard: true, alarms });
    deepEqual([problems, warnings], [[], []]);
    deepEqual(calls.sort(), ["cloudWatch.describeAlarms", "cloudWatch.getDashboard"]);
  });

  it("asks for no name that is the stack's own, and judges none when that is not known", async () => {
    const kinds = ["cpu", "memory", "unhealthy-targets", "errors-5xx", "missing-tasks"];
    const own = [dashboardName, ...kinds.map((kind) => `agenticmem-service-${kind}`)];
    deepEqual((await check({ dashboard: true, alarms }, { own })).calls, []);
    const { clients, calls } = fakeClients({});
    const settings = productionSettings({ dashboard: true, alarms });
    await checkWatching({ settings, existing: productionAccount(), clients }, undefined);
    deepEqual(calls, []);
  });

  it("refuses to overwrite what is somebody else's", async () => {
    const answers: Answers = {
      "cloudWatch.describeAlarms": {
        MetricAlarms: [{ AlarmName: "agenticmem-service-errors-5xx" }],
        CompositeAlarms: [],
      },
      "cloudWatch.getDashboard": { DashboardName: dashboardName },
    };
    const { problems } = await check({ dashboard: true, alarms }, { answers });
    deepEqual(problems, [
      'alarm "agenticmem-service-errors-5xx" exists already, but this stack did not make it: do without (pulumi config set --path ' +
        "alarms.errors5xxPercent off), or delete it (aws cloudwatch delete-alarms --region us-west-2 --alarm-names agenticmem-service-errors-5xx)",
      `dashboard "${dashboardName}" exists already, but this stack did not make it: do without (pulumi config set dashboard false), or ` +
        `delete it (aws cloudwatch delete-dashboards --dashboard-names ${dashboardName})`,
    ]);
  });

  it("only warns when it may not ask", async () => {
    const denied = throwing(awsError("AccessDenied"));
    const answers = { "cloudWatch.describeAlarms": denied, "cloudWatch.getDashboard": denied };
    const { problems, warnings } = await check({ dashboard: true, alarms }, { answers });
    deepEqual(problems, []);
    deepEqual(warnings, [
      "the names of the alarms could not be checked: permission for cloudwatch:DescribeAlarms is missing",
      "the name of the dashboard could not be checked: permission for cloudwatch:GetDashboard is missing",
    ]);
  });

  it("refuses a topic of another region", async () => {
    const topicIn = (region: string) => `arn:aws:sns:${region}:111122223333:on-call`;
    deepEqual((await check({ alarms: { ...alarms, topic: topicIn("us-west-2") } })).problems, []);
    const { problems } = await check({ alarms: { ...alarms, topic: topicIn("eu-west-1") } });
    equal(problems.length, 1);
    match(
      problems[0] ?? "",
      /is in region eu-west-1, and alarms of region us-west-2 cannot tell it: use a topic there/,
    );
  });

  it("warns that missing tasks cannot be counted without Container Insights", async () => {
    const without = { existing: { containerInsights: false } };
    const { problems, warnings } = await check({ alarms }, without);
    deepEqual(problems, []);
    match(warnings[0] ?? "", /alarm for missing tasks is left out: .*alarms.missingTasksMinutes off/);
    deepEqual((await check({ alarms: { ...alarms, missingTasksMinutes: "off" } }, without)).warnings, []);
  });
});
