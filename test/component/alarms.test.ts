import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { alarmsOf } from "../../components/alarms";
import { loadBalancerArn, productionAccount, productionSettings, targetGroupArn } from "./fixtures";

const topic = "arn:aws:sns:us-west-2:111122223333:on-call";
const account = productionAccount({ containerInsights: true });
const ofService = { ClusterName: "agenticmem-cluster", ServiceName: "agenticmem-service" };
const ofTargets = {
  TargetGroup: "targetgroup/agenticmem-api-tg/0123456789abcdef",
  LoadBalancer: "app/agenticmem-alb/fedcba9876543210",
};

const settingsWith = (alarms: object, changes: object = {}) =>
  productionSettings({ alarms: { enabled: true, ...alarms }, ...changes });

const alarmOf = (kind: string, alarms: object = {}, existing = account) => {
  const found = alarmsOf(settingsWith(alarms), existing).find((alarm) => alarm.kind === kind);
  return found?.args as unknown as Record<string, unknown> | undefined;
};

const query = (id: string, metricName: string, stat: string, period: number) => ({
  id,
  metric: { namespace: "AWS/ApplicationELB", metricName, dimensions: ofTargets, stat, period },
  returnData: false,
});
const judged = (expression: string, label: string) => ({ id: "judged", expression, label, returnData: true });

