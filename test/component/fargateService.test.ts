import { deepEqual, equal, ok } from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { alarmsOf } from "../../components/alarms";
import { dashboardBody } from "../../components/dashboard";
import type { FargateServiceArgs } from "../../components/fargateService";
import { renderTaskDefinition } from "../../components/taskDefinition";
import { digest, productionAccount, productionSettings, secretArn, targetGroupArn } from "./fixtures";

interface Registered {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

const revisionArn = "arn:aws:ecs:us-west-2:111122223333:task-definition/agenticmem-task:7";

/** Makes the component under mocks; gives what it registered, by type, and its outputs. */
async function deploy(changes: Record<string, unknown> = {}, args: Partial<FargateServiceArgs> = {}) {
  const registered: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        registered.push({ type, name, inputs: inputs as Record<string, unknown> });
        const arn = type === "aws:ecs/taskDefinition:TaskDefinition" ? revisionArn : `arn:${name}`;
        return { id: arn, state: { ...inputs, arn } as Record<string, unknown> };
      },
      call: () => ({}),
    },
    "agenticmem",
    "prod",
  );
  const { FargateService } = await import("../../components/fargateService");
  const { settings, existing } = { settings: productionSettings(changes), existing: productionAccount(), ...args };
  const rendered = renderTaskDefinition(settings, existing);
  const service = new FargateService("agenticmem", { ownsLogGroup: false, ...args, settings, existing, rendered });
  const outputs = await new Promise<Record<string, unknown>>((resolve) =>
    pulumi.all([service.outputs as Record<string, unknown>, service.scaling]).apply(([values]) => resolve(values)),
  );
  const of = (type: string) => registered.filter((resource) => resource.type === type);
  return { of, outputs, types: registered.map(({ type }) => type).sort() };
}

const named = (resources: Registered[]) => Object.fromEntries(resources.map(({ name, inputs }) => [name, inputs]));

const serviceType = "aws:ecs/service:Service";
const taskDefinitionType = "aws:ecs/taskDefinition:TaskDefinition";
const logGroupType = "aws:cloudwatch/logGroup:LogGroup";
const policyType = "aws:iam/rolePolicy:RolePolicy";

