import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { Existing } from "../../account/existing";
import { dashboardBody } from "../../components/dashboard";
import type { Chart, Content } from "../../components/dashboard/body";
import { layout, pairs } from "../../components/dashboard/layout";
import { dashboardBodySchema } from "./dashboardSchema";
import { loadBalancerArn, productionAccount, productionSettings } from "./fixtures";

const bodyOf = (changes: Record<string, unknown> = {}, existing: Partial<Existing> = {}) =>
  dashboardBody({
    settings: productionSettings({ dashboard: true, ...changes }),
    existing: productionAccount({ containerInsights: true, ...existing }),
  });

const chartsOf = (body: ReturnType<typeof bodyOf>) =>
  body.widgets.flatMap((widget) => (widget.type === "metric" ? [widget.properties] : []));
const chartOf = (title: string, body = bodyOf()) => {
  const found = chartsOf(body).find((chart) => chart.title === title);
  ok(found, title);
  return found;
};
const titles = (body: ReturnType<typeof bodyOf>) => chartsOf(body).map(({ title }) => title);
const labels = ({ metrics }: Chart) =>
  metrics.map((series) => series.at(-1)).flatMap((drawn) => (typeof drawn === "object" ? (drawn.label ?? []) : []));

const china: Partial<Existing> = {
  place: { accountId: "111122223333", region: "cn-north-1", partition: "aws-cn" },
};

