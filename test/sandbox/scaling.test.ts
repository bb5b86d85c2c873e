import * as scaling from "@aws-sdk/client-application-auto-scaling";
import {
  CreateServiceCommand,
  DeleteServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { DescribeSubnetsCommand, EC2Client } from "@aws-sdk/client-ec2";
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocalAws } from "../../sandbox/aws";
import { clientConfig } from "../../sandbox/aws/awsAccount";
import { waitUntil } from "../../sandbox/process";
import { isSettled } from "../../sandbox/settled";
import { control, useLocalAws } from "./awsFixture";

const cluster = "agenticmem-cluster";
const ecsPlace = { ServiceNamespace: "ecs", ScalableDimension: "ecs:service:DesiredCount" } as const;
const cpuAt = (TargetValue: number) => ({
  TargetValue,
  PredefinedMetricSpecification: { PredefinedMetricType: "ECSServiceAverageCPUUtilization" as const },
});
const label = "app/agenticmem-alb/0123456789abcdef/targetgroup/agenticmem-api-tg/fedcba9876543210";

describe("Application Auto Scaling of the local AWS", function () {
  this.timeout(30_000);
  const used = useLocalAws();
  const client = () => new scaling.ApplicationAutoScaling(used.config);
  const ecs = () => new ECSClient(used.config);
  let service = "";
  let place = { ...ecsPlace, ResourceId: "" };
  let made = 0;

  beforeEach(async () => {
    service = `scaled-${++made}`;
    place = { ...ecsPlace, ResourceId: `service/${cluster}/${service}` };
    const taskDefinition = await register();
    const { Subnets = [] } = await new EC2Client(used.config).send(new DescribeSubnetsCommand());
    await ecs().send(
      new CreateServiceCommand({
        cluster,
        serviceName: service,
        taskDefinition,
        desiredCount: 2,
        launchType: "FARGATE",
        networkConfiguration: { awsvpcConfiguration: { subnets: [Subnets[0]?.SubnetId ?? ""] } },
      }),
    );
  });
  afterEach(async () => {
    await client()
      .deregisterScalableTarget(place)
      .catch(() => undefined);
    await ecs().send(new DeleteServiceCommand({ cluster, service, force: true }));
  });

  async function register() {
    const { taskDefinition } = await ecs().send(
      new RegisterTaskDefinitionCommand({
        family: service,
        requiresCompatibilities: ["FARGATE"],
        networkMode: "awsvpc",
        cpu: "256",
        memory: "512",
        containerDefinitions: [{ name: "app", image: "public.ecr.aws/nginx/nginx:latest" }],
      }),
    );
    return taskDefinition?.taskDefinitionArn;
  }
  async function live() {
    const { services } = await ecs().send(new DescribeServicesCommand({ cluster, services: [service] }));
    return services![0]!;
  }
  const steady = () => waitUntil("a completed deployment", 20_000, async () => isSettled(await live()));
  const registerTarget = (MinCapacity: number, MaxCapacity: number) =>
    client().registerScalableTarget({ ...place, MinCapacity, MaxCapacity });
  const putPolicy = (more: Partial<scaling.PutScalingPolicyCommandInput> = {}) =>
    client().putScalingPolicy({
      ...place,
      PolicyName: "cpu",
      PolicyType: "TargetTrackingScaling",
      TargetTrackingScalingPolicyConfiguration: cpuAt(50),
      ...more,
    });
  const trigger = async (request: object) => {
    const body = { resourceId: place.ResourceId, ...request };
    const { status, answer } = await control(used.aws.endpoint, "POST", "scaling", body);
    return { status, ...(answer as { desiredCount?: number; notScaled?: string; message?: string }) };
  };
  const activities = async (IncludeNotScaledActivities = false) =>
    (await client().describeScalingActivities({ ...place, IncludeNotScaledActivities })).ScalingActivities ?? [];

  describe("targets", () => {
    it("are registered, changed by what is mentioned, described and deregistered", async () => {
      const { ScalableTargetARN } = await client().registerScalableTarget({
        ...place,
        MinCapacity: 1,
        MaxCapacity: 4,
        Tags: { team: "a" },
      });
      const again = await client().registerScalableTarget({
        ...place,
        MaxCapacity: 6,
        SuspendedState: { ScheduledScalingSuspended: true },
      });
      assert.equal(again.ScalableTargetARN, ScalableTargetARN);
      const { ScalableTargets } = await client().describeScalableTargets({
        ServiceNamespace: "ecs",
        ResourceIds: [place.ResourceId],
      });
      assert.equal(ScalableTargets?.length, 1);
      const { CreationTime, ...target } = ScalableTargets[0]!;
      assert.ok(Math.abs(Date.now() - (CreationTime?.getTime() ?? 0)) < 60_000);
      assert.deepEqual(target, {
        ...place,
        MinCapacity: 1,
        MaxCapacity: 6,
        ScalableTargetARN,
        RoleARN:
          "arn:aws:iam::123456789012:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService",
        SuspendedState: {
          DynamicScalingInSuspended: false,
          DynamicScalingOutSuspended: false,
          ScheduledScalingSuspended: true,
        },
      });
      await client().deregisterScalableTarget(place);
      await assert.rejects(client().deregisterScalableTarget(place), {
        name: "ObjectNotFoundException",
        message: `No scalable target found for service namespace: ecs, resource ID: ${place.ResourceId}, scalable dimension: ecs:service:DesiredCount`,
      });
    });

    it("have tags", async () => {
      const { ScalableTargetARN: ResourceARN } = await registerTarget(1, 4);
      await client().tagResource({ ResourceARN, Tags: { a: "1", b: "2" } });
      await client().untagResource({ ResourceARN, TagKeys: ["a"] });
      assert.deepEqual((await client().listTagsForResource({ ResourceARN })).Tags, { b: "2" });
      await assert.rejects(client().listTagsForResource({ ResourceARN: `${ResourceARN}0` }), {
        name: "ResourceNotFoundException",
      });
    });

    it("take their policies and scheduled actions with them, and leave the service as it is", async () => {
      await registerTarget(1, 4);
      await putPolicy();
      await client().putScheduledAction({
        ...place,
        ScheduledActionName: "night",
        Schedule: "cron(0 22 * * ? *)",
        ScalableTargetAction: { MinCapacity: 0 },
      });
      await client().deregisterScalableTarget(place);
      assert.deepEqual((await client().describeScalingPolicies(place)).ScalingPolicies, []);
      assert.deepEqual((await client().describeScheduledActions(place)).ScheduledActions, []);
      assert.equal((await live()).desiredCount, 2);
    });

    it("stay when their service is deleted", async () => {
      await registerTarget(1, 4);
      await ecs().send(new DeleteServiceCommand({ cluster, service, force: true }));
      const { ScalableTargets } = await client().describeScalableTargets({ ...place, ResourceIds: [place.ResourceId] });
      assert.equal(ScalableTargets?.length, 1);
      await registerTarget(3, 4);
      assert.equal((await live()).desiredCount, 0);
      const taskDefinition = await register();
      await waitUntil("the service to be inactive", 20_000, async () => (await live()).status === "INACTIVE");
      await ecs().send(
        new CreateServiceCommand({
          cluster,
          serviceName: service,
          taskDefinition,
          desiredCount: 0,
          networkConfiguration: {
            awsvpcConfiguration: { subnets: (await live()).networkConfiguration?.awsvpcConfiguration?.subnets },
          },
        }),
      );
    });

    for (const [what, min, max, expected, cause] of [
      ["below the minimum is raised to it", 3, 5, 3, "minimum capacity was set to 3"],
      ["above the maximum is lowered to it", 0, 1, 1, "maximum capacity was set to 1"],
    ] as const)
      it(`a desired count ${what}, when a target is registered and when it is changed`, async () => {
        await registerTarget(min, max);
        assert.equal((await live()).desiredCount, expected);
        await ecs().send(new UpdateServiceCommand({ cluster, service, desiredCount: 2 }));
        await client().registerScalableTarget(place);
        assert.equal((await live()).desiredCount, expected);
        assert.deepEqual(
          (await activities()).map(({ Cause }) => Cause),
          [cause, cause],
        );
      });

    it("leave a desired count within the bounds alone, and do not watch over later changes from outside", async () => {
      await registerTarget(1, 4);
      assert.deepEqual(await activities(), []);
      await ecs().send(new UpdateServiceCommand({ cluster, service, desiredCount: 6 }));
      assert.equal((await live()).desiredCount, 6);
    });

    it("have policies that come in pages", async () => {
      await registerTarget(1, 4);
      await putPolicy();
      await putPolicy({
        PolicyName: "memory",
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: 50,
          PredefinedMetricSpecification: { PredefinedMetricType: "ECSServiceAverageMemoryUtilization" },
        },
      });
      const pages: (string | undefined)[][] = [];
      const all = scaling.paginateDescribeScalingPolicies({ client: client(), pageSize: 1 }, place);
      for await (const { ScalingPolicies = [] } of all) pages.push(ScalingPolicies.map(({ PolicyName }) => PolicyName));
      assert.deepEqual(pages, [["cpu"], ["memory"]]);
      await assert.rejects(client().describeScalingPolicies({ ...place, NextToken: "%" }), {
        name: "InvalidNextTokenException",
      });
    });

    it("belong to one region", async () => {
      await registerTarget(1, 4);
      const elsewhere = new scaling.ApplicationAutoScaling({ ...used.config, region: "eu-west-1" });
      assert.deepEqual((await elsewhere.describeScalableTargets({ ServiceNamespace: "ecs" })).ScalableTargets, []);
    });
  });

  describe("refuses", () => {
    const target = (change: object) => () =>
      client().registerScalableTarget({ ...place, MinCapacity: 1, MaxCapacity: 2, ...change });
    const policy = (configuration?: object) => () =>
      putPolicy({
        TargetTrackingScalingPolicyConfiguration: configuration as scaling.TargetTrackingScalingPolicyConfiguration,
      });
    const byRequests = (ResourceLabel?: string) => () =>
      policy({
        TargetValue: 100,
        PredefinedMetricSpecification: { PredefinedMetricType: "ALBRequestCountPerTarget", ResourceLabel },
      })();
    const action = (change: object) => () =>
      client().putScheduledAction({
        ...place,
        ScheduledActionName: "a",
        Schedule: "rate(1 day)",
        ScalableTargetAction: { MinCapacity: 1 },
        ...change,
      });
    const cases: [what: string, call: () => Promise<unknown>, message: RegExp][] = [
      [
        "a service that does not exist",
        target({ ResourceId: `service/${cluster}/none` }),
        /^ECS service doesn't exist: service\/agenticmem-cluster\/none$/,
      ],
      ["a cluster that does not exist", target({ ResourceId: "service/none/none" }), /^ECS service doesn't exist/],
      ["what is no service", target({ ResourceId: "table/a" }), /^Unsupported service namespace, resource type/],
      ["another dimension", target({ ScalableDimension: "ec2:spot-fleet-request:TargetCapacity" }), /^Unsupported/],
      ["another namespace", target({ ServiceNamespace: "dynamodb" }), /service namespace ecs only, not dynamodb/],
      ["a new target without a maximum", target({ MaxCapacity: undefined }), /Value null at 'maxCapacity'/],
      ["a minimum above the maximum", target({ MinCapacity: 3 }), /^Maximum capacity cannot be less/],
      ["a negative minimum", target({ MinCapacity: -1 }), /^MinCapacity must be/],
      ["a policy without configuration", policy(), /^TargetTrackingScalingPolicyConfiguration must be provided/],
      ["a policy without metric", policy({ TargetValue: 50 }), /^Exactly one of/],
      ["a target value of nothing", policy(cpuAt(0)), /^Target value must be greater than 0/],
      [
        "a metric of another service",
        policy({
          TargetValue: 1,
          PredefinedMetricSpecification: { PredefinedMetricType: "DynamoDBReadCapacityUtilization" },
        }),
        /DynamoDBReadCapacityUtilization is not supported for service namespace ecs/,
      ],
      [
        "a label for another metric",
        policy({
          TargetValue: 1,
          PredefinedMetricSpecification: {
            PredefinedMetricType: "ECSServiceAverageCPUUtilization",
            ResourceLabel: label,
          },
        }),
        /^Resource label should not be specified/,
      ],
      ["requests per target without a label", byRequests(), /^Resource label should be specified/],
      [
        "requests per target with an ARN for a label",
        byRequests("arn:aws:x"),
        /^Resource label arn:aws:x is not of the form/,
      ],
      ["predictive scaling", () => putPolicy({ PolicyType: "PredictiveScaling" }), /does not model predictive scaling/],
      ["a policy without a type", () => putPolicy({ PolicyType: undefined }), /^Policy type must be provided/],
      ["a schedule that is none", action({ Schedule: "every day" }), /^Invalid schedule expression: every day$/],
      ["a cron schedule of five fields", action({ Schedule: "cron(0 22 * * *)" }), /^Invalid schedule/],
      ["a time zone that is none", action({ Timezone: "Mars/Base" }), /^Invalid timezone: Mars\/Base$/],
      [
        "an action that does nothing",
        action({ ScalableTargetAction: {} }),
        /^At least one of minimum capacity and maximum/,
      ],
      [
        "pages that are too large",
        () => client().describeScalableTargets({ ServiceNamespace: "ecs", MaxResults: 51 }),
        /^MaxResults/,
      ],
    ];
    for (const [what, call, message] of cases)
      it(what, async () => {
        if (!what.includes("new target")) await registerTarget(1, 2);
        await assert.rejects(call(), { name: "ValidationException", message });
      });

    it("policies, actions and their deletion where there is no target", async () => {
      const missing = { name: "ObjectNotFoundException" };
      await assert.rejects(putPolicy(), {
        ...missing,
        message: `No scalable target registered for service namespace: ecs, resource ID: ${place.ResourceId}, scalable dimension: ecs:service:DesiredCount`,
      });
      await assert.rejects(action({})(), missing);
      await assert.rejects(client().deleteScalingPolicy({ ...place, PolicyName: "cpu" }), missing);
      await assert.rejects(client().deleteScheduledAction({ ...place, ScheduledActionName: "a" }), missing);
    });

    it("a second policy for the same metric", async () => {
      await registerTarget(1, 2);
      await putPolicy();
      await putPolicy({ TargetTrackingScalingPolicyConfiguration: cpuAt(60) });
      await assert.rejects(putPolicy({ PolicyName: "other" }), {
        name: "ValidationException",
        message: /^Only one TargetTrackingScaling policy for a given metric specification is allowed/,
      });
    });
  });

  it("keeps policies: their ARN and alarms stay when they are changed", async () => {
    await registerTarget(1, 4);
    const { PolicyARN, Alarms } = await putPolicy();
    assert.match(PolicyARN ?? "", new RegExp(`:scalingPolicy:.*:resource/ecs/${place.ResourceId}:policyName/cpu$`));
    const changed = await putPolicy({
      TargetTrackingScalingPolicyConfiguration: { ...cpuAt(70), ScaleInCooldown: 60 },
    });
    assert.equal(changed.PolicyARN, PolicyARN);
    const step = {
      AdjustmentType: "ChangeInCapacity" as const,
      StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
    };
    await putPolicy({
      PolicyName: "step",
      PolicyType: "StepScaling",
      TargetTrackingScalingPolicyConfiguration: undefined,
      StepScalingPolicyConfiguration: step,
    });
    const { ScalingPolicies = [] } = await client().describeScalingPolicies(place);
    assert.deepEqual(
      ScalingPolicies.map(({ CreationTime: _, ...policy }) => policy),
      [
        {
          ...place,
          PolicyName: "cpu",
          PolicyARN,
          PolicyType: "TargetTrackingScaling",
          Alarms,
          TargetTrackingScalingPolicyConfiguration: { ...cpuAt(70), ScaleInCooldown: 60 },
        },
        {
          ...place,
          PolicyName: "step",
          PolicyARN: ScalingPolicies[1]?.PolicyARN,
          PolicyType: "StepScaling",
          Alarms: [],
          StepScalingPolicyConfiguration: step,
        },
      ],
    );
    await client().deleteScalingPolicy({ ...place, PolicyName: "cpu" });
    const { ScalingPolicies: left = [] } = await client().describeScalingPolicies({ ...place, PolicyNames: ["cpu"] });
    assert.deepEqual(left, []);
  });

  it("keeps scheduled actions: what is not mentioned stays, but for start and end", async () => {
    await registerTarget(1, 4);
    const StartTime = new Date("2030-01-01T00:00:00Z");
    const named = { ...place, ScheduledActionName: "day" };
    await client().putScheduledAction({
      ...named,
      Schedule: "cron(0 8 * * ? *)",
      Timezone: "Europe/Berlin",
      StartTime,
      ScalableTargetAction: { MinCapacity: 2, MaxCapacity: 8 },
    });
    const described = async () => (await client().describeScheduledActions(place)).ScheduledActions?.[0];
    assert.deepEqual((await described())?.StartTime, StartTime);
    await client().putScheduledAction({ ...named, Schedule: "at(2030-01-01T08:00:00)" });
    const { CreationTime: _, ScheduledActionARN, ...action } = (await described())!;
    assert.deepEqual(action, {
      ...named,
      Schedule: "at(2030-01-01T08:00:00)",
      Timezone: "Europe/Berlin",
      ScalableTargetAction: { MinCapacity: 2, MaxCapacity: 8 },
    });
    assert.match(ScheduledActionARN ?? "", /:scheduledAction:.*:scheduledActionName\/day$/);
    await client().deleteScheduledAction(named);
    assert.equal(await described(), undefined);
  });

  describe("scales", () => {
    beforeEach(async () => {
      await registerTarget(1, 4);
      await putPolicy();
      await steady();
    });

    it("out and in as far as the bounds, and says so", async () => {
      assert.equal((await trigger({ desiredCount: 9 })).desiredCount, 4);
      assert.equal((await live()).desiredCount, 4);
      const [started] = await activities();
      assert.equal(started?.StatusCode, "InProgress");
      assert.equal(started.Description, "Setting desired count to 4.");
      assert.match(started.Cause ?? "", /^monitor alarm TargetTracking-.*-AlarmHigh-.* triggered policy cpu$/);
      await waitUntil("four tasks", 20_000, async () => (await live()).runningCount === 4);
      const [done] = await activities();
      assert.equal(done?.StatusCode, "Successful");
      assert.equal(done.StatusMessage, "Successfully set desired count to 4. Change successfully fulfilled by ecs.");
      assert.match((await trigger({ desiredCount: 9 })).notScaled ?? "", /at its maximum of 4/);
      assert.equal((await trigger({ desiredCount: 0 })).desiredCount, 1);
      assert.equal((await activities()).length, 2);
      const [, notScaled] = await activities(true);
      assert.deepEqual(notScaled?.NotScaledReasons, [{ Code: "AlreadyAtMaxCapacity", MaxCapacity: 4 }]);
    });

    it("by the value of a metric", async () => {
      assert.equal((await trigger({ metricValue: 80 })).desiredCount, 4);
      assert.match((await trigger({ metricValue: 48 })).notScaled ?? "", /is 4 already/);
      assert.equal((await trigger({ metricValue: 20, policy: "cpu" })).desiredCount, 2);
    });

    it("by a scheduled action, which sets the bounds", async () => {
      await client().putScheduledAction({
        ...place,
        ScheduledActionName: "day",
        Schedule: "cron(0 8 * * ? *)",
        ScalableTargetAction: { MinCapacity: 3, MaxCapacity: 8 },
      });
      assert.equal((await trigger({ scheduledAction: "day" })).desiredCount, 3);
      const { ScalableTargets } = await client().describeScalableTargets({ ...place, ResourceIds: [place.ResourceId] });
      assert.deepEqual([ScalableTargets?.[0]?.MinCapacity, ScalableTargets?.[0]?.MaxCapacity], [3, 8]);
      assert.deepEqual(
        (await activities()).map(({ Description }) => Description),
        ["Setting desired count to 3.", "Setting min capacity to 3 and max capacity to 8"],
      );
      await client().registerScalableTarget({ ...place, SuspendedState: { ScheduledScalingSuspended: true } });
      assert.equal((await trigger({ scheduledAction: "day" })).notScaled, "scheduled scaling is suspended");
    });

    it("out but not in while a deployment is in progress", async () => {
      await control(used.aws.endpoint, "POST", "ecs", { capacityUnavailable: true });
      await ecs().send(new UpdateServiceCommand({ cluster, service, taskDefinition: await register() }));
      const [primary] = (await live()).deployments ?? [];
      assert.match((await trigger({ desiredCount: 1 })).notScaled ?? "", /^a deployment is in progress/);
      assert.equal((await trigger({ desiredCount: 3 })).desiredCount, 3);
      const [stillPrimary] = (await live()).deployments ?? [];
      assert.equal(stillPrimary?.id, primary?.id);
      await control(used.aws.endpoint, "POST", "ecs", { capacityUnavailable: false });
      await steady();
      assert.equal((await live()).runningCount, 3);
      assert.equal((await trigger({ desiredCount: 1 })).desiredCount, 1);
    });

    it("not where scaling is suspended or disabled", async () => {
      await client().registerScalableTarget({ ...place, SuspendedState: { DynamicScalingOutSuspended: true } });
      assert.equal((await trigger({ desiredCount: 3 })).notScaled, "scaling out is suspended");
      await putPolicy({ TargetTrackingScalingPolicyConfiguration: { ...cpuAt(50), DisableScaleIn: true } });
      assert.match((await trigger({ desiredCount: 1 })).notScaled ?? "", /^scaling in is suspended, or disabled/);
      assert.deepEqual(await activities(true), []);
    });

    it("over a change from outside: the activity is then overridden", async () => {
      await trigger({ desiredCount: 4 });
      await ecs().send(new UpdateServiceCommand({ cluster, service, desiredCount: 3 }));
      assert.equal((await activities())[0]?.StatusCode, "Overridden");
    });

    it("only what is a trigger, for a target and a policy that exist", async () => {
      assert.equal((await trigger({ desiredCount: -1 })).status, 400);
      assert.match(
        (await trigger({ desiredCount: 1, resourceId: "service/a/b" })).message ?? "",
        /^No scalable target/,
      );
      assert.match((await trigger({ desiredCount: 1, policy: "none" })).message ?? "", /^No scaling policy found/);
      assert.match((await trigger({ scheduledAction: "none" })).message ?? "", /^No scheduled action found/);
      await client().deleteScalingPolicy({ ...place, PolicyName: "cpu" });
      assert.match((await trigger({ desiredCount: 1 })).message ?? "", /has no scaling policy/);
    });
  });

  it("can be struck by faults and is counted under its IAM prefix", async () => {
    await control(used.aws.endpoint, "DELETE", "calls");
    const fault = { action: "application-autoscaling:RegisterScalableTarget", kind: "deny", times: 1 };
    await control(used.aws.endpoint, "POST", "faults", fault);
    await assert.rejects(registerTarget(1, 2), { name: "AccessDeniedException" });
    await registerTarget(1, 2);
    const { answer } = await control(used.aws.endpoint, "GET", "calls");
    assert.deepEqual(answer, { "application-autoscaling:RegisterScalableTarget": 2 });
  });
});

