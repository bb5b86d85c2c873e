import { deepEqual, equal, match, ok } from "node:assert/strict";
import { ECR } from "@aws-sdk/client-ecr";
import type { RegisterTaskDefinitionCommandInput } from "@aws-sdk/client-ecs";
import { IAM } from "@aws-sdk/client-iam";
import { clientConfig } from "../../sandbox/aws/awsAccount";
import { waitUntil } from "../../sandbox/process";
import { descendantsOf } from "./support/processes";
import { TestStack, type Said } from "./support/testStack";

const cluster = "agenticmem-cluster";
const service = "agenticmem-service";
/** A container whose target needs ten AWS minutes to become healthy: ten seconds in the sandbox. */
const slowStarter = { target: { passesAfterSeconds: 600 } };

describe("the course of a rollout", () => {
  let stack: TestStack;
  beforeEach(async () => (stack = await TestStack.start()));
  afterEach(() => stack.stop());

  const isGreen = ({ exitCode, text }: Said) => equal(exitCode, 0, text);
  const isRed = ({ exitCode, text }: Said, ...says: RegExp[]) => {
    equal(exitCode, 1, text);
    for (const pattern of says) match(text, pattern);
  };

  async function deployed(): Promise<string> {
    isGreen(await stack.up());
    return (await stack.runningRevisions())[0] ?? "";
  }

  const rolling = () => stack.rolling("slow", slowStarter);

  it("is red when the very first deployment fails; a mended one is green", async () => {
    await stack.pushImage("broken", { exit: { code: 1, afterSeconds: 5 } });
    await stack.set("image", "broken");
    isRed(await stack.up(), /is not what runs/, /exit code 1/);
    deepEqual(await stack.runningTasks(), []);
    isRed(await stack.up(), /is not what runs/);
    await stack.unset("image");
    isGreen(await stack.up());
    ok(await stack.hasNoChanges());
  });

  it("is refused when the digest was deleted between preview and update", async () => {
    const good = await deployed();
    const imageDigest = await stack.pushImage("next");
    await stack.set("image", imageDigest);
    isGreen(await stack.preview());
    const ecr = new ECR(clientConfig(stack.endpoint, "us-west-2"));
    await ecr.batchDeleteImage({ repositoryName: "agenticmem", imageIds: [{ imageDigest }] });
    isRed(await stack.up(), /image "agenticmem@sha256:.*" does not exist/, /Nothing was changed/);
    deepEqual(await stack.runningRevisions(), [good]);
  });

  it("is refused when a secret lacks a key; unchecked, it ends in seconds with the reason", async () => {
    const good = await deployed();
    await stack.set("secrets[4]", "NEW_KEY", "--path");
    isRed(await stack.up(), /NEW_KEY/, /Nothing was changed/);
    await stack.set("preflight.secretKeys", "never", "--path");
    isRed(await stack.up(), /the secret has no key NEW_KEY|NEW_KEY/, /is not what runs/);
    deepEqual(await stack.runningRevisions(), [good]);
  });

  it("is refused when the secret is deleted, or a role loses its trust", async () => {
    const good = await deployed();
    const iam = new IAM(clientConfig(stack.endpoint, "us-west-2"));
    await iam.updateAssumeRolePolicy({
      RoleName: "ecsTaskRole-agenticmem",
      PolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
      }),
    });
    await stack.set("cpu", "2048");
    isRed(await stack.up(), /ecsTaskRole-agenticmem/, /ecs-tasks\.amazonaws\.com/, /Nothing was changed/);
    await stack.secrets.deleteSecret({ SecretId: "agenticmem/prod/env" });
    isRed(await stack.up(), /scheduled for deletion/, /Nothing was changed/);
    deepEqual(await stack.runningRevisions(), [good]);
  });

  it("is red when somebody rolls it back by hand, and the next update tries again", async () => {
    const good = await deployed();
    const update = await rolling();
    await stack.ecs.updateService({ cluster, service, taskDefinition: good });
    isRed(await update.ended, /is not what runs/);
    await waitUntil("the old revision alone", 30_000, async () => (await stack.runningRevisions()).join() === good);
    isGreen(await stack.up());
  });

  it("is red when somebody else's deployment overtakes it, and the next preview says who is ahead", async () => {
    await deployed();
    const update = await rolling();
    const { taskDefinition } = await stack.ecs.describeTaskDefinition({ taskDefinition: "agenticmem-task:1" });
    const copy = taskDefinition as RegisterTaskDefinitionCommandInput;
    const other = await stack.ecs.registerTaskDefinition({ ...copy, tags: [{ key: "by", value: "somebody else" }] });
    const theirs = other.taskDefinition?.taskDefinitionArn;
    await stack.ecs.updateService({ cluster, service, taskDefinition: theirs });
    isRed(await update.ended, /is not what runs/, /agenticmem-task:3/);
    match((await stack.preview()).text, /AWS is ahead/);
    isGreen(await stack.up());
  });

  it("is red after the time limit and goes on; the next update follows it to its end", async () => {
    await deployed();
    await stack.pushImage("slow", { target: { passesAfterSeconds: 4800 } });
    await stack.set("image", "slow");
    await stack.set("deployment.timeoutMinutes", "1", "--path");
    await stack.set("deployment.healthCheckGracePeriodSeconds", "9000", "--path");
    isRed(await stack.up(), /does not run as asked/, /not complete after 1 minute\n/, /the next pulumi up/i);
    isGreen(await stack.up());
    ok(await stack.hasNoChanges());
  });

  it("is green with a desired count of 0, and says what that does not prove", async () => {
    await deployed();
    await stack.set("desiredCount", "0");
    isGreen(await stack.up());
    await stack.set("cpu", "2048");
    const update = await stack.up();
    isGreen(update);
    match(update.text, /desired count is 0/);
    deepEqual(await stack.runningTasks(), []);
  });

  it("does not wait for a deployment that a change does not start", async () => {
    const good = await deployed();
    await stack.set("deployment.maximumPercent", "150", "--path");
    await stack.set("desiredCount", "2");
    isGreen(await stack.up());
    deepEqual(await stack.runningRevisions(), [good, good]);
  });

  it("survives throttled and failing calls, lost connections, stale answers and scaling while it runs", async () => {
    await deployed();
    await stack.configureEcs({ staleSeconds: 120 });
    const update = await rolling();
    await stack.addFault({ action: "ecs:DescribeServices", kind: "throttle", times: 6 });
    await stack.addFault({ action: "ecs:DescribeTasks", kind: "error", times: 4 });
    await stack.addFault({ action: "elasticloadbalancing:DescribeTargetHealth", kind: "reset", times: 4 });
    await stack.ecs.updateService({ cluster, service, desiredCount: 2 });
    isGreen(await update.ended);
    deepEqual(await stack.runningRevisions(), ["agenticmem-task:2", "agenticmem-task:2"]);
  });

  it("is red when it is rolled back, though ECS answered the provider with what was before", async () => {
    const good = await deployed();
    await stack.configureEcs({ staleSeconds: 120 });
    await stack.pushImage("broken", { exit: { code: 1, afterSeconds: 5 } });
    await stack.set("image", "broken");
    isRed(await stack.up(), /agenticmem-task:2 is not what runs/, /exit code 1/);
    deepEqual(await stack.runningRevisions(), [good]);
  });

  it("goes on in AWS after Ctrl-C; the next update follows it and is green", async () => {
    await deployed();
    const update = await rolling();
    update.signal("SIGINT");
    const { exitCode, text } = await update.ended;
    ok(exitCode !== 0, text);
    isGreen(await stack.up());
    ok(await stack.hasNoChanges());
  });

  it("needs no more than cancel and up after the engine was killed, and leaves no program behind", async () => {
    await deployed();
    const update = await rolling();
    const programs = descendantsOf(update.pid);
    ok(programs.length > 0);
    update.signal("SIGKILL");
    await update.ended;
    await waitUntil("the program to end itself", 20_000, () => Promise.resolve(programs.every((pid) => !isAlive(pid))));
    equal((await stack.pulumi("cancel", "--yes")).exitCode, 0);
    isGreen(await stack.up());
    ok(await stack.hasNoChanges());
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