describe("FargateService", () => {
  it("makes a task definition and a service, and nothing else, where all else exists", async () => {
    const { types } = await deploy();
    deepEqual(types, [serviceType, taskDefinitionType, "agenticmem:ecs:FargateService"].sort());
  });

  it("registers the rendered task definition", async () => {
    const [taskDefinition] = (await deploy()).of(taskDefinitionType);
    const { containerDefinitions, ...rest } = renderTaskDefinition(productionSettings(), productionAccount());
    deepEqual(taskDefinition?.inputs, {
      ...rest,
      containerDefinitions: JSON.stringify(containerDefinitions),
      tags: {},
    });
    equal(taskDefinition?.name, "agenticmem-task");
  });

  it("gives the service exactly these arguments", async () => {
    const [service] = (await deploy()).of(serviceType);
    equal(service?.name, "agenticmem-service");
    deepEqual(service?.inputs, {
      name: "agenticmem-service",
      cluster: "arn:aws:ecs:us-west-2:111122223333:cluster/agenticmem-cluster",
      taskDefinition: revisionArn,
      desiredCount: 1,
      launchType: "FARGATE",
      platformVersion: "LATEST",
      networkConfiguration: { subnets: ["subnet-1", "subnet-2"], securityGroups: [], assignPublicIp: false },
      loadBalancers: [{ targetGroupArn, containerName: "agenticmem", containerPort: 8081 }],
      healthCheckGracePeriodSeconds: 150,
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      availabilityZoneRebalancing: "ENABLED",
      enableExecuteCommand: false,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      tags: {},
      waitForSteadyState: false,
    });
  });

  it("gives the service the alarms of the setting, who rolls back, and switches them off once they were there", async () => {
    const inputsOf = async (deployment: object, recordedService?: Record<string, unknown>) => {
      const [service] = (await deploy({ deployment }, { recordedService })).of(serviceType);
      const { alarms, deploymentCircuitBreaker } = service?.inputs ?? {};
      return { alarms, deploymentCircuitBreaker };
    };
    const breaker = { enable: true, rollback: true };
    const there = { alarms: { alarmNames: ["a"], enable: true, rollback: true } };
    const off = { alarmNames: [], enable: false, rollback: false };
    deepEqual(await inputsOf({ alarms: ["b", "a"] }), {
      alarms: { alarmNames: ["a", "b"], enable: true, rollback: true },
      deploymentCircuitBreaker: breaker,
    });
    deepEqual(await inputsOf({ alarms: ["a"], circuitBreaker: false, rollback: true }), {
      ...there,
      deploymentCircuitBreaker: { enable: false, rollback: false },
    });
    deepEqual(await inputsOf({}, there), { alarms: off, deploymentCircuitBreaker: breaker });
    deepEqual(await inputsOf({}, { alarms: null }), { alarms: undefined, deploymentCircuitBreaker: breaker });
  });

  it("points the service at a pinned revision, and registers none", async () => {
    const pinned = "arn:aws:ecs:us-west-2:111122223333:task-definition/agenticmem-task:2";
    const { of, types, outputs } = await deploy({}, { pinnedRevisionArn: pinned });
    deepEqual(types, [serviceType, "agenticmem:ecs:FargateService"].sort());
    equal(of(serviceType)[0]?.inputs.taskDefinition, pinned);
    equal(outputs.revisionArn, pinned);
  });

  it("gives the service a trigger with a new redeployment", async () => {
    const [service] = (await deploy({ redeployment: "2026-01-02T03:04:05Z" })).of(serviceType);
    deepEqual(service?.inputs.triggers, { redeployment: "2026-01-02T03:04:05Z" });
    equal(service.inputs.forceNewDeployment, true);
  });

  it("says what it deployed", async () => {
    const { outputs } = await deploy();
    const { console, image, ...rest } = outputs;
    ok(image !== undefined && console !== undefined);
    deepEqual(rest, {
      serviceArn: "arn:agenticmem-service",
      serviceName: "agenticmem-service",
      revisionArn,
      imageDigest: digest,
      logGroup: "/ecs/agenticmem",
    });
  });

  it("makes the log group with its retention when it is the stack's own", async () => {
    const [logGroup] = (await deploy({ logRetentionDays: 90 }, { ownsLogGroup: true })).of(logGroupType);
    deepEqual(logGroup?.inputs, { name: "/ecs/agenticmem", retentionInDays: 90, tags: {} });
  });

  it("grants the execution role exactly what is used, when asked", async () => {
    const keyArn = "arn:aws:kms:us-west-2:111122223333:key/k";
    const secretAccess = { secretArns: [secretArn], parameterArns: [], keyArns: [keyArn] };
    const [policy] = (await deploy({}, { existing: productionAccount({ secretAccess }) })).of(policyType);
    equal(policy?.inputs.role, "ecsTaskExecutionRole-agenticmem");
    deepEqual(JSON.parse(policy?.inputs.policy as string), {
      Version: "2012-10-17",
      Statement: [
        { Sid: "ReadSecrets", Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: [secretArn] },
        { Sid: "DecryptThem", Effect: "Allow", Action: "kms:Decrypt", Resource: [keyArn] },
      ],
    });
  });

  it("uses capacity providers instead of a launch type where they are set", async () => {
    const [service] = (await deploy({ capacityProviders: { FARGATE_SPOT: 3, FARGATE: 1 } })).of(serviceType);
    ok(service !== undefined && !("launchType" in service.inputs));
    equal(service.inputs.forceNewDeployment, true);
    deepEqual(service.inputs.capacityProviderStrategies, [
      { capacityProvider: "FARGATE", weight: 1 },
      { capacityProvider: "FARGATE_SPOT", weight: 3 },
    ]);
  });

  it("goes back from a mix to FARGATE alone, not to a launch type, which would replace the service", async () => {
    const live = {
      arn: "",
      desiredCount: 1,
      taskDefinitionArn: "",
      description: { capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT" }] },
    };
    const [service] = (await deploy({}, { existing: productionAccount({ service: live }) })).of(serviceType);
    ok(service !== undefined && !("launchType" in service.inputs));
    deepEqual(service.inputs.capacityProviderStrategies, [{ capacityProvider: "FARGATE", weight: 1 }]);
  });

  it("starts a replacement with as many tasks as ran before", async () => {
    const [service] = (await deploy({}, { recordedService: { desiredCount: 4 } })).of(serviceType);
    equal(service?.inputs.desiredCount, 4);
  });

  it("scales the service by itself, with a policy for each measure and an action for each time", async () => {
    const { of } = await deploy(
      {
        desiredCount: "",
        tags: { team: "search" },
        autoscaling: {
          min: 2,
          max: 6,
          cpu: 60,
          memory: 75,
          requestsPerTarget: 1200,
          scaleOutCooldownSeconds: 60,
          scheduled: { evening: { schedule: "cron(0 20 * * ? *)", timezone: "Europe/Berlin", max: 3 } },
        },
      },
      { existing: productionAccount({ requestCountLabel: "app/lb/1/targetgroup/tg/2" }) },
    );
    const place = {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: "service/agenticmem-cluster/agenticmem-service",
    };
    deepEqual(named(of("aws:appautoscaling/target:Target")), {
      "agenticmem-scaling": { ...place, minCapacity: 2, maxCapacity: 6, tags: { team: "search" } },
    });
    const tracking = (targetValue: number, predefinedMetricSpecification: object) => ({
      policyType: "TargetTrackingScaling",
      targetTrackingScalingPolicyConfiguration: {
        targetValue,
        predefinedMetricSpecification,
        scaleInCooldown: 300,
        scaleOutCooldown: 60,
      },
    });
    deepEqual(named(of("aws:appautoscaling/policy:Policy")), {
      "agenticmem-scaling-cpu": {
        ...place,
        name: "cpu",
        ...tracking(60, { predefinedMetricType: "ECSServiceAverageCPUUtilization" }),
      },
      "agenticmem-scaling-memory": {
        ...place,
        name: "memory",
        ...tracking(75, { predefinedMetricType: "ECSServiceAverageMemoryUtilization" }),
      },
      "agenticmem-scaling-requests": {
        ...place,
        name: "requests",
        ...tracking(1200, {
          predefinedMetricType: "ALBRequestCountPerTarget",
          resourceLabel: "app/lb/1/targetgroup/tg/2",
        }),
      },
    });
    deepEqual(named(of("aws:appautoscaling/scheduledAction:ScheduledAction")), {
      "agenticmem-scaling-evening": {
        ...place,
        name: "evening",
        schedule: "cron(0 20 * * ? *)",
        timezone: "Europe/Berlin",
        scalableTargetAction: { maxCapacity: 3 },
      },
    });
    equal(of(serviceType)[0]?.inputs.desiredCount, 2);
  });

  it("watches the service with a dashboard and alarms, and links to the dashboard", async () => {
    const changes = { dashboard: true, alarms: { enabled: true, errors5xxPercent: "off" } };
    const { of, outputs } = await deploy(changes, { existing: productionAccount({ containerInsights: true }) });
    const settings = productionSettings(changes);
    const existing = productionAccount({ containerInsights: true });
    const dashboardName = "agenticmem-cluster-agenticmem-service-us-west-2";
    deepEqual(named(of("aws:cloudwatch/dashboard:Dashboard")), {
      "agenticmem-dashboard": { dashboardName, dashboardBody: JSON.stringify(dashboardBody({ settings, existing })) },
    });
    const made = alarmsOf(settings, existing).map(({ kind, args }) => [`agenticmem-alarm-${kind}`, args]);
    deepEqual(named(of("aws:cloudwatch/metricAlarm:MetricAlarm")), Object.fromEntries(made));
    deepEqual(
      made.map(([name]) => name),
      ["cpu", "memory", "unhealthy-targets", "missing-tasks"].map((kind) => `agenticmem-alarm-${kind}`),
    );
    equal(
      (outputs.console as Record<string, string>).dashboard,
      `https://us-west-2.console.aws.amazon.com/cloudwatch/home?region=us-west-2#dashboards/dashboard/${dashboardName}`,
    );
  });

  it("merges overrides last, per child", async () => {
    const overrides = { service: { enableExecuteCommand: true }, taskDefinition: { pidMode: "task" } };
    const { of } = await deploy({ overrides });
    equal(of(serviceType)[0]?.inputs.enableExecuteCommand, true);
    equal(of(taskDefinitionType)[0]?.inputs.pidMode, "task");
  });
});
