import { deepEqual, equal, match, ok } from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { redeployDocument as redeploySchema } from "../../runbook/documents/redeploy";
import { rollbackDocument as schema } from "../../runbook/documents/rollback";
import { runbook } from "../../runbook/runbook";
import { pushImage } from "../../sandbox/aws/pushImage";
import { readStackFiles } from "../../settings/stackFiles";
import { control, useLocalAws } from "../sandbox/awsFixture";
import { stateWith } from "./support/ownState";
import { names, Project, until, type Printed } from "./support/project";

/** Says what `history.json` and `state.json` have, and does with `up` what `up.json` says: with which code it ends, and whether it is in the history. */
const engine = `#!${process.execPath}
const { appendFileSync, readFileSync, writeFileSync } = require("node:fs");
const args = process.argv.slice(2);
const [history, state, up, calls] = ["history.json", "state.json", "up.json", "calls"].map((name) => __dirname + "/" + name);
const read = (file) => JSON.parse(readFileSync(file, "utf8"));
appendFileSync(calls, args.join(" ") + "\\n");
if (args[1] === "export") process.stdout.write(readFileSync(state, "utf8"));
else if (args[0] === "stack") process.stdout.write(JSON.stringify(args.includes("1") ? read(history) : []));
if (args[0] === "up") {
  const { exitCode, result, waits, isKilled } = read(up);
  if (isKilled) process.kill(process.pid, "SIGKILL");
  process.stdout.write("the engine was here\\n");
  const entry = { kind: "update", result, startTime: new Date(), endTime: new Date(), config: {}, message: args[args.indexOf("--message") + 1] };
  if (result !== undefined) writeFileSync(history, JSON.stringify([entry, ...read(history)]));
  if (!waits) process.exit(exitCode);
  process.on("SIGTERM", () => process.exit(exitCode));
  setInterval(() => undefined, 1000);
  appendFileSync(calls, "waiting\\n");
}
`;

