import { deepStrictEqual as deepEqual, equal, match, ok, throws } from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { readSettings, SettingsError } from "../../settings";
import { declared } from "../../settings/declared";
import { readStackFiles } from "../../settings/stackFiles";
import { problemsOf, projectFile, settingsOf, stackWith, warningsOf } from "./settingsOf";

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
      },
      enableExecuteCommand: false,
      availabilityZoneRebalancing: true,
      tags: {},
      pinImageDigest: true,
      pinSecretVersions: false,
      grantSecretAccess: false,
      overrides: { taskDefinition: {}, container: {}, service: {}, logGroup: {}, secretAccess: {} },
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
      equal(documented("healthCheck", key), String(container.healthCheck?.[key]), key);
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

describe("forms that are accepted", () => {
  const digest = `sha256:${"0a".repeat(32)}`;
  const images: [string, object][] = [
    ["v1.2", { kind: "tag", repository: "agenticmem", tag: "v1.2" }],
    [digest, { kind: "digest", repository: "agenticmem", digest }],
    ["running", { kind: "running", repository: "agenticmem" }],
    ["nginx:1.27", { kind: "reference", reference: "nginx:1.27" }],
    [`localhost:5000/a/b@${digest}`, { kind: "reference", reference: `localhost:5000/a/b@${digest}` }],
    ["public.ecr.aws/nginx/nginx:1.27", { kind: "reference", reference: "public.ecr.aws/nginx/nginx:1.27" }],
  ];
  for (const [image, expected] of images) {
    it(`image ${image}`, () => deepEqual(settingsOf({ image }).image, expected));
  }

  it("a repository of another name, and an app whose image is not in ECR under any name", () => {
    deepEqual(settingsOf({ repository: "team/app" }).image, { kind: "tag", repository: "team/app", tag: "latest" });
    equal(settingsOf({ appName: "Shop", image: "nginx:1" }).appName, "Shop");
  });

  it("secrets as a map", () => {
    const parameter = "arn:aws-us-gov:ssm:us-gov-west-1:123456789012:parameter/app/x";
    const { secrets } = settingsOf({
      secrets: {
        E: `${arn}:KEY::`,
        D: parameter,
        C: arn,
        B: { secret: "shared/db", key: "password" },
        A: { key: "a" },
      },
      secret: "main",
    }).container;
    deepEqual(secrets, [
      { variable: "A", source: { kind: "secret", secret: "main", key: "a" } },
      { variable: "B", source: { kind: "secret", secret: "shared/db", key: "password" } },
      { variable: "C", source: { kind: "secret", secret: arn } },
      { variable: "D", source: { kind: "parameter", arn: parameter } },
      { variable: "E", source: { kind: "secret", secret: arn, key: "KEY" } },
    ]);
  });

  for (const partition of ["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b"]) {
    it(`ARNs of the partition ${partition}`, () => {
      const secret = arn.replace("arn:aws:", `arn:${partition}:`);
      deepEqual(problemsOf(stackWith({ secrets: { A: secret, B: { secret } }, secret })), []);
      const targetGroup = `arn:${partition}:elasticloadbalancing:cn-north-1:123456789012:targetgroup/tg/0123456789abcdef`;
      deepEqual(problemsOf(stackWith({ ports: { a: 1 }, targetGroups: { a: targetGroup } })), []);
    });
  }

  it("numbers and booleans of YAML as environment variables and tags, also big ones", () => {
    const config = stackWith({ tags: { count: 3 } });
    config.values["agenticmem:environment"] = '{"PORT":8080,"DEBUG":true,"ID":12345678901234567891,"EMPTY":""}';
    const { container, tags } = readSettings(config).settings;
    deepEqual(container.environment, { DEBUG: "true", EMPTY: "", ID: "12345678901234567891", PORT: "8080" });
    deepEqual(tags, { count: "3" });
  });

  it("integers and booleans as text, as the engine takes them", () => {
    const { container, deployment, desiredCount } = settingsOf({
      desiredCount: "3",
      healthCheck: { command: ["CMD", "true"], retries: "5" },
      deployment: { circuitBreaker: "false" },
    });
    equal(desiredCount, 3);
    deepEqual(container.healthCheck?.command, ["CMD", "true"]);
    equal(container.healthCheck?.retries, 5);
    equal(deployment.circuitBreaker, false);
  });

  it("a key with nothing after it as not set", () => {
    deepEqual(settingsOf({ environment: null, secrets: null, subnets: null, healthCheck: null }), settingsOf({}));
    equal(settingsOf({ deployment: { timeoutMinutes: null } }).deployment.timeoutMinutes, 30);
  });

  it("ports over UDP, beside the same number over TCP", () => {
    deepEqual(settingsOf({ ports: { dns: "53/udp", web: 53 } }).container.ports, [
      { name: "dns", port: 53, protocol: "udp" },
      { name: "web", port: 53, protocol: "tcp" },
    ]);
  });

  it("capacity providers as weights or with a base", () => {
    deepEqual(
      settingsOf({ capacityProviders: { FARGATE_SPOT: 4, FARGATE: { weight: 1, base: 2 } } }).capacityProviders,
      [
        { name: "FARGATE", weight: 1, base: 2 },
        { name: "FARGATE_SPOT", weight: 4 },
      ],
    );
  });

  it("a sidecar that runs before another one", () => {
    const { sidecars } = settingsOf({
      sidecars: {
        b: { image: "b:1", dependsOn: { a: "SUCCESS" }, cpu: 64, memory: 128, ports: { metrics: 9090 } },
        a: { image: "a:1", essential: false, command: ["sleep", 5] },
      },
    });
    const bare = {
      environment: {},
      secrets: [],
      healthCheck: undefined,
      entryPoint: [],
      stopTimeoutSeconds: undefined,
    };
    deepEqual(sidecars, [
      {
        ...bare,
        name: "a",
        image: "a:1",
        essential: false,
        cpu: undefined,
        memoryMiB: undefined,
        ports: [],
        command: ["sleep", "5"],
        dependsOn: [],
      },
      {
        ...bare,
        name: "b",
        image: "b:1",
        essential: true,
        cpu: 64,
        memoryMiB: 128,
        ports: [{ name: "metrics", port: 9090, protocol: "tcp" }],
        command: [],
        dependsOn: [{ container: "a", condition: "SUCCESS" }],
      },
    ]);
  });

  it("more disk than Fargate gives without asking", () => {
    equal(settingsOf({ ephemeralStorage: 21 }).ephemeralStorageGiB, 21);
    equal(settingsOf({ ephemeralStorage: 200 }).ephemeralStorageGiB, 200);
  });

  it("percentages that leave room for these tasks", () => {
    const accepts = (desiredCount: string, minimumHealthyPercent: number, maximumPercent: number) =>
      problemsOf(stackWith({ desiredCount, deployment: { minimumHealthyPercent, maximumPercent } })).length === 0;
    ok(accepts("2", 100, 150) && !accepts("1", 100, 150) && accepts("1", 0, 150) && accepts("0", 100, 150));
  });
});

