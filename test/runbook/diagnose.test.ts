import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { diagnoseDocument } from "../../runbook/documents/diagnose";
import { pushImage } from "../../sandbox/aws/pushImage";
import { control, useLocalAws } from "../sandbox/awsFixture";
import { Project, until } from "./support/project";

describe("diagnose", () => {
  const used = useLocalAws();
  let project: Project;
  const push = (behaviour: object) =>
    pushImage(used.aws.endpoint, { repository: "agenticmem", tag: "latest", behaviour }, used.aws);
  const fault = (action: string, kind: string) => control(used.aws.endpoint, "POST", "faults", { action, kind });

  before(() => (project = new Project(used.aws)));
  after(() => project.remove());
  afterEach(() => control(used.aws.endpoint, "DELETE", "faults"));

  it("says in a sentence that nothing was deployed, and that the cluster is missing", async () => {
    const nothing = await project.run("diagnose");
    assert.equal(nothing.exitCode, 1);
    assert.match(nothing.stderr, /^service "agenticmem-service" does not exist in cluster .* \(pulumi up\)/);
    project.set("cluster", "elsewhere");
    const { exitCode, stderr } = await project.run("diagnose");
    project.set("cluster", "agenticmem-cluster");
    assert.equal(exitCode, 1);
    assert.match(stderr, /^cluster "elsewhere" does not exist in account .* \(pulumi config set cluster <name>\)/);
  });

  it("tells a rollout under way, and that all is well", async function () {
    this.timeout(60_000);
    await project.deploy();
    const early = await project.run("diagnose");
    assert.equal(early.exitCode, 0);
    assert.match(early.stdout, /^agenticmem-task:1 is being rolled out/);
    await project.settled();
    const { exitCode, stdout, stderr } = await project.run("diagnose");
    assert.deepEqual([exitCode, stderr], [0, ""]);
    assert.match(stdout, /^all is well: agenticmem-task:1 runs, 1 of 1 task in service/);
    assert.match(stdout, /target [\d.]+:8081 of agenticmem-api-tg: healthy/);
  });

  it("does not ask AWS when its page cannot be written", async () => {
    await control(used.aws.endpoint, "DELETE", "calls");
    const { exitCode, stdout, stderr } = await project.run("diagnose", "--html", project.stackFile);
    assert.deepEqual([exitCode, stdout], [2, ""]);
    assert.match(stderr, /Pulumi\.test\.yaml: the file exists and is not a page of diagnose/);
    assert.deepEqual((await control(used.aws.endpoint, "GET", "calls")).answer, {});
  });

  const optional = [
    "ecs:ListTasks",
    "ecs:DescribeTasks",
    "ecs:ListServiceDeployments",
    "elasticloadbalancing:DescribeTargetHealth",
  ];
  for (const action of optional) {
    it(`without ${action}: what is left, that it is not all, and exit code 3`, async () => {
      await fault(action, "deny");
      const { exitCode, stdout } = await project.run("diagnose");
      assert.equal(exitCode, 3);
      assert.match(stdout, /^whether all is well is not known: agenticmem-task:1, 1 of 1 task running/);
      assert.match(stdout, new RegExp(`not seen: permission for ${action}`));
    });
  }

  for (const action of ["ecs:DescribeServices", "ecs:DescribeTaskDefinition"]) {
    it(`without ${action}: names it, with exit code 3`, async () => {
      await fault(action, "deny");
      const { exitCode, stdout, stderr } = await project.run("diagnose");
      assert.deepEqual([exitCode, stdout], [3, ""]);
      assert.match(stderr, new RegExp(`permission for ${action}`));
    });
  }

  it("is refused for an account that the stack does not allow", async () => {
    project.set("aws:allowedAccountIds", ["111122223333"]);
    const { exitCode, stdout, stderr } = await project.run("diagnose");
    project.set("aws:allowedAccountIds", undefined);
    assert.deepEqual([exitCode, stdout], [3, ""]);
    assert.match(stderr, /allows only 111122223333/);
  });

  it("tells a deployment that was rolled back, with the last lines and the ways on for the stack that was named", async function () {
    this.timeout(60_000);
    await push({ exit: { code: 1, afterSeconds: 5, log: ["starting", "no database"] } });
    await project.deploy();
    await until(async () => (await project.run("diagnose")).stdout.includes("was rolled back"));
    const { exitCode, stdout } = await project.run("diagnose", "--stack", "test");
    assert.equal(exitCode, 1);
    assert.match(stdout, /^agenticmem-task:2 is not what runs: its deployment was rolled back/);
    assert.match(stdout, /last lines of container agenticmem:\n {4}\| starting\n {4}\| no database/);
    const [, command = ""] = /its logs: npm run (.*)/.exec(stdout) ?? [];
    assert.match(stdout, /to go back: npm run rollback -- --stack test$/m);
    const logs = await project.run(...command.replace(" -- ", " ").split(" "));
    assert.match(logs.stdout, /agenticmem starting\n.*agenticmem no database\n$/, "the command that is proposed works");

    const file = join(project.dir, "rollout.html");
    const paged = await project.run("diagnose", "--html", file);
    assert.equal(paged.exitCode, 1);
    assert.match(paged.stdout, /^agenticmem-task:2 is not what runs/, "the text is printed all the same");
    assert.equal(paged.stderr, `The page is in ${file} (${pathToFileURL(file).href})\n`);
    const page = readFileSync(file, "utf8");
    for (const words of [
      "agenticmem-task:1",
      "no database",
      "npm run rollback",
      'data-kind="rollback"',
      'data-state="failed"',
    ]) {
      assert.ok(page.includes(words), words);
    }
    assert.match(page, /<li>image sha256:/, "what was asked for otherwise than what runs");

    await fault("logs:GetLogEvents", "deny");
    const { document, exitCode: withoutLogs } = await asDocument();
    assert.equal(withoutLogs, 1);
    assert.deepEqual(document.logs?.lines, []);
    assert.equal(document.state, "rolled back");
    assert.equal(document.causes[0]?.exitCode, 1);
  });

  const asDocument = async () => {
    const { exitCode, stdout } = await project.run("diagnose", "--output", "json");
    return { exitCode, document: diagnoseDocument.parse(JSON.parse(stdout)) };
  };
});