describe("Application Auto Scaling over a restart", () => {
  it("keeps its targets, and a reset empties it", async function () {
    this.timeout(60_000);
    const folder = await mkdtemp(join(tmpdir(), "local-aws-test-"));
    const targets = async (endpoint: string, region: string) =>
      (
        await new scaling.ApplicationAutoScaling(clientConfig(endpoint, region)).describeScalableTargets({
          ServiceNamespace: "ecs",
        })
      ).ScalableTargets?.map(({ ResourceId }) => ResourceId);
    try {
      const first = await startLocalAws({ stateDir: folder, progress: () => undefined });
      try {
        const config = clientConfig(first.endpoint, first.region);
        const ecs = new ECSClient(config);
        await ecs.send(
          new RegisterTaskDefinitionCommand({
            family: "app",
            requiresCompatibilities: ["FARGATE"],
            networkMode: "awsvpc",
            cpu: "256",
            memory: "512",
            containerDefinitions: [{ name: "app", image: "public.ecr.aws/nginx/nginx:latest" }],
          }),
        );
        const { Subnets = [] } = await new EC2Client(config).send(new DescribeSubnetsCommand());
        const subnets = [Subnets[0]?.SubnetId ?? ""];
        await ecs.send(
          new CreateServiceCommand({
            cluster,
            serviceName: "app",
            taskDefinition: "app",
            desiredCount: 0,
            networkConfiguration: { awsvpcConfiguration: { subnets } },
          }),
        );
        await new scaling.ApplicationAutoScaling(config).registerScalableTarget({
          ...ecsPlace,
          ResourceId: `service/${cluster}/app`,
          MinCapacity: 0,
          MaxCapacity: 2,
        });
      } finally {
        await first.stop();
      }
      const second = await startLocalAws({ stateDir: folder, progress: () => undefined });
      try {
        assert.deepEqual(await targets(second.endpoint, second.region), [`service/${cluster}/app`]);
        await second.reset();
        assert.deepEqual(await targets(second.endpoint, second.region), []);
      } finally {
        await second.stop();
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
