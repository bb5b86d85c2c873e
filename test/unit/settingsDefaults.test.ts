import { deepStrictEqual as deepEqual, equal, match } from "node:assert/strict";
import { join } from "node:path";
import { readSettings } from "../../settings";
import { declared } from "../../settings/declared";
import { readStackFiles } from "../../settings/stackFiles";
import { projectFile, settingsOf, warningsOf } from "./settingsOf";

const root = join(__dirname, "../..");
const arn = "arn:aws:secretsmanager:us-west-2:123456789012:secret:shared-AbCdEf";

describe("defaults", () => {
  it("are in Pulumi.yaml for every setting that the program reads, and for no other", () => {
    deepEqual(Object.keys(projectFile.config).sort(), Object.keys(declared).sort());
  });

  it("make a legal stack on their own, with everything derived", () => {
    deepEqual(settingsOf({}, "staging"), {
      appName: "agenticmem",
      names: {
        cluster: "agenticmem-cluster",
        service: "agenticmem-service",
        family: "agenticmem-task",
        executionRole: "ecsTaskExecutionRole-agenticmem",
        taskRole: "ecsTaskRole-agenticmem",
        secret: "agenticmem/staging/env",
        logGroup: "/ecs/agenticmem",
      },
      size: { cpu: 256, memoryMiB: 512 },
      image: { kind: "tag", repository: "agenticmem", tag: "latest" },
      desiredCount: undefined,
      container: {
        name: "agenticmem",
        ports: [],
        environment: {},
        secrets: [],
        healthCheck: undefined,
        command: [],
        entryPoint: [],
        stopTimeoutSeconds: undefined,
      },
      sidecars: [],
      targetGroups: [],
      subnets: [],
      securityGroups: [],
      assignPublicIp: false,
      architecture: "X86_64",
      ephemeralStorageGiB: undefined,
      platformVersion: "LATEST",
      alarms: undefined,
      autoscaling: undefined,
      dashboard: false,
      foundation: {
        makes: {
          cluster: false,
          roles: false,
          secret: false,
          repository: false,
          network: false,
          loadBalancer: false,
        },
        repository: "agenticmem",
        natGateways: "single",
        loadBalancer: {
          name: "agenticmem",
          internal: false,
          listeners: {},
          healthCheckPath: "/",
          certificate: undefined,
        },
      },
      preflight: { secretKeys: "auto" },
      capacityProviders: [],
      logs: { mode: "auto", streamPrefix: "ecs", retentionDays: 30 },
      deployment: {
        minimumHealthyPercent: 100,
        maximumPercent: 200,
        circuitBreaker: true,
        rollback: true,
        healthCheckGracePeriodSeconds: undefined,
        timeoutMinutes: 30,
        failFast: true,
        onTimeout: "leave",
        alarms: [],
      },
      enableExecuteCommand: false,
      availabilityZoneRebalancing: true,
      tags: {},
      pinImageDigest: true,
      pinSecretVersions: false,
      grantSecretAccess: false,
      pins: { image: undefined, secrets: {}, from: undefined },
      pinnedRevision: undefined,
      redeployment: undefined,
      protect: false,
      secretVersionLabels: true,
      overrides: { taskDefinition: {}, container: {}, sidecars: {}, service: {}, logGroup: {}, secretAccess: {} },
    });
    deepEqual(warningsOf({}), []);
  });

  it("inside maps are those that the description of the setting says", () => {
    const { container, deployment, sidecars } = settingsOf({
      healthCheck: { command: "true" },
      sidecars: { log: { image: "log" } },
    });
    const documented = (setting: string, key: string) =>
      new RegExp(`\\b${key}\\b[^,]*?\\((?:[^()]*, )?default ([^)]+)\\)`).exec(
        projectFile.config[setting]?.description ?? "",
      )?.[1];
    for (const key of ["intervalSeconds", "timeoutSeconds", "retries", "startPeriodSeconds"] as const) {
      equal(documented("healthCheck", key), String(container.healthCheck?.[key] ?? "none"), key);
    }
    const plain = [
      "minimumHealthyPercent",
      "maximumPercent",
      "circuitBreaker",
      "timeoutMinutes",
      "failFast",
      "onTimeout",
    ];
    for (const key of plain as (keyof typeof deployment)[]) {
      equal(documented("deployment", key), String(deployment[key]), key);
    }
    equal(documented("sidecars", "essential"), String(sidecars[0]?.essential));
  });

  it("give every description a first sentence", () => {
    for (const [setting, { description }] of Object.entries(projectFile.config))
      match(description, /^[A-Z].*\.$/, setting);
  });
});