describe("alarms", () => {
  it("are none without the setting", () => deepEqual(alarmsOf(productionSettings(), account), []));

  it("are one of each kind, with the name of the service", () => {
    deepEqual(
      alarmsOf(settingsWith({ latencySeconds: 1 }), account).map(({ name }) => name),
      ["cpu", "memory", "unhealthy-targets", "errors-5xx", "latency", "missing-tasks"].map(
        (kind) => `agenticmem-service-${kind}`,
      ),
    );
  });

  it("ring for CPU on average, and for the memory of the fullest task", () => {
    const sustained = {
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      namespace: "AWS/ECS",
      dimensions: ofService,
      period: 300,
      evaluationPeriods: 3,
      treatMissingData: "notBreaching",
      alarmActions: [topic],
      okActions: [topic],
      tags: {},
    };
    const service = "Service agenticmem-service in cluster agenticmem-cluster";
    deepEqual(alarmOf("cpu", { topic, cpuPercent: 75 }), {
      ...sustained,
      name: "agenticmem-service-cpu",
      alarmDescription: `${service}: its tasks use 75 % or more of their CPU, on average, for 15 minutes`,
      metricName: "CPUUtilization",
      statistic: "Average",
      threshold: 75,
    });
    deepEqual(alarmOf("memory", { topic }), {
      ...sustained,
      name: "agenticmem-service-memory",
      alarmDescription: `${service}: a task uses 90 % or more of its memory, for 15 minutes`,
      metricName: "MemoryUtilization",
      statistic: "Maximum",
      threshold: 90,
    });
  });

  it("ring for a rate of errors, or a latency, only with enough requests", () => {
    const { metricQueries, threshold, evaluationPeriods } = alarmOf("errors-5xx") ?? {};
    deepEqual([threshold, evaluationPeriods], [5, 2]);
    deepEqual(metricQueries, [
      query("requests0", "RequestCount", "Sum", 300),
      query("errors0", "HTTPCode_Target_5XX_Count", "Sum", 300),
      judged("IF(FILL(requests0, 0) >= 20, 100 * (FILL(errors0, 0)) / (FILL(requests0, 0)), 0)", "percent 5xx"),
    ]);
    const slow = alarmOf("latency", { latencySeconds: 1.5 });
    deepEqual([slow?.threshold, slow?.evaluationPeriods], [1.5, 3]);
    deepEqual(slow?.metricQueries, [
      query("requests0", "RequestCount", "Sum", 300),
      query("latency0", "TargetResponseTime", "p95", 300),
      judged("IF(FILL(requests0, 0) >= 20, FILL(latency0, 0), 0)", "seconds (p95)"),
    ]);
  });

  it("ring for unhealthy targets only when ECS has stopped waiting for them", () => {
    const periodsWith = (healthCheckGracePeriodSeconds: number) => {
      const settings = settingsWith({}, { deployment: { healthCheckGracePeriodSeconds } });
      const found = alarmsOf(settings, account).find(({ kind }) => kind === "unhealthy-targets");
      return found?.args.evaluationPeriods;
    };
    deepEqual([0, 300, 301, 900, 2_147_483_647].map(periodsWith), [10, 10, 11, 20, 1440]);
    deepEqual(alarmOf("unhealthy-targets")?.metricQueries, [
      query("unhealthy0", "UnHealthyHostCount", "Maximum", 60),
      judged("FILL(unhealthy0, 0)", "unhealthy targets"),
    ]);
  });

  it("ring for missing tasks while no rollout runs, and only where CloudWatch counts them", () => {
    const alarm = alarmOf("missing-tasks", { missingTasksMinutes: 5 });
    deepEqual([alarm?.threshold, alarm?.evaluationPeriods, alarm?.treatMissingData], [1, 5, "missing"]);
    const queries = alarm?.metricQueries as {
      expression?: string;
      metric?: { namespace: string; dimensions: object };
    }[];
    equal(queries.at(-1)?.expression, "IF(deployments > 1, 0, desired - running)");
    deepEqual(queries[0]?.metric?.dimensions, ofService);
    equal(alarmOf("missing-tasks", {}, productionAccount({ containerInsights: false })), undefined);
  });

  it("tell nobody without a topic, and have the tags of all that the stack makes", () => {
    const [cpu] = alarmsOf(settingsWith({}, { tags: { team: "search" } }), account);
    deepEqual([cpu?.args.alarmActions, cpu?.args.tags], [undefined, { team: "search" }]);
  });

  const kindsBehind = (existing: Parameters<typeof productionAccount>[0]) =>
    alarmsOf(settingsWith({ latencySeconds: 1 }), productionAccount(existing)).map(({ kind }) => kind);

  it("are only about what CloudWatch has metrics of", () => {
    deepEqual(kindsBehind({ loadBalancerArns: {} }), ["cpu", "memory"]);
    const network = loadBalancerArn.replace("/app/", "/net/");
    deepEqual(kindsBehind({ loadBalancerArns: { api: network } }), ["cpu", "memory", "unhealthy-targets"]);
    const [unhealthy] = alarmsOf(
      settingsWith({ cpuPercent: "off", memoryPercent: "off" }),
      productionAccount({ loadBalancerArns: { api: network } }),
    );
    const [targets] = unhealthy?.args.metricQueries as { metric: { namespace: string } }[];
    equal(targets?.metric.namespace, "AWS/NetworkELB");
  });

  it("count several target groups as one, and wait for the slowest", () => {
    const settings = settingsWith(
      { latencySeconds: 1 },
      { targetGroups: { api: "agenticmem-api-tg", frontend: "agenticmem-web-tg" } },
    );
    const existing = productionAccount({
      targetGroupArns: { api: targetGroupArn, frontend: targetGroupArn.replace("api", "web") },
      loadBalancerArns: { api: loadBalancerArn, frontend: loadBalancerArn },
    });
    const expressions = alarmsOf(settings, existing).flatMap(({ args }) =>
      ((args.metricQueries ?? []) as { expression?: string }[]).flatMap(({ expression }) => expression ?? []),
    );
    deepEqual(expressions, [
      "FILL(unhealthy0, 0) + FILL(unhealthy1, 0)",
      "IF(FILL(requests0, 0) + FILL(requests1, 0) >= 20, 100 * (FILL(errors0, 0) + FILL(errors1, 0)) / (FILL(requests0, 0) + FILL(requests1, 0)), 0)",
      "IF(FILL(requests0, 0) + FILL(requests1, 0) >= 20, MAX([FILL(latency0, 0), FILL(latency1, 0)]), 0)",
    ]);
  });

  it("never ask CloudWatch for what it refuses", () => {
    const minutes = fc.integer({ min: 1, max: 1440 });
    fc.assert(
      fc.property(minutes, fc.nat({ max: 100_000 }), (missingTasksMinutes, healthCheckGracePeriodSeconds) => {
        const deployment = { healthCheckGracePeriodSeconds };
        for (const { args } of alarmsOf(
          settingsWith({ latencySeconds: 1, missingTasksMinutes }, { deployment }),
          account,
        )) {
          const queries = (args.metricQueries ?? []) as { metric?: { period: number }; returnData: boolean }[];
          const period = (args.period ?? queries[0]?.metric?.period) as number;
          const isWithinADay = period * (args.evaluationPeriods as number) <= 86_400;
          const returned = queries.filter(({ returnData }) => returnData).length;
          equal(isWithinADay, true);
          equal(returned, queries.length === 0 ? 0 : 1);
        }
      }),
      { numRuns: 30 },
    );
  });
});