describe("dashboard", () => {
  const cases: [what: string, body: ReturnType<typeof bodyOf>][] = [
    ["of production", bodyOf()],
    ["with alarms", bodyOf({ alarms: { enabled: true } })],
    ["without Container Insights", bodyOf({}, { containerInsights: false })],
    ["without target groups", bodyOf({ targetGroups: {} })],
    [
      "behind a network load balancer",
      bodyOf({}, { loadBalancerArns: { api: loadBalancerArn.replace("/app/", "/net/") } }),
    ],
    ["without logs", bodyOf({ logGroupMode: "none" })],
    ["in China", bodyOf({ alarms: { enabled: true } }, china)],
    [
      "in GovCloud",
      bodyOf({}, { place: { accountId: "111122223333", region: "us-gov-west-1", partition: "aws-us-gov" } }),
    ],
  ];
  for (const [what, body] of cases) {
    it(`${what} is as AWS documents it`, () => {
      const { error } = dashboardBodySchema.safeParse(body);
      equal(error, undefined);
      equal(new Set(chartsOf(body).map(({ region }) => region)).size, 1);
    });

    it(`${what} has expressions of lines that are there, and widgets side by side`, () => {
      for (const { metrics } of chartsOf(body)) {
        const drawn = metrics.map((series) => series.at(-1) as { id?: string; expression?: string });
        const ids = drawn.flatMap(({ id }) => id ?? []);
        equal(new Set(ids).size, ids.length);
        for (const { expression } of drawn) {
          for (const [word] of expression?.matchAll(/\b[a-z]\w*/g) ?? [])
            ok(ids.includes(word), `${expression}: ${word}`);
        }
      }
      const cells = body.widgets.flatMap(({ x, y, width, height }) =>
        Array.from({ length: width * height }, (_, cell) => `${x + (cell % width)} ${y + Math.floor(cell / width)}`),
      );
      equal(new Set(cells).size, cells.length);
    });
  }

  it("shows what is used in percent, and in what is paid for, against what is reserved", () => {
    const { metrics, annotations, yAxis } = chartOf("CPU used by a task");
    const cpu = ["AWS/ECS", "CPUUtilization", "ClusterName", "agenticmem-cluster", "ServiceName", "agenticmem-service"];
    deepEqual(metrics.slice(0, 4), [
      [...cpu, { id: "average", stat: "Average", visible: false }],
      [...cpu, { id: "most", stat: "Maximum", visible: false }],
      [{ expression: "average / 100 * 1", id: "used", label: "average" }],
      [{ expression: "most / 100 * 1", id: "usedMost", label: "busiest task" }],
    ]);
    deepEqual(annotations, { horizontal: [{ label: "reserved: 1 vCPU (cpu 1024)", value: 1 }] });
    deepEqual(yAxis.left, { label: "vCPU", min: 0, showUnits: false });
    deepEqual(chartOf("CPU used, of what is reserved").annotations, {
      horizontal: [{ label: "reserved", value: 100 }],
    });
  });

  it("follows the size", () => {
    const body = bodyOf({ cpu: "512", memory: "2048" });
    const value = (title: string) => chartOf(title, body).annotations?.horizontal[0]?.value;
    deepEqual([value("CPU used by a task"), value("Memory used by a task")], [0.5, 2048]);
  });

  it("marks rollouts in each chart where CloudWatch counts deployments", () => {
    const body = bodyOf();
    for (const chart of chartsOf(body)) {
      equal(labels(chart).at(-1), "rollout");
      deepEqual(chart.yAxis.right, { label: "rollout", min: 0, max: 1, showUnits: false });
    }
    deepEqual(labels(chartOf("Tasks")), ["running", "desired", "rollout"]);
  });

  it("says what there is to do for tasks and rollouts where it does not", () => {
    const body = bodyOf({}, { containerInsights: false });
    ok(!titles(body).includes("Tasks"));
    for (const chart of chartsOf(body)) ok(!labels(chart).includes("rollout") && chart.yAxis.right === undefined);
    match(
      JSON.stringify(body),
      /aws ecs update-cluster --cluster agenticmem-cluster --settings name=containerInsights,value=enabled --region us-west-2/,
    );
  });

  it("shows targets, latency and errors of what is behind a load balancer", () => {
    const ofTargets = ["Targets", "Latency", "5xx answers"];
    deepEqual(titles(bodyOf()).slice(-3), ofTargets);
    deepEqual(labels(chartOf("Latency")), ["api p50", "api p95", "api p99", "rollout"]);
    deepEqual(labels(chartOf("5xx answers")), ["api", "agenticmem-alb itself, for all behind it", "rollout"]);
    const network = bodyOf({}, { loadBalancerArns: { api: loadBalancerArn.replace("/app/", "/net/") } });
    deepEqual(
      titles(network).filter((title) => ofTargets.includes(title)),
      ["Targets"],
    );
    deepEqual(
      titles(bodyOf({ targetGroups: {} })).filter((title) => ofTargets.includes(title)),
      [],
    );
  });

  it("shows the alarms in their region and partition", () => {
    const [states] = bodyOf({ alarms: { enabled: true } }, china).widgets.filter(({ type }) => type === "alarm");
    const { alarms } = states?.properties as { alarms: string[] };
    equal(alarms[0], "arn:aws-cn:cloudwatch:cn-north-1:111122223333:alarm:agenticmem-service-cpu");
    deepEqual(
      bodyOf().widgets.filter(({ type }) => type === "alarm"),
      [],
    );
  });

  it("is not changed by what an update ships", () => {
    const image = { reference: "other", asked: "other", warnings: [] };
    deepEqual(bodyOf({ image: "v2", environment: { A: "b" } }, { image }), bodyOf());
  });
});

describe("layout of a dashboard", () => {
  const text = (markdown: string): Content => ({ type: "text", properties: { markdown } });

  it("puts rows below each other, and leaves empty ones out", () => {
    const widgets = layout([
      { height: 2, widgets: [text("a")] },
      { height: 9, widgets: [] },
      ...pairs([text("b"), text("c"), text("d")], 6),
    ]);
    deepEqual(
      widgets.map(({ x, y, width, height }) => [x, y, width, height]),
      [
        [0, 0, 24, 2],
        [0, 2, 12, 6],
        [12, 2, 12, 6],
        [0, 8, 24, 6],
      ],
    );
  });
});
