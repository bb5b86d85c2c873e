import { deepEqual, equal, match, ok } from "node:assert/strict";
import { ElasticLoadBalancingV2 } from "@aws-sdk/client-elastic-load-balancing-v2";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { clientConfig } from "../../sandbox/aws/awsAccount";
import { TestStack } from "./support/testStack";

/** Bad input is refused before anything is touched. */
describe("refusing what cannot work", () => {
  let stack: TestStack;
  before(async () => (stack = await TestStack.start()));
  after(() => stack.stop());

  async function isRefused(...expected: RegExp[]): Promise<string> {
    await stack.callsSinceLast();
    const { exitCode, text } = await stack.up();
    equal(exitCode, 1, text);
    for (const pattern of expected) match(text, pattern);
    match(text, /Nothing was changed\./);
    ok(!/\n\s+at .*\.(ts|js):\d+/.test(text), `has a stack trace:\n${text}`);
    const writes = Object.keys(await stack.callsSinceLast()).filter(
      (name) => !/(Describe|Get|List|BatchGet)\w+$/.test(name),
    );
    deepEqual(writes, []);
    return text;
  }

  it("an illegal size, with the nearest legal ones; and an unknown setting, with the nearest known one", async () => {
    await stack.set("cpu", "2048");
    await stack.set("memory", "3000");
    await stack.set("memroy", "4096");
    await isRefused(/memory 3000 is not valid with cpu 2048/, /memroy.*memory/);
    await stack.unset("memroy");
    await stack.set("memory", "4096");
  });

  it("a secret config value, without printing it", async () => {
    await stack.set("apiToken", "hunter2-hunter2", "--secret");
    const text = await isRefused(/apiToken/, /Secrets Manager/);
    ok(!text.includes("hunter2"));
    await stack.unset("apiToken");
  });

  it("names that do not exist: all of them in one error, each with the setting to change", async () => {
    const wrong = { cluster: "no-cluster", executionRole: "no-role", secret: "no/secret", image: "no-tag" };
    for (const [key, value] of Object.entries(wrong)) await stack.set(key, value);
    await stack.set("targetGroups.api", "no-tg", "--path");
    await isRefused(
      /cluster "no-cluster" does not exist in account 123456789012, region us-west-2 \(pulumi config set cluster <name>\)/,
      /execution role "no-role" does not exist/,
      /secret "no\/secret" does not exist/,
      /image "agenticmem:no-tag" does not exist/,
      /target group "no-tg" of port "api" does not exist/,
    );
    for (const key of Object.keys(wrong)) await stack.unset(key);
    await stack.set("secret", "agenticmem/prod/env", "--plaintext");
    await stack.set("targetGroups.api", "agenticmem-api-tg", "--path");
  });

  it("credentials of an account that the stack does not allow", async () => {
    await stack.set("aws:allowedAccountIds[0]", "999999999999", "--path");
    await isRefused(/these credentials open account 123456789012, but the stack allows only 999999999999/);
    await stack.unset("aws:allowedAccountIds");
  });

  it("a service that runs but is not the stack's", async () => {
    const { taskDefinition } = await stack.ecs.registerTaskDefinition({
      family: "by-hand",
      cpu: "256",
      memory: "512",
      networkMode: "awsvpc",
      requiresCompatibilities: ["FARGATE"],
      containerDefinitions: [{ name: "agenticmem", image: "public.ecr.aws/nginx/nginx:1.27", essential: true }],
    });
    const elb = new ElasticLoadBalancingV2(clientConfig(stack.endpoint, "us-west-2"));
    const { TargetGroups = [] } = await elb.describeTargetGroups({});
    ok(TargetGroups.length > 0);
    await stack.ecs.createService({
      cluster: "agenticmem-cluster",
      serviceName: "agenticmem-service",
      taskDefinition: taskDefinition?.taskDefinitionArn,
      desiredCount: 1,
      launchType: "FARGATE",
      networkConfiguration: { awsvpcConfiguration: { subnets: await someSubnets(stack) } },
    });
    await isRefused(
      /service "agenticmem-service" already runs in cluster "agenticmem-cluster", but this stack did not make it/,
    );
    await stack.ecs.deleteService({ cluster: "agenticmem-cluster", service: "agenticmem-service", force: true });
  });

  it("nothing at all, once all is right again: log group and policy are made on the way", async () => {
    await new CloudWatchLogs(clientConfig(stack.endpoint, "us-west-2")).deleteLogGroup({
      logGroupName: "/ecs/agenticmem",
    });
    await stack.set("grantSecretAccess", "true");
    await stack.set("service", "another-service");
    const { exitCode, text } = await stack.up();
    equal(exitCode, 0, text);
    match(text, /aws:cloudwatch:LogGroup agenticmem-logs created/);
    match(text, /aws:iam:RolePolicy agenticmem-secret-access created/);
    ok(await stack.hasNoChanges());
  });
});

async function someSubnets(stack: TestStack): Promise<string[]> {
  const { EC2 } = await import("@aws-sdk/client-ec2");
  const { Subnets = [] } = await new EC2(clientConfig(stack.endpoint, "us-west-2")).describeSubnets({});
  return Subnets.flatMap(({ SubnetId }) => SubnetId ?? []).slice(0, 1);
}