describe("production", () => {
  it("is what the runbook registers by hand", () => {
    const { settings, warnings } = readSettings(readStackFiles(root, "prod"));
    const secret = (key: string) => ({ variable: key, source: { kind: "secret", secret: "agenticmem/prod/env", key } });
    deepEqual(settings, {
      ...settingsOf({}),
      names: {
        cluster: "agenticmem-cluster",
        service: "agenticmem-service",
        family: "agenticmem-task",
        executionRole: "ecsTaskExecutionRole-agenticmem",
        taskRole: "ecsTaskRole-agenticmem",
        secret: "agenticmem/prod/env",
        logGroup: "/ecs/agenticmem",
      },
      size: { cpu: 1024, memoryMiB: 4096 },
      container: {
        name: "agenticmem",
        ports: [
          { name: "api", port: 8081, protocol: "tcp" },
          { name: "frontend", port: 8080, protocol: "tcp" },
        ],
        environment: { ENVIRONMENT: "production", NODE_ENV: "production", RUN_MIGRATION: "true" },
        secrets: ["ANTHROPIC_API_KEY", "LOGIN_SUPABASE_KEY", "LOGIN_SUPABASE_URL", "OPENAI_API_KEY"].map(secret),
        healthCheck: {
          command: ["CMD-SHELL", "curl -f http://localhost:8081/health || exit 1"],
          intervalSeconds: 30,
          timeoutSeconds: 5,
          retries: 3,
          startPeriodSeconds: 60,
        },
        command: [],
        entryPoint: [],
        stopTimeoutSeconds: undefined,
      },
      targetGroups: [{ portName: "api", port: 8081, targetGroup: "agenticmem-api-tg" }],
      deployment: { ...settingsOf({}).deployment, healthCheckGracePeriodSeconds: 60 + 3 * 30 },
    });
    deepEqual(warnings, []);
  });

  it("names its region", () => {
    equal(readStackFiles(root, "prod").values["aws:region"], "us-west-2");
  });
});

describe("what is derived", () => {
  it("follows appName, unless a name is given", () => {
    const { names, container, image } = settingsOf({ appName: "shop", cluster: "main", secret: arn });
    equal(container.name, "shop");
    deepEqual(image, { kind: "tag", repository: "shop", tag: "latest" });
    deepEqual(
      [names.cluster, names.service, names.taskRole, names.secret],
      ["main", "shop-service", "ecsTaskRole-shop", arn],
    );
  });

  it("gives a service with a target group the time of its health check as grace period", () => {
    const graceOf = (more: object) =>
      settingsOf({ ports: { api: 8081 }, targetGroups: { api: "tg" }, ...more }).deployment
        .healthCheckGracePeriodSeconds;
    equal(graceOf({ healthCheck: { command: "true", startPeriodSeconds: 40, retries: 2, intervalSeconds: 10 } }), 60);
    equal(graceOf({}), 90);
    equal(graceOf({ deployment: { healthCheckGracePeriodSeconds: 7 } }), 7);
  });

  it("takes no rollback for wanted where there is no circuit breaker", () => {
    equal(settingsOf({ deployment: { circuitBreaker: false } }).deployment.rollback, false);
  });
});
