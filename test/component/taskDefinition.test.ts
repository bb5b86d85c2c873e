import { deepEqual, equal, notEqual, throws } from "node:assert/strict";
import * as fc from "fast-check";
import { renderTaskDefinition } from "../../components/taskDefinition";
import { digest, productionAccount, productionSettings, repositoryUri, secretArn } from "./fixtures";

const render = (changes: Record<string, unknown> = {}, account = productionAccount()) =>
  renderTaskDefinition(productionSettings(changes), account);

const main = (changes: Record<string, unknown> = {}, account = productionAccount()) => {
  const [container] = render(changes, account).containerDefinitions;
  if (container === undefined) throw new Error("no container");
  return container;
};

describe("the rendered task definition", () => {
  it("is the runbook's, with the digest pinned and the secret's version as a label", () => {
    deepEqual(render(), {
      family: "agenticmem-task",
      cpu: "1024",
      memory: "4096",
      networkMode: "awsvpc",
      requiresCompatibilities: ["FARGATE"],
      executionRoleArn: "arn:aws:iam::111122223333:role/ecsTaskExecutionRole-agenticmem",
      taskRoleArn: "arn:aws:iam::111122223333:role/ecsTaskRole-agenticmem",
      runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
      containerDefinitions: [
        {
          name: "agenticmem",
          image: `${repositoryUri}@${digest}`,
          essential: true,
          portMappings: [
            { name: "api", containerPort: 8081, hostPort: 8081, protocol: "tcp" },
            { name: "frontend", containerPort: 8080, hostPort: 8080, protocol: "tcp" },
          ],
          environment: [
            { name: "ENVIRONMENT", value: "production" },
            { name: "NODE_ENV", value: "production" },
            { name: "RUN_MIGRATION", value: "true" },
          ],
          secrets: ["ANTHROPIC_API_KEY", "LOGIN_SUPABASE_KEY", "LOGIN_SUPABASE_URL", "OPENAI_API_KEY"].map((key) => ({
            name: key,
            valueFrom: `${secretArn}:${key}::`,
          })),
          dockerLabels: { "secret-version/agenticmem/prod/env": "version-1" },
          healthCheck: {
            command: ["CMD-SHELL", "curl -f http://localhost:8081/health || exit 1"],
            interval: 30,
            timeout: 5,
            retries: 3,
            startPeriod: 60,
          },
          logConfiguration: {
            logDriver: "awslogs",
            options: {
              "awslogs-group": "/ecs/agenticmem",
              "awslogs-region": "us-west-2",
              "awslogs-stream-prefix": "ecs",
            },
          },
        },
      ],
    });
  });

  it("pins secret versions in valueFrom when asked", () => {
    deepEqual(main({ pinSecretVersions: true, secrets: ["A_KEY"] }).secrets, [
      { name: "A_KEY", valueFrom: `${secretArn}:A_KEY::version-1` },
    ]);
  });

  it("takes SSM parameters by ARN", () => {
    const arn = "arn:aws:ssm:us-west-2:111122223333:parameter/agenticmem/token";
    deepEqual(main({ secrets: { TOKEN: arn } }).secrets, [{ name: "TOKEN", valueFrom: arn }]);
  });

  it("changes when a secret was rotated, and only in its label", () => {
    const rotated = productionAccount();
    const secret = rotated.secrets["agenticmem/prod/env"];
    if (secret !== undefined) secret.currentVersionId = "version-2";
    const [before, after] = [main(), main({}, rotated)];
    notEqual(JSON.stringify(before), JSON.stringify(after));
    deepEqual({ ...after, dockerLabels: undefined }, { ...before, dockerLabels: undefined });
  });

  it("leaves out what is empty", () => {
    const container = main({ environment: {}, secrets: [], healthCheck: {}, ports: {}, targetGroups: {} });
    deepEqual(Object.keys(container), ["essential", "image", "logConfiguration", "name"]);
  });

  it("has no logging with logGroupMode none", () => {
    equal(main({ logGroupMode: "none" }).logConfiguration, undefined);
  });

  it("merges overrides of the container last", () => {
    equal(main({ overrides: { container: { user: "1000", essential: false } } }).user, "1000");
    equal(main({ overrides: { container: { essential: false } } }).essential, false);
  });

  it("adds labels to those of secret versions, and takes all away with an empty map", () => {
    const labels = (dockerLabels: object) => main({ overrides: { container: { dockerLabels } } }).dockerLabels;
    const version = { "secret-version/agenticmem/prod/env": "version-1" };
    deepEqual(labels({ team: "core" }), { ...version, team: "core" });
    deepEqual(labels({ "secret-version/agenticmem/prod/env": "mine" }), {
      "secret-version/agenticmem/prod/env": "mine",
    });
    equal(labels({}), undefined);
  });

  it("merges overrides of a sidecar last", () => {
    const sidecars = { envoy: { image: "envoy:1.30", essential: false } };
    const overrides = { sidecars: { envoy: { user: "1337", logConfiguration: {} } } };
    const envoy = render({ sidecars, overrides }).containerDefinitions[1];
    deepEqual(envoy, { name: "envoy", image: "envoy:1.30", essential: false, user: "1337" });
  });

  it("says nothing of a platform, of secrets' versions or of a start period where the settings do not", () => {
    const healthCheck = { command: "true" };
    const rendered = render({ architecture: "", secretVersionLabels: false, healthCheck });
    equal(rendered.runtimePlatform, undefined);
    equal(rendered.containerDefinitions[0]?.dockerLabels, undefined);
    equal(rendered.containerDefinitions[0]?.healthCheck?.startPeriod, undefined);
    equal(main({ healthCheck: { ...healthCheck, startPeriodSeconds: 0 } }).healthCheck?.startPeriod, 0);
  });

  it("refuses what is larger than ECS takes, once the look-ups have made it so large", () => {
    const names = Array.from({ length: 150 }, (_, index) => `SECRET_${index}`);
    const account = productionAccount();
    const secret = account.secrets["agenticmem/prod/env"];
    if (secret !== undefined) secret.arn = `${secretArn}${"x".repeat(400)}`;
    throws(() => main({ secrets: names }, account), /at most 65536/);
  });

  it("puts the main container first and sidecars after it, by name", () => {
    const sidecars = { zipkin: { image: "zipkin:3" }, envoy: { image: "envoy:1.30", essential: false } };
    deepEqual(
      render({ sidecars }).containerDefinitions.map(({ name }) => name),
      ["agenticmem", "envoy", "zipkin"],
    );
  });

  it("is the same bytes for the same settings in any order", () => {
    const names = ["A", "B", "C", "D", "E"];
    const expected = JSON.stringify(render({ environment: Object.fromEntries(names.map((n) => [n, "x"])) }));
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: names.length }), (order) => {
        equal(JSON.stringify(render({ environment: Object.fromEntries(order.map((n) => [n, "x"])) })), expected);
      }),
    );
  });
});
