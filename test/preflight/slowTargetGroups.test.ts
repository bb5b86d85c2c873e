import { deepStrictEqual as deepEqual, equal, match, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { preflight, type Plan } from "../../rollout/preflight";
import { judgeDelay, judgeHealthCheck } from "../../rollout/preflight/slowTargetGroups";
import { quickRollout } from "../../rollout/quickRollout";
import { projectDir } from "../../sandbox/paths";
import type { LiveService } from "../../account/lookups/liveService";
import { productionAccount, productionSettings, targetGroupArn } from "../component/fixtures";
import { awsError, fakeClients, throwing, type Answers } from "./fakeClients";

const named = { name: "api", arn: targetGroupArn, region: "us-west-2" };
const { healthCheck, deregistrationDelaySeconds } = quickRollout;

describe("a slow target group", () => {
  const delayOf = (seconds: number) => judgeDelay(named, seconds).advice ?? [];
  const healthOf = (HealthCheckIntervalSeconds?: number, HealthyThresholdCount?: number) =>
    judgeHealthCheck(named, { HealthCheckIntervalSeconds, HealthyThresholdCount }).advice ?? [];

  it("with AWS's defaults: the seconds that it costs, and the command that makes it quick", () => {
    deepEqual(delayOf(300), [
      'target group "api" makes every rollout 270 s slower than it need be: old tasks stay for a deregistration delay of 300 s; with ' +
        "30 s, requests and connections that last longer than that are cut off when their task is replaced (aws elbv2 " +
        `modify-target-group-attributes --region us-west-2 --target-group-arn ${targetGroupArn} --attributes ` +
        "Key=deregistration_delay.timeout_seconds,Value=30)",
    ]);
    deepEqual(healthOf(30, 5), [
      'the health check of target group "api" makes every rollout 25 to 140 s slower than it need be: it asks every 30 s, and 5 times ' +
        "until a task that was not ready at once counts as healthy; quicker, each task is asked every 5 s, and replaced after 30 s without " +
        `a good answer (aws elbv2 modify-target-group --region us-west-2 --target-group-arn ${targetGroupArn} ` +
        "--health-check-interval-seconds 5 --health-check-timeout-seconds 4 --healthy-threshold-count 2 --unhealthy-threshold-count 6)",
    ]);
  });

  it("is not worth a word below a minute", () => {
    deepEqual([delayOf(0), delayOf(deregistrationDelaySeconds), delayOf(89)], [[], [], []]);
    equal(delayOf(90).length, 1);
    deepEqual([healthOf(5, 2), healthOf(10, 6), healthOf(30, 2), healthOf(), healthOf(300)], [[], [], [], [], []]);
    match(healthOf(5, 10).join() + healthOf(13, 5).join(), /^$/);
    match(healthOf(7, 10).join(), /2 to 60 s slower/);
  });

  it("is never a problem or a warning, and costs what is above the quick values", () => {
    const seconds = fc.integer({ min: 0, max: 3600 });
    fc.assert(
      fc.property(
        seconds,
        fc.integer({ min: 5, max: 300 }),
        fc.integer({ min: 2, max: 10 }),
        (delay, interval, count) => {
          const group = { HealthCheckIntervalSeconds: interval, HealthyThresholdCount: count };
          const both = [judgeDelay(named, delay), judgeHealthCheck(named, group)];
          for (const { problems, warnings, advice = [] } of both) {
            deepEqual([problems, warnings], [[], []]);
            const [cost] = advice.map((text) => Number(/(\d+) s slower/.exec(text)?.[1]));
            ok(cost === undefined || cost >= 60);
          }
          equal(both[0]?.advice !== undefined, delay >= deregistrationDelaySeconds + 60);
        },
      ),
    );
  });

  it("quick values are those that AWS takes", () => {
    const { intervalSeconds, timeoutSeconds, healthyThreshold, unhealthyThreshold } = healthCheck;
    ok(intervalSeconds >= 5 && intervalSeconds <= 300);
    ok(timeoutSeconds >= 2 && timeoutSeconds < intervalSeconds);
    for (const threshold of [healthyThreshold, unhealthyThreshold]) ok(threshold >= 2 && threshold <= 10);
    ok(deregistrationDelaySeconds >= 0 && deregistrationDelaySeconds <= 3600);
    ok(quickRollout.stopTimeoutSeconds <= 120);
  });

  it("quick values are those that docs/rollout-time.md explains", () => {
    const document = readFileSync(join(projectDir, "docs", "rollout-time.md"), "utf8");
    const told = (setting: string) => Number(new RegExp(`^\\| ${setting} +\\| +(\\d+) \\|`, "m").exec(document)?.[1]);
    deepEqual(
      {
        deregistrationDelaySeconds: told("deregistration delay, s"),
        healthCheck: {
          intervalSeconds: told("health check interval, s"),
          timeoutSeconds: told("health check timeout, s"),
          healthyThreshold: told("healthy threshold"),
          unhealthyThreshold: told("unhealthy threshold"),
        },
        stopTimeoutSeconds: told("stop timeout behind a target group, s"),
      },
      quickRollout,
    );
  });
});

describe("the preflight's advice on target groups", () => {
  const trust = encodeURIComponent(
    '{"Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
  );
  const group = {
    TargetGroupArn: targetGroupArn,
    TargetGroupName: "agenticmem-api-tg",
    TargetType: "ip",
    Protocol: "HTTP",
    LoadBalancerArns: ["arn"],
    HealthCheckIntervalSeconds: 30,
    HealthyThresholdCount: 5,
  };
  const attributes = { Attributes: [{ Key: "deregistration_delay.timeout_seconds", Value: "300" }] };

  async function run(advice: Plan["advice"], answers: Answers = {}, recordedService?: Record<string, unknown>) {
    const image = `111122223333.dkr.ecr.us-west-2.amazonaws.com/agenticmem@sha256:${"a".repeat(64)}`;
    const rendered = { containerDefinitions: [{ name: "agenticmem", image }] };
    const service = {
      desiredCount: 2,
      taskDefinition: { ...rendered, cpu: "1024" },
      description: {
        platformVersion: "LATEST",
        networkConfiguration: {
          awsvpcConfiguration: { subnets: ["subnet-1", "subnet-2"], securityGroups: [], assignPublicIp: "DISABLED" },
        },
        loadBalancers: [{ targetGroupArn }],
      },
    } as unknown as LiveService;
    const { clients, calls } = fakeClients({
      "iam.getRole": { Role: { AssumeRolePolicyDocument: trust } },
      "elb.describeTargetGroups": { TargetGroups: [group] },
      "elb.describeTargetGroupAttributes": attributes,
      ...answers,
    });
    const { notChecked, ...findings } = await preflight(
      productionSettings({ preflight: { secretKeys: "never" } }),
      productionAccount({ service }),
      clients,
      { ownsLogGroup: false, rendered: { ...rendered, cpu: "1024" }, recordedService, advice },
    );
    const ofElb = calls.filter((call) => call.startsWith("elb."));
    return { ...findings, notChecked: notChecked.filter((text) => text.includes("target group")), ofElb };
  }

  it("is neither given nor asked for without being wanted", async () => {
    const { advice, ofElb } = await run(undefined);
    deepEqual([advice, ofElb], [undefined, ["elb.describeTargetGroups"]]);
  });

  it("takes one more call for each target group", async () => {
    const { advice = [], problems, ofElb } = await run("always");
    deepEqual(
      advice.map((text) => /\d+ s slower|\d+ to \d+ s slower/.exec(text)?.[0]),
      ["25 to 140 s slower", "270 s slower"],
    );
    deepEqual(problems, []);
    deepEqual(ofElb, ["elb.describeTargetGroups", "elb.describeTargetGroupAttributes"]);
  });

  it("in a preview is given only when a rollout is coming", async () => {
    equal((await run("beforeRollout")).advice, undefined);
    deepEqual((await run("beforeRollout")).ofElb, ["elb.describeTargetGroups"]);
    const another = { "elb.describeTargetGroups": { TargetGroups: [group] }, "ec2.describeSubnets": { Subnets: [] } };
    const settings = productionSettings({ preflight: { secretKeys: "never" } });
    const { clients } = fakeClients({ "elb.describeTargetGroupAttributes": attributes, ...another });
    const { advice = [] } = await preflight(settings, productionAccount(), clients, {
      ownsLogGroup: false,
      advice: "beforeRollout",
    });
    equal(advice.length, 2);
  });

  it("without the permission says what is not known, and what is", async () => {
    const denied = throwing(awsError("AccessDeniedException"));
    const {
      problems,
      warnings,
      advice = [],
      notChecked,
    } = await run("always", {
      "elb.describeTargetGroupAttributes": denied,
    });
    deepEqual(problems, []);
    ok(!warnings.join().includes("target group"));
    equal(advice.length, 1);
    deepEqual(notChecked, [
      'the deregistration delay of target group "agenticmem-api-tg": permission for ' +
        "elasticloadbalancing:DescribeTargetGroupAttributes is missing",
    ]);
  });
});
