import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { parse } from "yaml";
import type { RedeployDocument } from "../../runbook/documents/redeploy";
import { rollbackDocument as schema, type RollbackDocument } from "../../runbook/documents/rollback";
import { projectDir, sandboxDir } from "../../sandbox/paths";
import { waitUntil } from "../../sandbox/process";
import { exitOf, runCommand as run, startCommand as start } from "./support/command";
import { descendantsOf } from "./support/processes";
import { TestStack } from "./support/testStack";

/** Runs `rollback … --yes --output json`, which is to end well. */
async function rollback(stack: TestStack, ...args: string[]): Promise<RollbackDocument> {
  const { exitCode, stdout, stderr } = await run(stack, ["rollback", ...args, "--yes", "--output", "json"]);
  equal(exitCode, 0, stderr + stdout);
  return schema.parse(JSON.parse(stdout));
}

const fileOf = (stack: TestStack) => join(projectDir, `Pulumi.${stack.name}.yaml`);
const configOf = (stack: TestStack) => readFileSync(fileOf(stack), "utf8");
const commentsOf = (config: string) => config.split("\n").filter((line) => line.includes("#"));

/** Size, image digest and secret references of the one task that runs. */
async function running(stack: TestStack) {
  const tasks = await stack.runningTasks();
  equal(tasks.length, 1);
  const [task] = tasks;
  const { taskDefinition } = await stack.ecs.describeTaskDefinition({ taskDefinition: task?.taskDefinitionArn });
  return {
    cpu: task?.cpu,
    digest: task?.containers?.[0]?.imageDigest,
    secretVersion: taskDefinition?.containerDefinitions?.[0]?.secrets?.[0]?.valueFrom?.split(":").at(-1),
    revision: task?.taskDefinitionArn?.split("/").at(-1),
  };
}

/** Gives every key of the app's secret another value, and the new version's id. */
async function rotate(
  stack: TestStack,
  keys = ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "LOGIN_SUPABASE_URL", "LOGIN_SUPABASE_KEY"],
) {
  const { VersionId } = await stack.secrets.putSecretValue({
    SecretId: "agenticmem/prod/env",
    SecretString: JSON.stringify(Object.fromEntries(keys.map((key) => [key, `rotated-${key}-${Math.random()}`]))),
  });
  return VersionId;
}

async function up(stack: TestStack): Promise<void> {
  const said = await stack.up();
  equal(said.exitCode, 0, said.text);
}

