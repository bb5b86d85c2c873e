import { ApplicationAutoScaling } from "@aws-sdk/client-application-auto-scaling";
import { DescribeSubnetsCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  CreateServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import assert from "node:assert/strict";
import { useLocalProvider } from "./localProvider";
import type { Json } from "./providerFixture";

const types = {
  target: "aws:appautoscaling/target:Target",
  policy: "aws:appautoscaling/policy:Policy",
  scheduledAction: "aws:appautoscaling/scheduledAction:ScheduledAction",
};
const cluster = "agenticmem-cluster";
const place = {
  serviceNamespace: "ecs",
  resourceId: `service/${cluster}/scaled`,
  scalableDimension: "ecs:service:DesiredCount",
};
const awsPlace = {
  ServiceNamespace: "ecs",
  ResourceId: place.resourceId,
  ScalableDimension: "ecs:service:DesiredCount",
} as const;
const target = { ...place, minCapacity: 1, maxCapacity: 4 };
const tracking = (metric: Json, more: Json = {}) => ({
  ...place,
  policyType: "TargetTrackingScaling",
  targetTrackingScalingPolicyConfiguration: { targetValue: 50, disableScaleIn: false, ...metric, ...more },
});
const cpu = { predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" } };
const named = { name: "tracking" };
const night = {
  ...place,
  name: "night",
  schedule: "cron(0 22 * * ? *)",
  scalableTargetAction: { minCapacity: 0, maxCapacity: 1 },
};

describe("autoscaling of the provider", function () {
  this.timeout(20_000);
  const local = useLocalProvider();
  const client = () => new ApplicationAutoScaling(local.config);
  const ecs = () => new ECSClient(local.config);

  before(async () => {
    await ecs().send(
      new RegisterTaskDefinitionCommand({
        family: "scaled",
        requiresCompatibilities: ["FARGATE"],
        networkMode: "awsvpc",
        cpu: "256",
        memory: "512",
        containerDefinitions: [{ name: "app", image: "public.ecr.aws/nginx/nginx:latest" }],
      }),
    );
    const { Subnets = [] } = await new EC2Client(local.config).send(new DescribeSubnetsCommand());
    const subnets = [Subnets[0]?.SubnetId ?? ""];
    await ecs().send(
      new CreateServiceCommand({
        cluster,
        serviceName: "scaled",
        taskDefinition: "scaled",
        desiredCount: 1,
        networkConfiguration: { awsvpcConfiguration: { subnets } },
      }),
    );
  });

  const desiredCount = async () =>
    (await ecs().send(new DescribeServicesCommand({ cluster, services: ["scaled"] }))).services?.[0]?.desiredCount;

  describe("target", () => {
    it("is created, read, updated and deleted", async () => {
      const made = await local.create(types.target, { ...target, tags: { team: "a" } });
      assert.equal(made.id, place.resourceId);
      const { arn, ...state } = made.state;
      assert.match(
        String(arn),
        /^arn:aws:application-autoscaling:us-west-2:123456789012:scalable-target\/[0-9a-f]{36}$/,
      );
      assert.deepEqual(state, {
        id: made.id,
        ...target,
        region: "us-west-2",
        roleArn:
          "arn:aws:iam::123456789012:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService",
        suspendedState: {
          dynamicScalingInSuspended: false,
          dynamicScalingOutSuspended: false,
          scheduledScalingSuspended: false,
        },
        tags: { team: "a" },
        tagsAll: { team: "a" },
      });
      await local.expectNoDiff(made, { ...target, tags: { team: "a" } });
      await local.update(made, { ...target, minCapacity: 2, tags: { team: "b" } }, ["minCapacity", "tags.team"]);
      assert.equal(await desiredCount(), 2);
      const suspendedState = { dynamicScalingInSuspended: true };
      await local.update(made, { ...target, minCapacity: 2, suspendedState }, [
        "suspendedState.dynamicScalingInSuspended",
        "tags",
      ]);
      const { ScalableTargets } = await client().describeScalableTargets({ ServiceNamespace: "ecs" });
      assert.equal(ScalableTargets?.[0]?.SuspendedState?.DynamicScalingInSuspended, true);
      await local.delete(made);
      assert.equal(await local.read(made), undefined);
      await local.delete(made);
    });

    it("is another one for another resource", async () => {
      const made = await local.create(types.target, target);
      const changes: Json[] = [
        { resourceId: "service/main/other" },
        { scalableDimension: "ecs:service:Other" },
        { serviceNamespace: "ec2" },
        { region: "eu-west-1" },
      ];
      for (const change of changes)
        assert.deepEqual((await local.diff(made, { ...target, ...change })).replaces, Object.keys(change));
    });

    it("is imported by namespace, resource and dimension", async () => {
      const { state } = await local.create(types.target, target);
      const imported = await local.import(types.target, `ecs/${place.resourceId}/ecs:service:DesiredCount`);
      assert.deepEqual(imported.state, state);
      assert.equal((await local.import(types.target, "ecs/service/a/none/ecs:service:DesiredCount")).id, "");
      await assert.rejects(local.import(types.target, "scaled"), /expected <service-namespace>\/<resource-id>/);
    });

    it("says what it was doing, and AWS's words, when the service does not exist", async () => {
      await assert.rejects(
        local.create(types.target, { ...target, resourceId: "service/main/none" }),
        /creating Application AutoScaling Target \(service\/main\/none\): .*ValidationException: ECS service doesn't exist: service\/main\/none/,
      );
    });
  });

  describe("policy", () => {
    beforeEach(() => local.create(types.target, target));

    it("for target tracking is created, read, updated and deleted", async () => {
      const args = { ...named, ...tracking(cpu, { scaleInCooldown: 60 }) };
      const made = await local.create(types.policy, args);
      assert.equal(made.id, "tracking");
      const { arn, alarmArns, ...state } = made.state;
      assert.match(String(arn), /policyName\/tracking$/);
      assert.equal((alarmArns as string[]).length, 2);
      assert.deepEqual(state, { id: "tracking", ...args, region: "us-west-2" });
      await local.expectNoDiff(made, args);
      const requests = {
        predefinedMetricType: "ALBRequestCountPerTarget",
        resourceLabel: "app/alb/0123456789abcdef/targetgroup/tg/0123456789abcdef",
      };
      const path = "targetTrackingScalingPolicyConfiguration";
      const byRequests = tracking({ predefinedMetricSpecification: requests }, { disableScaleIn: true });
      await local.update(made, { ...named, ...byRequests }, [
        `${path}.disableScaleIn`,
        `${path}.predefinedMetricSpecification.predefinedMetricType`,
        `${path}.predefinedMetricSpecification.resourceLabel`,
        `${path}.scaleInCooldown`,
      ]);
      assert.equal(made.state.arn, arn);
      await local.delete(made);
      assert.equal(await local.read(made), undefined);
      await local.delete(made);
    });

    it("for steps has bounds that are numbers to AWS and texts to the program", async () => {
      const args = {
        ...place,
        name: "steps",
        stepScalingPolicyConfiguration: {
          adjustmentType: "ChangeInCapacity",
          cooldown: 60,
          stepAdjustments: [
            { metricIntervalLowerBound: "0", metricIntervalUpperBound: "10.5", scalingAdjustment: 1 },
            { metricIntervalLowerBound: "10.5", scalingAdjustment: 2 },
          ],
        },
      };
      const made = await local.create(types.policy, args);
      assert.equal(made.state.policyType, "StepScaling");
      const { ScalingPolicies } = await client().describeScalingPolicies(awsPlace);
      assert.deepEqual(ScalingPolicies?.[0]?.StepScalingPolicyConfiguration?.StepAdjustments, [
        { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 10.5, ScalingAdjustment: 1 },
        { MetricIntervalLowerBound: 10.5, ScalingAdjustment: 2 },
      ]);
      await local.expectNoDiff(made, args);
    });

    it("with a customised metric is read as it was written", async () => {
      const customizedMetricSpecification = {
        metrics: [
          {
            id: "m1",
            metricStat: {
              metric: { metricName: "Q", namespace: "N", dimensions: [{ name: "a", value: "b" }] },
              stat: "Sum",
            },
            returnData: false,
          },
          { id: "e1", expression: "m1 / 2", label: "half" },
        ],
      };
      const args = { ...named, ...tracking({ customizedMetricSpecification }) };
      await local.expectNoDiff(await local.create(types.policy, args), args);
    });

    it("is another one by name, resource, dimension and namespace, and has a name made where none is given", async () => {
      const made = await local.create(types.policy, tracking(cpu));
      assert.match(made.id, /^it-[0-9a-f]{7}$/);
      const changes = { name: "x", resourceId: "service/a/b", scalableDimension: "x", serviceNamespace: "x" };
      for (const [name, value] of Object.entries(changes))
        assert.deepEqual((await local.diff(made, { ...tracking(cpu), name: made.id, [name]: value })).replaces, [name]);
      const typeChanged = { ...tracking(cpu), name: made.id, policyType: "StepScaling" };
      assert.deepEqual((await local.diff(made, typeChanged)).replaces, []);
    });

    it("is imported with its target's place before its name", async () => {
      const { state } = await local.create(types.policy, { ...named, ...tracking(cpu) });
      const imported = await local.import(types.policy, `ecs/${place.resourceId}/ecs:service:DesiredCount/tracking`);
      assert.deepEqual(imported.state, state);
      await assert.rejects(local.import(types.policy, "tracking"), /\/<policy-name>/);
    });
  });

  describe("scheduled action", () => {
    beforeEach(() => local.create(types.target, target));

    it("is created, read, updated and deleted, with a capacity of nothing, too", async () => {
      const made = await local.create(types.scheduledAction, night);
      assert.equal(made.id, `night-ecs-${place.resourceId}`);
      const { arn, ...state } = made.state;
      assert.match(String(arn), /:scheduledAction:/);
      assert.deepEqual(state, { id: made.id, ...night, timezone: "UTC", region: "us-west-2" });
      await local.expectNoDiff(made, night);
      const times = { startTime: "2030-01-01T01:00:00+01:00", timezone: "Europe/Berlin" };
      await local.update(made, { ...night, ...times }, ["startTime", "timezone"]);
      assert.equal(made.state.startTime, "2030-01-01T00:00:00Z");
      const { ScheduledActions } = await client().describeScheduledActions(awsPlace);
      assert.deepEqual(ScheduledActions?.[0]?.ScalableTargetAction, { MinCapacity: 0, MaxCapacity: 1 });
      await local.update(made, { ...night, ...times, schedule: "rate(1 day)" }, ["schedule"]);
      assert.equal(made.state.startTime, "2030-01-01T00:00:00Z");
      await local.update(made, night, ["schedule", "startTime", "timezone"]);
      await local.delete(made);
      assert.equal(await local.read(made), undefined);
      await local.delete(made);
    });

    it("is another one by name, resource, dimension and namespace", async () => {
      const made = await local.create(types.scheduledAction, night);
      const changes = { name: "x", resourceId: "service/a/b", scalableDimension: "x", serviceNamespace: "x" };
      for (const [name, value] of Object.entries(changes))
        assert.deepEqual((await local.diff(made, { ...night, [name]: value })).replaces, [name]);
    });

    it("has times that are times, and is not imported", async () => {
      const [failure] = await local.failures(types.scheduledAction, { ...night, endTime: "tomorrow" });
      assert.match(failure ?? "", /expected a valid RFC3339 date, got tomorrow/);
      await assert.rejects(local.import(types.scheduledAction, "night"), /doesn't support import/);
    });
  });

  it("goes with its target: policies and actions are then gone for a refresh", async () => {
    const made = await local.create(types.target, target);
    const policy = await local.create(types.policy, tracking(cpu));
    const action = await local.create(types.scheduledAction, night);
    await local.delete(made);
    assert.equal(await local.read(policy), undefined);
    assert.equal(await local.read(action), undefined);
  });
});
