import assert from "node:assert/strict";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { ECS } from "@aws-sdk/client-ecs";
import { IAM } from "@aws-sdk/client-iam";
import { execa } from "execa";
import { pack } from "../../packaging/pack";
import { startLocalAws } from "../../sandbox/aws";
import { clientConfig } from "../../sandbox/aws/awsAccount";
import { pushImage } from "../../sandbox/aws/pushImage";
import { findEngine } from "../../sandbox/engine";
import { projectDir } from "../../sandbox/paths";
import { startProvider } from "../../sandbox/provider";

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
  this.timeout(120_000);

  const cleanUps: (() => Promise<void> | void)[] = [];
  let ecs: ECS;
  let iam: IAM;
  let endpoint: string;
  let dir: string;
  let env: NodeJS.ProcessEnv;

  before(async function () {
    this.timeout(20 * 60_000);
    const progress = (line: string) => console.error(line);
    dir = realpathSync(mkdtempSync(join(tmpdir(), "package-")));
    cleanUps.push(() => rmSync(dir, { recursive: true }));
    cpSync(join(__dirname, "packageProgram"), dir, { recursive: true });
    writeFileSync(join(dir, "tsconfig.json"), JSON.stringify(tsconfig));
    await install(await pack(join(dir, "dist")));

    const engine = await findEngine({ progress });
    const aws = await startLocalAws({ progress, timeScale: 600 });
    cleanUps.push(() => aws.stop());
    const provider = await startProvider({ env: aws.env, announce: () => undefined });
    cleanUps.push(() => provider.stop());
    ({ endpoint } = aws);
    ecs = new ECS(clientConfig(aws.endpoint, aws.region));
    iam = new IAM(clientConfig(aws.endpoint, aws.region));
    for (const folder of ["home", "state"]) mkdirSync(join(dir, folder));
    env = {
      ...process.env,
      ...aws.env,
      PATH: [engine.binDir, process.env.PATH ?? ""].join(delimiter),
      PULUMI_HOME: join(dir, "home"),
      PULUMI_BACKEND_URL: `file://${join(dir, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_DEBUG_PROVIDERS: `aws:${provider.port}`,
      PULUMI_STACK: "dev",
    };
    await succeeds("stack", "init", "dev");
  });

  after(async () => {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  });

  /** As `npm install <tarball>`, but with the packages of this checkout: only those that the package says it needs. */
  async function install(tarball: string): Promise<void> {
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

  async function pulumi(...args: string[]): Promise<{ exitCode: number | undefined; stdout: string; text: string }> {
    const options = { cwd: dir, env, extendEnv: false, stdin: "ignore", reject: false } as const;
    const { exitCode, stdout, stderr } = await execa(
      "pulumi",
      [...args, "--non-interactive", "--color=never"],
      options,
    );
    return { exitCode, stdout, text: `${stdout}\n${stderr}` };
  }

  async function succeeds(...args: string[]): Promise<string> {
    const { exitCode, stdout, text } = await pulumi(...args);
    assert.equal(exitCode, 0, text);
    return stdout;
  }

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
    assert.deepEqual(readdirSync(join(dir, "node_modules", "agenticmem")).sort(), [...folders, ...files].sort());
  });

  it("has types that say what can be set", async () => {
    const compiler = require.resolve("typescript/bin/tsc");
    const { exitCode, stdout } = await execa(process.execPath, [compiler, "--project", dir, "--noCheck", "false"], {
      reject: false,
    });
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
    await pushImage(endpoint, { repository: "agenticmem", tag: "broken", behaviour });
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
    writeFileSync(join(dir, "index.ts"), /```ts\n(.*?)```/s.exec(page)?.[1] ?? "");
    await ecs.createCluster({ clusterName: "production" });
    const Statement = [
      { Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" },
    ];
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await iam.createRole({ RoleName: "ecsTaskExecutionRole", AssumeRolePolicyDocument });
    await succeeds("stack", "init", "example");
    env.PULUMI_STACK = "example";
    const { exitCode, text } = await up();
    assert.equal(exitCode, 0, text);
    assert.match(text, /web-task:\d+ runs: deployment complete, 1 task in service/);
    await succeeds("destroy", "--yes");
  });
});
