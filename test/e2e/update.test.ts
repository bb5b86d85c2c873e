import { deepEqual, doesNotMatch, equal, match, notEqual, ok } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { projectDir } from "../../sandbox/paths";
import { waitUntil } from "../../sandbox/process";
import { TestStack } from "./support/testStack";

/** One story, told in order: each test goes on from the one before. */
describe("updating a service", () => {
  let stack: TestStack;
  before(async () => (stack = await TestStack.start()));
  after(() => stack.stop());

  const image = async () => (await stack.runningTasks())[0]?.containers?.[0]?.imageDigest;

  it("deploys production's config, and then there is nothing to do", async () => {
    const { exitCode, text } = await stack.up();
    equal(exitCode, 0, text);
    match(text, /account 123456789012, region us-west-2: service agenticmem-service in cluster agenticmem-cluster/);
    match(text, /agenticmem-task:1 runs: deployment complete/);
    const [task] = await stack.runningTasks();
    deepEqual([task?.cpu, task?.memory], ["1024", "4096"]);
    ok(await stack.hasNoChanges());
  });

  it("shows a bigger size in preview without changing anything", async () => {
    await stack.set("cpu", "2048");
    await stack.callsSinceLast();
    const { exitCode, text } = await stack.preview();
    equal(exitCode, 0, text);
    match(text, /cpu\s*: "1024" => "2048"/);
    match(text, /target group "agenticmem-api-tg" makes every rollout 270 s slower/);
    const writes = Object.keys(await stack.callsSinceLast()).filter(
      (name) => !/(Describe|Get|List|BatchGet)\w+$/.test(name),
    );
    deepEqual(writes, []);
  });

  it("rolls it out as a new revision; the old one stays ACTIVE", async () => {
    const { exitCode, text } = await stack.up();
    equal(exitCode, 0, text);
    doesNotMatch(text, /makes every rollout/, "advice belongs into the preview");
    deepEqual(await stack.runningRevisions(), ["agenticmem-task:2"]);
    equal((await stack.runningTasks())[0]?.cpu, "2048");
    const { taskDefinitionArns = [] } = await stack.ecs.listTaskDefinitions({ status: "ACTIVE" });
    equal(taskDefinitionArns.length, 2);
    ok(await stack.hasNoChanges());
  });

  it("adds one environment variable by its path and keeps the others", async () => {
    await stack.set("environment.LOG_LEVEL", "debug", "--path");
    equal((await stack.up()).exitCode, 0);
    const { taskDefinition } = await stack.ecs.describeTaskDefinition({ taskDefinition: "agenticmem-task" });
    deepEqual(
      taskDefinition?.containerDefinitions?.[0]?.environment?.map(({ name }) => name),
      ["ENVIRONMENT", "LOG_LEVEL", "NODE_ENV", "RUN_MIGRATION"],
    );
    ok(await stack.hasNoChanges());
  });

  it("rolls a moved tag out with plain up, after a line of its own in the preview", async () => {
    const before = await image();
    const digest = await stack.pushImage("latest");
    const { text } = await stack.preview();
    match(
      text,
      new RegExp(
        `image: agenticmem:latest is ${digest.slice(0, 19)}, the service runs .*: this update ships other code`,
      ),
    );
    equal((await stack.up()).exitCode, 0);
    equal(await image(), digest);
    notEqual(before, digest);
    ok(await stack.hasNoChanges());
  });

  it("keeps the digest that runs with image running", async () => {
    const before = await image();
    await stack.pushImage("latest");
    await stack.set("image", "running");
    ok(await stack.hasNoChanges());
    equal(await image(), before);
    await stack.unset("image");
    ok(!(await stack.hasNoChanges()));
  });

  it("rolls a rotated secret out with plain up", async () => {
    equal((await stack.up()).exitCode, 0);
    await stack.secrets.putSecretValue({
      SecretId: "agenticmem/prod/env",
      SecretString: JSON.stringify({
        OPENAI_API_KEY: "rotated-value-1",
        ANTHROPIC_API_KEY: "rotated-value-2",
        LOGIN_SUPABASE_URL: "rotated-value-3",
        LOGIN_SUPABASE_KEY: "rotated-value-4",
      }),
    });
    const [before] = await stack.runningRevisions();
    const { text } = await stack.preview();
    match(text, /secret-version\/agenticmem\/prod\/env/);
    equal((await stack.up()).exitCode, 0);
    notEqual((await stack.runningRevisions())[0], before);
    ok(await stack.hasNoChanges());
  });

  it("keeps secret values out of the state", async () => {
    const { SecretString = "" } = await stack.secrets.getSecretValue({ SecretId: "agenticmem/prod/env" });
    for (const value of Object.values(JSON.parse(SecretString) as Record<string, string>)) {
      ok(!stack.state().includes(value));
    }
  });

  it("does not fight over a count that somebody else has set", async () => {
    await stack.ecs.updateService({ cluster: "agenticmem-cluster", service: "agenticmem-service", desiredCount: 3 });
    await waitUntil("three tasks", 20_000, async () => (await stack.runningTasks()).length === 3);
    ok(await stack.hasNoChanges());
    await stack.set("cpu", "1024");
    equal((await stack.up()).exitCode, 0);
    equal((await stack.runningTasks()).length, 3);
    ok(await stack.hasNoChanges());
  });

  it("takes a count that the config sets, without a new revision", async () => {
    const [before] = await stack.runningRevisions();
    await stack.set("desiredCount", "2");
    const { exitCode, text } = await stack.up();
    equal(exitCode, 0, text);
    deepEqual(await stack.runningRevisions(), [before, before]);
    ok(await stack.hasNoChanges());
  });

  it("wrote each update into the history, newest first", async () => {
    const history = await stack.history();
    equal(history.length, 8);
    ok(history.every(({ result }) => result === "succeeded"));
  });

  it("destroys what it made, and leaves the revisions to AWS", async () => {
    const { exitCode, text } = await stack.pulumi("destroy", "--yes", "--skip-preview");
    equal(exitCode, 0, text);
    deepEqual(await stack.runningTasks(), []);
  });

  it("left the working tree as it was", () => {
    const status = execFileSync(
      "git",
      ["status", "--porcelain", "--", "Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.*.yaml"],
      {
        cwd: projectDir,
        encoding: "utf8",
      },
    );
    equal(status, "");
  });
});