describe("rollback and redeploy", () => {
  const used = useLocalAws();
  let project: Project;
  let bin: string;
  /** Newest first. */
  let history: { config: Record<string, { value: string; secret: boolean }> }[];
  const digests: string[] = [];

  const push = () => pushImage(used.aws.endpoint, { repository: "agenticmem", tag: "latest" });
  const file = () => readFileSync(project.stackFile, "utf8");
  const calls = () => (existsSync(join(bin, "calls")) ? readFileSync(join(bin, "calls"), "utf8") : "");
  const ups = () =>
    calls()
      .split("\n")
      .filter((line) => line.startsWith("up "));
  const ends = (end: { exitCode: number; result?: string; waits?: boolean; isKilled?: boolean }) =>
    writeFileSync(join(bin, "up.json"), JSON.stringify(end));

  /** Runs a command; with answers, somebody sits at the terminal. */
  async function run(
    args: string[],
    { answers, path = bin }: { answers?: boolean[]; path?: string } = {},
  ): Promise<Printed> {
    project.answers = answers ?? [];
    project.questions = [];
    const { surroundings, printed } = project.surroundings();
    const exitCode = await runbook(args, { ...surroundings, env: { ...surroundings.env, PATH: path } });
    return { exitCode, ...printed() };
  }

  async function plan(...args: string[]) {
    const { exitCode, stdout, stderr } = await run(["rollback", ...args, "--dry-run", "--output", "json"]);
    equal(exitCode, 0, stderr);
    return schema.parse(JSON.parse(stdout));
  }

  /** With other settings in the history for an update, counted from the oldest one on. */
  async function withPast(index: number, settings: Record<string, string>, test: () => Promise<void>): Promise<void> {
    const entry = history.at(-1 - index)!;
    const { config } = entry;
    const other = Object.entries(settings).map(([setting, value]) => [
      `agenticmem:${setting}`,
      { value, secret: false },
    ]);
    entry.config = { ...config, ...(Object.fromEntries(other) as typeof config) };
    writeHistory();
    await test().finally(() => (entry.config = config));
  }

  const writeHistory = () => writeFileSync(join(bin, "history.json"), JSON.stringify(history));

  /** What `pulumi up` leaves behind: a revision on the service, and an entry in the history. */
  async function update(changes: Record<string, unknown>, environment: object = {}): Promise<void> {
    for (const [setting, value] of Object.entries(changes)) project.set(setting, value);
    const startTime = new Date();
    await project.deploy();
    await project.settled();
    const { values } = readStackFiles(project.dir, "test");
    const config = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { value, secret: false }]));
    const entry = {
      kind: "update",
      result: "succeeded",
      startTime,
      endTime: new Date(),
      message: "",
      config,
      environment,
      resourceChanges: history.length === 0 ? { create: 4 } : { replace: 1, update: 1, same: 2 },
    };
    history.unshift(entry);
    writeHistory();
    // The history's times are cut to seconds: two updates are told apart when a second begins between them.
    const second = Math.floor(Date.now() / 1000);
    await until(() => Promise.resolve(Math.floor(Date.now() / 1000) > second));
  }

  before(async function () {
    this.timeout(120_000);
    project = new Project(used.aws);
    bin = join(project.dir, "bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "pulumi"), engine);
    chmodSync(join(bin, "pulumi"), 0o755);
    history = [];
    writeFileSync(join(bin, "state.json"), JSON.stringify(stateWith(names)));
    digests.push(await push());
    await update({ cpu: "1024" }, { "git.head": "0123456789abcdef", "git.dirty": "false" });
    digests.push(await push());
    await update({ cpu: "2048", "environment.LOG_LEVEL": undefined });
  });
  after(() => project.remove());

  let text: string;
  beforeEach(() => {
    text = file();
    rmSync(join(bin, "calls"), { force: true });
    writeHistory();
    ends({ exitCode: 0, result: "succeeded" });
  });
  afterEach(async () => {
    writeFileSync(project.stackFile, text);
    await control(used.aws.endpoint, "DELETE", "faults");
  });

  it("plans to go to the update before: settings, exact image, commit", async () => {
    const told = await plan();
    deepEqual(
      [told.update?.number, told.update?.revision, told.running],
      [1, "agenticmem-task:1", "agenticmem-task:2"],
    );
    const [cpu, ...pins] = told.settings;
    deepEqual(cpu, { setting: "cpu", from: "2048", to: "1024", change: "changed" });
    deepEqual(
      pins.map(({ setting, change }) => `${setting} ${change}`),
      ["pins.from added", "pins.image added"],
    );
    ok(told.image.to?.endsWith(`@${digests[0]}`));
    ok(told.image.isPinned);
    deepEqual(told.commit, { then: "0123456789abcdef", isDirty: false });
    deepEqual(told.problems, []);
    equal(file(), text);
    deepEqual(ups(), []);
  });

  it("names edits that were never deployed, and leaves the count alone", async () => {
    project.set("memory", "8192");
    project.set("desiredCount", "3");
    const { pendingEdits, settings } = await plan();
    deepEqual(pendingEdits, [
      { setting: "memory", isOverwritten: true },
      { setting: "desiredCount", isOverwritten: false },
    ]);
    deepEqual(
      settings.map(({ setting }) => setting),
      ["cpu", "memory", "pins.from", "pins.image"],
    );
  });

  it("needs no pin where the setting names the digest", async () => {
    await withPast(0, { image: digests[0]! }, async () => {
      const { image, settings } = await plan();
      ok(image.to?.endsWith(`@${digests[0]}`));
      ok(!image.isPinned);
      deepEqual(
        settings.map(({ setting }) => setting),
        ["cpu", "image"],
      );
    });
  });

  it("shows a value of several lines in one", async () => {
    project.set("environment", { A: "one\ntwo" });
    await withPast(0, { environment: '{"A":"three\\nfour"}' }, async () => {
      match((await run(["rollback", "--dry-run"])).stdout, /^ {2}environment\.A "one\\ntwo"→"three\\nfour"$/m);
    });
  });

  for (const command of ["rollback", "redeploy"]) {
    it(`${command} is refused, with the way on, for a service that the stack does not have`, async () => {
      writeFileSync(join(bin, "state.json"), JSON.stringify(stateWith({ ...names, service: "another" })));
      const { exitCode, stdout } = await run([command, "--yes"]);
      writeFileSync(join(bin, "state.json"), JSON.stringify(stateWith(names)));
      equal(exitCode, 1);
      match(stdout, /service agenticmem-service .* runs, but stack test does not have it: npm run adopt takes it over/);
      deepEqual([ups(), file()], [[], text]);
    });
  }

  it("asks; a no changes nothing", async () => {
    const { exitCode, stdout, stderr } = await run(["rollback"], { answers: [false] });
    equal(exitCode, 1);
    deepEqual(project.questions, ["Change the config and run pulumi up?"]);
    match(stderr, /goes back to update 1/);
    match(stdout, /Nothing was changed/);
    equal(file(), text);
    deepEqual(ups(), []);
  });

  it("writes the config, runs pulumi up with a message, and keeps stdout for the result", async () => {
    const { exitCode, stdout, stderr } = await run(["rollback", "--yes", "--output", "json"]);
    equal(exitCode, 0, stderr);
    equal(schema.parse(JSON.parse(stdout)).outcome, "green");
    match(stderr, /the engine was here/);
    const [up] = ups();
    match(
      up ?? "",
      /^up --yes --skip-preview --stack test --message rollback to update 1 \(update, .* UTC\) --non-interactive$/,
    );
    match(file(), /agenticmem:cpu: "1024"/);
    match(file(), new RegExp(`reference: .*@${digests[0]}`));
    match(file(), /from: update 1, agenticmem-task:1/);
  });

  it("red: exit code 1, the new config stays, and the way on is told", async () => {
    ends({ exitCode: 1, result: "failed" });
    const { exitCode, stdout } = await run(["rollback", "--yes"]);
    equal(exitCode, 1);
    match(stdout, /Pulumi\.test\.yaml has the config that was gone back to/);
    match(file(), /agenticmem:cpu: "1024"/);
  });

  it("an up that could not begin: exit code 4, and the old config is back", async () => {
    ends({ exitCode: 255 });
    const { exitCode, stdout, stderr } = await run(["rollback", "--yes"]);
    equal(exitCode, 4);
    equal(stdout, "");
    match(stderr, /pulumi up could not begin .*\. Nothing was changed, and Pulumi\.test\.yaml is as it was/);
    equal(file(), text);
  });

  it("an up that is killed: the new config stays, and cancel is named", async () => {
    ends({ exitCode: 0, isKilled: true });
    const { exitCode, stdout } = await run(["rollback", "--yes", "--output", "json"]);
    equal(exitCode, 1);
    equal(schema.parse(JSON.parse(stdout)).outcome, "cutShort");
    match(file(), /agenticmem:cpu: "1024"/);
    const redeploy = await run(["redeploy", "--yes"]);
    equal(redeploy.exitCode, 1);
    match(redeploy.stdout, /the update was cut short: .* pulumi cancel if the stack is locked, then pulumi up/);
  });

  it("an up that is interrupted may have begun: the new config stays", async () => {
    ends({ exitCode: 1, waits: true });
    const running = run(["rollback", "--yes"]);
    await until(() => Promise.resolve(calls().includes("waiting")));
    process.emit("SIGTERM");
    const { exitCode, stdout } = await running;
    equal(exitCode, 1);
    match(stdout, /^the rollback was cut short: [^]*npm run status[^]*pulumi cancel[^]*pulumi up /);
    match(file(), /agenticmem:cpu: "1024"/);
  });

  it("without an engine: exit code 4 before anything is done", async () => {
    const { exitCode, stderr } = await run(["rollback", "--yes"], { path: "" });
    equal(exitCode, 4);
    match(stderr, /there is no engine/);
    equal(file(), text);
  });

  const unfit: [setting: string, value: string, why: RegExp][] = [
    [
      "executionRole",
      "gone-role",
      /the update would fail:\n {2}- execution role "gone-role" does not exist[^]*Nothing was changed/,
    ],
    ["memory", "3000", /the update would fail:\n {2}- memory 3000 is not valid[^]*Nothing was changed/],
  ];
  for (const [setting, value, why] of unfit) {
    it(`changes nothing where the update to go back to had ${setting} ${value}, which is no good any more`, async () => {
      await withPast(0, { [setting]: value }, async () => {
        const { exitCode, stdout } = await run(["rollback", "--yes"]);
        equal(exitCode, 1);
        match(stdout, why);
        equal(file(), text);
        deepEqual(ups(), []);
      });
    });
  }

  it("goes by the history alone where ECS may not be asked, and says so", async () => {
    await control(used.aws.endpoint, "POST", "faults", { action: "ecs:ListServiceDeployments", kind: "deny" });
    const { update, warnings } = await plan();
    equal(update?.number, 1);
    ok(
      warnings.some((warning) => warning.includes("ecs:ListServiceDeployments")),
      warnings.join("\n"),
    );
  });

  const refused: [args: string[], why: RegExp][] = [
    [["--to", "1", "--release"], /cannot be used with/],
    [["--to", "1", "--to-revision", "2"], /cannot be used with/],
    [["--to-revision", "1", "--release"], /cannot be used with/],
    [["--to", "first"], /--to first is not valid/],
    [["--to-revision", "app/1"], /--to-revision app\/1 is not valid/],
    [["--to-revision", "other:1"], /other:1 is not of the stack's family: use one of agenticmem-task/],
    [["--to", "9"], /there is no update 9: use one of 2, 1/],
  ];
  for (const [args, why] of refused) {
    it(`${args.join(" ")} is refused with exit code 2`, async () => {
      const { exitCode, stderr } = await run(["rollback", ...args, "--dry-run"]);
      equal(exitCode, 2, stderr);
      match(stderr, why);
    });
  }

  it("--to-revision sets the revision alone", async () => {
    const told = await plan("--to-revision", "1");
    equal(told.pinnedRevision, "agenticmem-task:1");
    deepEqual(told.settings, [{ setting: "pinnedRevision", to: "agenticmem-task:1", change: "added" }]);
    ok(told.differences.includes("cpu 2048→1024"), told.differences.join("\n"));
  });

  it("--to-revision is refused for a revision that is no more", async () => {
    const { exitCode, stdout } = await run(["rollback", "--to-revision", "99", "--yes"]);
    equal(exitCode, 1);
    match(stdout, /agenticmem-task:99 does not exist/);
    equal(file(), text);
  });

  it("--release shows what the tag stands for now", async () => {
    await run(["rollback", "--yes"]);
    const { image, settings } = await plan("--release");
    ok(image.to?.endsWith(`@${digests[1]}`));
    ok(!image.isPinned);
    deepEqual(
      settings.map(({ setting, change }) => `${setting} ${change}`),
      ["pins.from removed", "pins.image removed"],
    );
    equal((await run(["rollback", "--release", "--yes"])).exitCode, 0);
    ok(!file().includes("pins"));
    match(file(), /agenticmem:cpu: "1024"/);
  });

  it("--release has nothing to do where nothing is pinned", async () => {
    const { exitCode, stdout } = await run(["rollback", "--release", "--yes"]);
    equal(exitCode, 0);
    match(stdout, /nothing is pinned/);
    deepEqual(ups(), []);
  });

  it("redeploy writes the time and runs pulumi up", async () => {
    const { exitCode, stdout, stderr } = await run(["redeploy", "--yes", "--output", "json"]);
    equal(exitCode, 0, stderr);
    const told = redeploySchema.parse(JSON.parse(stdout));
    deepEqual([told.revision, told.tasks, told.pendingChanges, told.outcome], ["agenticmem-task:2", 1, [], "green"]);
    match(told.redeployment, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    ok(file().includes(`agenticmem:redeployment: "${told.redeployment}"`));
    match(ups()[0] ?? "", /--message redeploy/);
  });

  it("redeploy names what else would be deployed, and asks", async () => {
    project.set("memory", "8192");
    const edited = file();
    const { exitCode, stderr } = await run(["redeploy"], { answers: [false] });
    equal(exitCode, 1);
    for (const said of [
      "the task of service agenticmem-service (agenticmem-task:2) will be replaced",
      "the setting memory",
      "memory 4096→8192",
    ]) {
      ok(stderr.includes(said), stderr);
    }
    equal(file(), edited);
    deepEqual(ups(), []);
  });

  it("brings back what a tag stood for when a revision names the tag only", async () => {
    await update({ pinImageDigest: "false" });
    digests.push(await push());
    await update({ cpu: "512" });
    const told = await plan();
    deepEqual([told.update?.number, told.update?.revision], [3, "agenticmem-task:3"]);
    ok(told.image.from?.endsWith(":latest"));
    ok(told.image.to?.endsWith(`@${digests[1]}`));
    ok(told.image.isPinned);
  });

  it("is refused when the image is no longer in the repository", async () => {
    const ecr = await project.open().clients.ecr();
    await ecr.batchDeleteImage({ repositoryName: "agenticmem", imageIds: [{ imageDigest: digests[0] }] });
    const { exitCode, stdout } = await run(["rollback", "--to", "1", "--yes"]);
    equal(exitCode, 1);
    match(stdout, new RegExp(`image "agenticmem@${digests[0]}" does not exist`));
    deepEqual(ups(), []);
  });

  describe("when the service is not where the newest update has left it", () => {
    it("goes back to that update, while another one is under way or was cut short", async () => {
      project.set("cpu", "512");
      project.set("stopTimeout", "30");
      await project.deploy();
      const { update, running, notes, pendingEdits } = await plan();
      equal(update?.number, history.length);
      equal(running, "agenticmem-task:5");
      match(notes.join("\n"), /agenticmem-task:5 came after update 4 .*: an update is under way or was cut short/);
      match(notes.join("\n"), /a rollout of agenticmem-task:5 is under way/);
      deepEqual(pendingEdits, [], "what has been deployed of them is not known");
      const { stdout } = await run(["redeploy", "--dry-run"]);
      match(stdout, /a rollout of agenticmem-task:5 is under way: .* the stack is locked/);
      await project.settled();
      ok(!(await plan()).notes.join().includes("a rollout of"));
    });

    it("never takes the revision of an update that was cut short for another one's", async () => {
      const config = { ...history[0]!.config };
      const [startTime, endTime] = [new Date(), new Date()];
      const entry = { kind: "update", result: "succeeded", message: "", resourceChanges: { same: 4 }, config };
      const completed = { ...entry, startTime, endTime };
      history.unshift(completed);
      await update({ image: digests[1]! });
      const { exitCode, stderr } = await run(["rollback", "--dry-run"]);
      equal(exitCode, 2);
      match(stderr, /which revision update 5 .* ran is not certain: it may be agenticmem-task:4 or agenticmem-task:5/);
    });

    it("says that somebody has changed it by hand, and goes back to the newest update", async () => {
      const ecs = await project.open().clients.ecs();
      const { cluster, service } = names;
      await ecs.updateService({ cluster, service, taskDefinition: "agenticmem-task:3" });
      await project.settled();
      const { update, notes } = await plan();
      equal(update?.number, 6);
      match(
        notes.join("\n"),
        /agenticmem-task:3 was deployed after update 6 .*somebody has changed the service by hand/,
      );
    });

    it("says that the service is being deleted, and then that all of it will be new", async () => {
      const ecs = await project.open().clients.ecs();
      const { cluster, service } = names;
      await ecs.deleteService({ cluster, service, force: true });
      const statusOf = async () => (await ecs.describeServices({ cluster, services: [service] })).services?.[0]?.status;
      equal(await statusOf(), "DRAINING");
      for (const command of ["rollback", "redeploy"]) {
        const { exitCode, stdout, stderr } = await run([command, "--dry-run"]);
        equal(exitCode, 1);
        match(stdout + stderr, /is being deleted; wait until that is done/);
      }
      await until(async () => (await statusOf()) !== "DRAINING");
      const { differences, running } = await plan("--to", "6");
      deepEqual([differences, running], [["all of it is new, since there is no service"], undefined]);
    });
  });
});
