import { deepEqual, equal, match, ok } from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import { projectDir } from "../../sandbox/paths";
import { TestStack } from "./support/testStack";

interface Workflow {
  jobs: Record<string, { steps: { name?: string; run?: string }[] }>;
}

/** What a step of a workflow runs, as it stands in its file. */
function scriptOf(workflow: string, step: string): string {
  const { jobs } = parse(readFileSync(join(projectDir, ".github", "workflows", workflow), "utf8")) as Workflow;
  const found = Object.values(jobs)
    .flatMap(({ steps }) => steps)
    .find(({ name }) => name === step);
  if (found?.run === undefined) throw new Error(`${workflow} has no step "${step}"`);
  return found.run;
}

describe("the workflows' steps", function () {
  this.timeout(300_000);

  let stack: TestStack;
  let runner: string;
  before(async () => {
    stack = await TestStack.start();
    runner = mkdtempSync(join(tmpdir(), "runner-"));
    // Neither the repository nor GitHub is touched: what they are asked for is written down.
    for (const name of ["gh", "git"]) {
      const script = `#!/bin/sh\necho "${name} $*" >> "$RUNNER_TEMP/asked"\n[ "$1 $2" = "diff --quiet" ] && exit 1 || exit 0\n`;
      writeFileSync(join(runner, name), script, { mode: 0o755 });
    }
  });
  after(async () => {
    rmSync(runner, { recursive: true });
    await stack.stop();
  });

  const read = (name: string) => readFileSync(join(runner, name), "utf8");

  /** As GitHub runs a step whose shell is bash. */
  async function step(workflow: string, name: string, env: Record<string, string> = {}) {
    const options = ["--noprofile", "--norc", "-eo", "pipefail", "-c", scriptOf(workflow, name)];
    const { exitCode, all } = await execa("bash", options, {
      cwd: projectDir,
      env: {
        ...stack.env,
        PATH: [runner, stack.env.PATH].join(delimiter),
        RUNNER_TEMP: runner,
        GITHUB_OUTPUT: join(runner, "output"),
        GITHUB_STEP_SUMMARY: join(runner, "summary"),
        GITHUB_REPOSITORY: "team/app",
        ...env,
      },
      extendEnv: false,
      all: true,
      reject: false,
    });
    return { exitCode, text: all };
  }

  it("deploy what was planned", async () => {
    const plan = await step("deploy.yml", "Plan");
    equal(plan.exitCode, 0, plan.text);
    match(read("summary"), /\+ 4 to create/);
    const update = await step("deploy.yml", "Update");
    equal(update.exitCode, 0, update.text);
    ok(await stack.hasNoChanges());
  });

  it("refuse what has moved since it was planned, and say what that is", async () => {
    await stack.set("environment.LOG_LEVEL", "debug", "--path");
    equal((await step("deploy.yml", "Plan")).exitCode, 0);
    const digest = await stack.pushImage("latest");
    const before = await stack.runningRevisions();
    const update = await step("deploy.yml", "Update");
    ok(update.exitCode !== 0);
    match(update.text, /violates plan/);
    deepEqual(await stack.runningRevisions(), before);
    const why = await step("deploy.yml", "Why");
    equal(why.exitCode, 0, why.text);
    match(
      why.text,
      new RegExp(`1 field of what the stack asks for moved:\\n +image sha256:\\w+→${digest.slice(0, 19)}`),
    );
    equal(read("summary").includes(why.text), true);
    equal((await step("deploy.yml", "Plan")).exitCode, 0);
    const again = await step("deploy.yml", "Update");
    equal(again.exitCode, 0, again.text);
  });

  it("comment on a change with what it would do, and are red when it would be refused", async () => {
    const comment = { GH_TOKEN: "", PULL_REQUEST: "7" };
    await stack.set("cpu", "2048");
    equal((await step("preview.yml", "Preview")).exitCode, 0);
    match(read("output"), /^status=0$/m, read("preview.txt"));
    equal((await step("preview.yml", "Comment", { ...comment, STATUS: "0" })).exitCode, 0);
    match(read("comment.md"), /### What an update of .* would do[^]*cpu 1024→2048[^]*<details>[^]*1 to update/);
    match(read("asked"), /^gh pr comment 7 --body-file /m);

    await stack.set("cpu", "2047");
    equal((await step("preview.yml", "Preview")).exitCode, 0);
    const refused = await step("preview.yml", "Comment", { ...comment, STATUS: "255" });
    equal(refused.exitCode, 255);
    match(read("comment.md"), /would be refused[^]*cpu 2047 is not valid/);
    await stack.set("cpu", "1024");
  });

  it("roll back, and offer the config that runs as a change", async () => {
    await stack.set("cpu", "2048");
    equal((await stack.up()).exitCode, 0);
    const rollback = await step("rollback.yml", "Roll back", { TO: "" });
    equal(rollback.exitCode, 0, rollback.text);
    equal((await stack.pulumi("config", "get", "cpu")).stdout.trim(), "1024");
    const kept = await step("rollback.yml", "Keep the config", { GH_TOKEN: "", BRANCH: "rollback-1" });
    equal(kept.exitCode, 0, kept.text);
    const asked = read("asked");
    match(asked, new RegExp(`^git commit --message Roll ${stack.name} back -- Pulumi\\.${stack.name}\\.yaml$`, "m"));
    match(asked, /^git push origin rollback-1$/m);
    match(asked, /^gh pr create --head rollback-1 /m);
  });
});