/** One story, told in order: each test goes on from the one before. */
describe("rolling back", () => {
  let stack: TestStack;
  const digests: string[] = [];
  const versions: (string | undefined)[] = [];
  let third = "";
  before(async () => (stack = await TestStack.start()));
  after(() => stack.stop());

  it("after three updates with cpu, image and a secret changed between", async () => {
    for (const cpu of ["1024", "2048", "512"]) {
      if (cpu !== "1024") await stack.set("cpu", cpu);
      digests.push(await stack.pushImage("latest"));
      versions.push(await rotate(stack));
      await up(stack);
    }
    third = configOf(stack);
    const now = await running(stack);
    deepEqual([now.cpu, now.digest], ["512", digests[2]]);
  });

  it("--dry-run shows the plan and changes nothing", async () => {
    await stack.callsSinceLast();
    const { exitCode, stdout, stderr } = await run(stack, ["rollback", "--to", "1", "--dry-run"]);
    equal(exitCode, 0, stderr);
    for (const said of [
      /goes back to update 1 \(update, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\), which ran agenticmem-task:1; the service is on agenticmem-task:3/,
      /cpu 512→1024/,
      new RegExp(`image: agenticmem@${digests[0]}: pinned, and the setting image is not followed`),
      new RegExp(
        `secret "agenticmem/prod/env" has changed since \\(version ${versions[0]}, now ${versions[2]}\\): its current value is used`,
      ),
    ]) {
      match(stdout, said);
    }
    ok(!stdout.includes("rotated-"));
    const writes = Object.keys(await stack.callsSinceLast()).filter(
      (name) => !/(Describe|Get|List|BatchGet|Simulate)\w+$|:GET$/.test(name),
    );
    deepEqual(writes, []);
    equal(configOf(stack), third);
    equal((await stack.history()).length, 3);
  });

  it("without --yes, where nobody can be asked, it is refused and changes nothing", async () => {
    const { exitCode, stderr } = await run(stack, ["rollback", "--to", "1"]);
    equal(exitCode, 2);
    match(stderr, /nobody can be asked/);
    equal(configOf(stack), third);
  });

  it("brings exactly the first update's cpu and image back, and names the secret that has changed", async () => {
    const { update, secrets, image, outcome, settings } = await rollback(stack, "--to", "1");
    equal(outcome, "green");
    equal(update?.number, 1);
    deepEqual(settings[0], { setting: "cpu", from: "512", to: "1024", change: "changed" });
    deepEqual(
      settings.slice(1).map(({ setting, change }) => `${setting} ${change}`),
      ["pins.from added", "pins.image added"],
    );
    ok(image.isPinned);
    deepEqual(secrets, [{ secret: "agenticmem/prod/env", then: versions[0], now: versions[2], used: "now" }]);
    const now = await running(stack);
    deepEqual([now.cpu, now.digest], ["1024", digests[0]]);
    deepEqual(commentsOf(configOf(stack)), commentsOf(third));
    equal((await stack.history())[0]?.result, "succeeded");
    ok(await stack.hasNoChanges());
  });

  it("a second rollback returns to where the first one came from", async () => {
    const { update, image } = await rollback(stack);
    equal(update?.number, 3);
    ok(!image.isPinned, "the tag stands for that image still");
    const now = await running(stack);
    deepEqual([now.cpu, now.digest], ["512", digests[2]]);
    equal(configOf(stack), third);
  });

  it("a pin holds against a tag that moves", async () => {
    await rollback(stack, "--to", "2");
    equal((await running(stack)).digest, digests[1]);
    digests.push(await stack.pushImage("latest"));
    ok(await stack.hasNoChanges());
  });

  it("--to-revision points the service at a revision as it is, and registers none", async () => {
    const { taskDefinitionArns: before } = await stack.ecs.listTaskDefinitions({});
    const { pinnedRevision } = await rollback(stack, "--to-revision", "1");
    equal(pinnedRevision, "agenticmem-task:1");
    deepEqual(await stack.runningRevisions(), ["agenticmem-task:1"]);
    deepEqual((await stack.ecs.listTaskDefinitions({})).taskDefinitionArns, before);
  });

  it("--release follows the tag again", async () => {
    const { stdout } = await run(stack, ["rollback", "--release", "--dry-run"]);
    match(stdout, new RegExp(`image: agenticmem@${digests[3]}; this ships other code than what runs`));
    const { image } = await rollback(stack, "--release");
    ok(!image.isPinned);
    const now = await running(stack);
    deepEqual([now.cpu, now.digest], ["2048", digests[3]]);
    ok(!/pins|pinnedRevision/.test(configOf(stack)));
    const { exitCode, stdout: again } = await run(stack, ["rollback", "--release", "--yes"]);
    equal(exitCode, 0);
    match(again, /nothing is pinned/);
  });

  it("with pinned versions it brings the secret back as well", async () => {
    await stack.set("pinSecretVersions", "true");
    const then = await rotate(stack);
    await up(stack);
    equal((await running(stack)).secretVersion, then);
    await rotate(stack);
    await up(stack);
    notEqual((await running(stack)).secretVersion, then);
    const { secrets } = await rollback(stack);
    deepEqual(
      secrets.map(({ used }) => used),
      ["then"],
    );
    equal((await running(stack)).secretVersion, then);
    const config = parse(configOf(stack)) as { config: Record<string, unknown> };
    match(JSON.stringify(config.config["agenticmem:pins"]), new RegExp(`"agenticmem/prod/env":"${then}"`));
  });

  it("redeploy replaces the tasks of the same revision", async () => {
    const [before] = await stack.runningTasks();
    const { exitCode, stdout, stderr } = await run(stack, ["redeploy", "--yes", "--output", "json"]);
    equal(exitCode, 0, stderr);
    const { pendingChanges, tasks, outcome } = JSON.parse(stdout) as RedeployDocument;
    deepEqual([pendingChanges, tasks, outcome], [[], 1, "green"]);
    const [after] = await stack.runningTasks();
    notEqual(after?.taskArn, before?.taskArn);
    equal(after?.taskDefinitionArn, before?.taskDefinitionArn);
    ok(await stack.hasNoChanges());
  });

  it("redeploy names what else it would deploy", async () => {
    await stack.set("memory", "5120");
    const digest = await stack.pushImage("latest");
    const { stdout } = await run(stack, ["redeploy", "--dry-run"]);
    match(stdout, /the task of service agenticmem-service \(agenticmem-task:\d+\) will be replaced/);
    for (const said of ["the setting memory", "memory 4096→5120", `→${digest.slice(0, 19)}`])
      ok(stdout.includes(said), stdout);
    await stack.set("memory", "4096");
  });

  it("a red rollback says what to do, and leaves the config that it went to", async () => {
    await rotate(stack, ["OPENAI_API_KEY"]);
    const { exitCode, stdout, stderr } = await run(stack, ["rollback", "--to", "1", "--yes"]);
    equal(exitCode, 1, stderr);
    match(stderr, /is not what runs/);
    match(stdout, /the rollback's update is red: .* has the config that was gone back to/);
    match(configOf(stack), /agenticmem:cpu: "1024"/);
    equal((await stack.history())[0]?.result, "failed");
    await rotate(stack);
  });

  it("an up that is killed leaves a whole file, and one that cannot begin leaves the old one", async () => {
    const child = start(stack, ["rollback", "--to", "3", "--yes"]);
    const ended = exitOf(child);
    const locks = join(sandboxDir, stack.name, "state", ".pulumi", "locks");
    const isLocked = () =>
      readdirSync(locks, { recursive: true, encoding: "utf8" }).some((name) => name.endsWith(".json"));
    const engine = await waitUntil("the engine's lock", 60_000, () =>
      Promise.resolve(/agenticmem:cpu: "512"/.test(configOf(stack)) && isLocked() && descendantsOf(child.pid!)),
    );
    for (const pid of [child.pid!, ...engine]) process.kill(pid, "SIGKILL");
    await ended;
    const whole = configOf(stack);
    match(whole, /agenticmem:cpu: "512"/);
    deepEqual(commentsOf(whole), commentsOf(third));
    deepEqual(
      readdirSync(projectDir).filter((name) => name.startsWith(".Pulumi")),
      [],
    );

    const { exitCode, stderr } = await run(stack, ["rollback", "--to", "2", "--yes"]);
    equal(exitCode, 4, stderr);
    match(stderr, /locked/);
    match(stderr, /Nothing was changed, and Pulumi\..*\.yaml is as it was/);
    equal(configOf(stack), whole);
    await stack.pulumi("cancel", "--yes");
    await rollback(stack, "--to", "2");
    equal((await running(stack)).cpu, "2048");
  });

  it("plans from a history in an S3 bucket too", async () => {
    const bucket = `${stack.endpoint}/rollback-state`;
    equal((await fetch(bucket, { method: "PUT" })).status, 200);
    const state = join(sandboxDir, stack.name, "state");
    for (const file of readdirSync(state, { recursive: true, encoding: "utf8" })) {
      const path = join(state, file);
      if (!statSync(path).isFile()) continue;
      const { status } = await fetch(`${bucket}/${relative(state, path)}`, { method: "PUT", body: readFileSync(path) });
      equal(status, 200);
    }
    const { host } = new URL(stack.endpoint);
    const PULUMI_BACKEND_URL = `s3://rollback-state?endpoint=${host}&disableSSL=true&s3ForcePathStyle=true&region=us-west-2`;
    const { exitCode, stdout, stderr } = await run(stack, ["rollback", "--to", "1", "--dry-run"], {
      PULUMI_BACKEND_URL,
    });
    equal(exitCode, 0, stderr);
    match(stdout, /goes back to update 1/);
    match(stdout, new RegExp(`image: agenticmem@${digests[0]}`));
  });
});
