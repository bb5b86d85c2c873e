import { deepStrictEqual as deepEqual, equal, match, ok } from "node:assert/strict";
import { readSettings } from "../../settings";
import { problemsOf, settingsOf, stackWith, warningsOf } from "./settingsOf";

const arn = "arn:aws:secretsmanager:us-west-2:123456789012:secret:shared-AbCdEf";

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

  it("sidecars that reserve all that the task has", () => {
    deepEqual(problemsOf(stackWith({ sidecars: { log: { image: "log", cpu: 256, memory: 512 } } })), []);
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

describe("a number that YAML may have changed", () => {
  it("is warned about in the environment", () => {
    match(
      warningsOf({ environment: { VERSION: 1.1 } }).join(),
      /^environment\.VERSION is a number in YAML.*pulumi config set --path environment\.VERSION <text>$/,
    );
  });
});