describe("order", () => {
  const shuffled = <T extends object>(record: T) =>
    fc
      .shuffledSubarray(Object.entries(record), { minLength: Object.keys(record).length })
      .map((entries) => Object.fromEntries(entries));
  const names = ["A", "B", "C", "D"];

  it("of settings, keys and sets makes no difference to the result", () => {
    const expected = JSON.stringify(configured({}));
    fc.assert(
      fc.property(
        shuffled({ b: 2, a: 1, c: "3/udp" }),
        shuffled({ Z: "1", Y: "2" }),
        fc.shuffledSubarray(names, { minLength: names.length }),
        shuffled({ s: { image: "s" }, r: { image: "r" } }),
        fc.shuffledSubarray(["subnet-00000001", "subnet-00000002"], { minLength: 2 }),
        fc.boolean(),
        (ports, environment, secrets, sidecars, subnets, reversed) => {
          equal(JSON.stringify(configured({ ports, environment, secrets, sidecars, subnets }, reversed)), expected);
        },
      ),
    );
  });

  function configured(more: object, reversed = false) {
    const config = stackWith({
      ports: { a: 1, b: 2, c: "3/udp" },
      environment: { Y: "2", Z: "1" },
      secrets: names,
      sidecars: { r: { image: "r" }, s: { image: "s" } },
      subnets: ["subnet-00000001", "subnet-00000002"],
      overrides: { service: { b: { y: 1, x: 2 }, a: 1 } },
      ...more,
    });
    const entries = Object.entries(config.values);
    return readSettings({ ...config, values: Object.fromEntries(reversed ? entries.reverse() : entries) }).settings;
  }
});

describe("the error", () => {
  const several = stackWith({
    cpu: 512,
    memory: 3000,
    ports: { api: 0 },
    cpuu: 1,
    deployment: { maximumPercent: 100 },
    image: "",
  });

  it("tells all problems at once, and that nothing was changed", () => {
    throws(
      () => readSettings(several),
      (error) => {
        ok(error instanceof SettingsError);
        equal(error.problems.length, 5);
        const lines = error.message.split("\n");
        equal(lines[0], "5 settings are not valid:");
        deepEqual(
          lines.slice(1, -1),
          error.problems.map((problem) => `  - ${problem}`),
        );
        equal(lines.at(-1), "Nothing was changed.");
        return true;
      },
    );
  });

  it("is one sentence for one problem", () => {
    throws(() => readSettings(stackWith({ cpu: 512, memory: 3000 })), {
      message:
        "memory 3000 is not valid with cpu 512: use 1024, 2048, 3072 or 4096 MiB (pulumi config set memory 3072). Nothing was changed.",
    });
  });

  it("is the same for the same settings in another order", () => {
    const values = Object.fromEntries(Object.entries(several.values).reverse());
    deepEqual(problemsOf({ ...several, values }), problemsOf(several));
  });

  it("names a setting that has neither value nor default", () => {
    const config = stackWith({});
    delete config.values["agenticmem:architecture"];
    deepEqual(problemsOf(config), [
      "architecture has no value, nor a default in Pulumi.yaml: use X86_64 or ARM64 (pulumi config set architecture <value>)",
    ]);
  });

  it("says nothing about config of other packages", () => {
    const config = stackWith({});
    config.values["aws:regionn"] = "x";
    deepEqual(problemsOf(config), []);
  });
});

describe("a number that YAML may have changed", () => {
  it("is warned about in the environment", () => {
    match(
      warningsOf({ environment: { VERSION: 1.1 } }).join(),
      /^environment\.VERSION is a number in YAML.*pulumi config set --path environment\.VERSION <text>$/,
    );
  });
});
