import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ECS } from "@aws-sdk/client-ecs";
import { IAM } from "@aws-sdk/client-iam";
import { execa } from "execa";
import { pack } from "../../packaging/pack";
import { clientConfig } from "../../sandbox/aws/awsAccount";
import { pushImage } from "../../sandbox/aws/pushImage";
import { projectDir } from "../../sandbox/paths";
import { OwnProgram } from "./support/ownProgram";

/** Written here, since the one that the linter finds beside the program has to know the package without installing it. */
const tsconfig = {
  compilerOptions: {
    strict: true,
    noCheck: true,
    target: "es2024",
    module: "commonjs",
    moduleResolution: "bundler",
    noEmit: true,
    skipLibCheck: true,
  },
  files: ["index.ts", "refused.ts"],
};

describe("the package in another Pulumi program", function () {
  this.timeout(300_000);

  let program: OwnProgram;
  let ecs: ECS;
  let iam: IAM;
  let stack = "dev";

  before(async function () {
    this.timeout(20 * 60_000);
    program = await OwnProgram.start({ program: "packageProgram", timeScale: 600, install });
    const config = clientConfig(program.aws.endpoint, program.aws.region);
    ecs = new ECS(config);
    iam = new IAM(config);
    await succeeds("stack", "init", stack);
  });
  after(() => program.stop());

  /** As `npm install <tarball>`, but with the packages of this checkout: only those that the package says it needs. */
  async function install(dir: string): Promise<void> {
    writeFileSync(join(dir, "tsconfig.json"), JSON.stringify(tsconfig));
    const tarball = await pack(join(dir, "dist"));
    const modules = join(dir, "node_modules");
    const installed = join(modules, "agenticmem");
    mkdirSync(installed, { recursive: true });
    await execa("tar", ["--extract", "--file", tarball, "--directory", installed, "--strip-components", "1"]);
    const needs = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
      peerDependencies: Record<string, string>;
    };
    for (const name of Object.keys({ ...needs.dependencies, ...needs.peerDependencies })) {
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(join(projectDir, "node_modules", name), join(modules, name));
    }
  }

  const pulumi = (...args: string[]) => program.pulumi(stack, ...args);
  const succeeds = (...args: string[]) => program.succeeds(stack, ...args);
  const up = () => pulumi("up", "--yes", "--skip-preview");
  const hasNoChanges = () => succeeds("preview", "--expect-no-changes");
  const set = (setting: string, value: string) => succeeds("config", "set", "--path", setting, value);

  async function live(name: string) {
    const { services = [] } = await ecs.describeServices({
      cluster: "agenticmem-cluster",
      services: [`${name}-service`],
    });
    const [service] = services;
    const { taskDefinition } = await ecs.describeTaskDefinition({ taskDefinition: service?.taskDefinition });
    return { service, revision: taskDefinition };
  }

  it("has what a program needs, and nothing else", () => {
    const folders = ["account", "components", "docs", "program", "rollout", "settings"];
    const files = [
      "README.md",
      "package.d.ts",
      "package.js",
      "package.json",
      "project.json",
      "settings.d.ts",
      "settings.js",
    ];
    assert.deepEqual(
      readdirSync(join(program.dir, "node_modules", "agenticmem")).sort(),
      [...folders, ...files].sort(),
    );
  });

  it("has types that say what can be set", async () => {
    const compiler = require.resolve("typescript/bin/tsc");
    const { exitCode, stdout } = await execa(
      process.execPath,
      [compiler, "--project", program.dir, "--noCheck", "false"],
      {
        reject: false,
      },
    );
    assert.equal(exitCode, 0, stdout);
  });

  it("deploys services beside what the program makes itself, and then finds nothing to do", async () => {
    const { exitCode, text } = await up();
    assert.equal(exitCode, 0, text);
    assert.match(text, /web-task:1 runs: deployment complete, 1 task in service/);
    assert.match(text, /jobs-mail-task:1 runs: deployment complete, 1 task in service/);
    assert.match(text, /jobs-report-task:1 runs: deployment complete, 1 task in service/);
    const { service, revision } = await live("web");
    assert.equal(service?.runningCount, 1);
    assert.deepEqual([revision?.cpu, revision?.memory], ["512", "1024"]);
    assert.equal(revision?.containerDefinitions?.[0]?.portMappings?.[0]?.containerPort, 80);
    const outputs = JSON.parse(await succeeds("stack", "output", "--json")) as {
      web: { revisionArn: string };
      mailService: string;
    };
    assert.equal(outputs.web.revisionArn, revision?.taskDefinitionArn);
    assert.equal(outputs.mailService, "jobs-mail-service");
    await hasNoChanges();
  });

  it("lets the stack's config come before the settings in the code", async () => {
    await set("web.memory", "2048");
    const { exitCode, text } = await up();
    assert.equal(exitCode, 0, text);
    assert.equal((await live("web")).revision?.memory, "2048");
    assert.equal((await live("jobs-mail")).revision?.revision, 1);
  });

  it("refuses a setting that is not legal, with the command that repairs it here", async () => {
    await set("web.memory", "3000");
    const { exitCode, text } = await pulumi("preview");
    assert.notEqual(exitCode, 0);
    assert.match(
      text,
      /web: memory 3000 is not valid with cpu 512: use 1024, 2048, 3072 or 4096 MiB \(pulumi config set --path web\.memory 3072\)/,
    );
    assert.match(text, /Nothing was changed\./);
    assert.doesNotMatch(text, /at .*\.js:\d+/);
    await set("web.memory", "2048");
    await hasNoChanges();
  });

  it("is red with the reason when a task cannot run, and says what runs instead", async () => {
    const behaviour = { exit: { code: 3, afterSeconds: 1, log: ["no database"] } };
    await pushImage(program.aws.endpoint, { repository: "agenticmem", tag: "broken", behaviour });
    await set("web.image", "broken");
    const { exitCode, text } = await up();
    assert.notEqual(exitCode, 0);
    assert.match(text, /web: web-task:3 is not what runs: the deployment was rolled back\./);
    assert.match(text, /running now: web-task:2, 1 of 1 task/);
    assert.match(text, /exit code 3/);
    assert.match(text, /\| no database/);
    // Commands of this project, which the other one does not have.
    assert.doesNotMatch(text, /npm run/);
    await set("web.image", "latest");
    assert.equal((await up()).exitCode, 0);
  });

  it("takes everything away again", async () => {
    await succeeds("destroy", "--yes");
    assert.equal((await live("web")).service?.status, "INACTIVE");
  });

  it("runs the documentation's example", async () => {
    const page = readFileSync(join(projectDir, "docs", "package.md"), "utf8");
    writeFileSync(join(program.dir, "index.ts"), /```ts\n(.*?)```/s.exec(page)?.[1] ?? "");
    await ecs.createCluster({ clusterName: "production" });
    const Statement = [
      { Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" },
    ];
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await iam.createRole({ RoleName: "ecsTaskExecutionRole", AssumeRolePolicyDocument });
    await succeeds("stack", "init", "example");
    stack = "example";
    const { exitCode, text } = await up();
    assert.equal(exitCode, 0, text);
    assert.match(text, /web-task:\d+ runs: deployment complete, 1 task in service/);
    await succeeds("destroy", "--yes");
  });
});
