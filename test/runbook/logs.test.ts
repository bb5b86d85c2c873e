import { CloudWatchLogs, type InputLogEvent } from "@aws-sdk/client-cloudwatch-logs";
import assert from "node:assert/strict";
import { containersOf } from "../../rollout/revisions";
import type { Time } from "../../rollout/time";
import { liveRevision, liveService } from "../../runbook/liveService";
import { LogShow } from "../../runbook/logs/show";
import type { Wanted } from "../../runbook/logs/source";
import { control, useLocalAws } from "../sandbox/awsFixture";
import { names, Project, until } from "./support/project";

const group = "/ecs/agenticmem";
const one = `1111${"0".repeat(28)}`;
const two = `2222${"0".repeat(28)}`;

/** Time that goes on 20 times as fast, until a condition is met. */
class FastTime implements Time {
  isOver = false;
  sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms / 20));
  isInterrupted = () => this.isOver;
  elapsedMs = () => performance.now() * 20;
  end = () => undefined;
}

describe("logs", () => {
  const used = useLocalAws();
  let project: Project;
  let logs: CloudWatchLogs;
  const fault = (fault: object) => control(used.aws.endpoint, "POST", "faults", fault);
  const calls = async (action: string) =>
    ((await control(used.aws.endpoint, "GET", "calls")).answer as Record<string, number>)[action] ?? 0;

  /** Writes lines of a task, at so many milliseconds before now. */
  const write = async (task: string, lines: [beforeMs: number, message: string][], to = group, client = logs) => {
    const stream = { logGroupName: to, logStreamName: `ecs/agenticmem/${task}` };
    await client.createLogStream(stream).catch(() => undefined);
    const now = Date.now();
    const logEvents: InputLogEvent[] = lines.map(([beforeMs, message]) => ({ timestamp: now - beforeMs, message }));
    for (let from = 0; from < logEvents.length; from += 10_000)
      await client.putLogEvents({ ...stream, logEvents: logEvents.slice(from, from + 10_000) });
  };
  const messages = (stdout: string) =>
    stdout
      .split("\n")
      .slice(0, -1)
      .map((line) => line.split(" ").slice(2).join(" "));

  before(() => {
    project = new Project(used.aws);
    logs = new CloudWatchLogs(used.config);
  });
  after(() => project.remove());
  afterEach(() => control(used.aws.endpoint, "DELETE", "faults"));

  it("says in a sentence that there is no service", async () => {
    const { exitCode, stderr } = await project.run("logs");
    assert.equal(exitCode, 1);
    assert.match(stderr, /^service "agenticmem-service" does not exist/);
  });

  it("shows what the containers have written, in the order of time, with task and container", async function () {
    this.timeout(60_000);
    await project.deploy();
    await project.settled();
    await write(one, [
      [5_000, "a"],
      [3_000, "c"],
    ]);
    await write(two, [[4_000, "b"]]);
    const { exitCode, stdout, stderr } = await project.run("logs", "--filter", "-listens");
    assert.deepEqual([exitCode, stderr], [0, ""]);
    assert.match(stdout, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z 11110000\/agenticmem a\n/);
    assert.deepEqual(messages(stdout), ["a", "b", "c"]);
  });

  it("takes a task by its id, the beginning of it, or its ARN", async () => {
    for (const task of ["2222", two, `arn:aws:ecs:us-west-2:123456789012:task/agenticmem-cluster/${two}`]) {
      assert.deepEqual(messages((await project.run("logs", "--task", task)).stdout), ["b"], task);
    }
  });

  it("takes only what is younger, and what fits the filter", async () => {
    await write(two, [
      [3_600_000, "an hour old ERROR"],
      [1_000, "ERROR now"],
    ]);
    assert.deepEqual(messages((await project.run("logs", "--filter", "ERROR")).stdout), ["ERROR now"]);
    const older = await project.run("logs", "--filter", "ERROR", "--since", "2h");
    assert.deepEqual(messages(older.stdout), ["an hour old ERROR", "ERROR now"]);
  });

  it("says so when there is nothing", async () => {
    const { exitCode, stdout, stderr } = await project.run("logs", "--filter", "nowhere", "--since", "1m");
    assert.deepEqual([exitCode, stdout], [0, ""]);
    assert.match(stderr, /^no log events since \d{4}-.*Z in \/ecs\/agenticmem\n$/);
  });

  it("makes control characters harmless, keeps indentation, and gives each line of an event its head", async () => {
    await write(`3333${"0".repeat(28)}`, [[500, "\u001b[31mred\u001b[0m\u0007\r\n\tat main\n"]]);
    const { stdout } = await project.run("logs", "--task", "3333");
    assert.match(stdout, /^\S+ 33330000\/agenticmem red $/m);
    assert.match(stdout, /^\S+ 33330000\/agenticmem \tat main$/m);
    assert.equal(stdout.split("\n").length, 3);
  });

  it("reads all pages, and waits when it is throttled", async function () {
    this.timeout(60_000);
    const many = Array.from({ length: 10_500 }, (_, index): [number, string] => [20_000 - index, `line ${index}`]);
    await write(`4444${"0".repeat(28)}`, many);
    await control(used.aws.endpoint, "DELETE", "calls");
    await fault({ action: "logs:FilterLogEvents", kind: "throttle", times: 6 });
    const { exitCode, stdout, stderr } = await project.run("logs", "--task", "4444");
    assert.equal(exitCode, 0);
    assert.deepEqual(
      messages(stdout),
      many.map(([, message]) => message),
    );
    assert.ok((await calls("logs:FilterLogEvents")) >= 2 + 6);
    assert.match(
      stderr,
      /^(AWS has not answered logs:FilterLogEvents yet: still trying\n)?AWS did not do logs:FilterLogEvents.*ThrottlingException.*; asking again\n$/,
    );
  });

  const refused: [words: string[], exitCode: number, why: RegExp][] = [
    [["--since", "5 minutes"], 2, /--since 5 minutes is neither a duration nor a time: use for example 30s, 5m/],
    [["--since", "2999-01-01"], 2, /lies in the future/],
    [["--task", "web-1"], 2, /--task web-1 is not a task's id/],
    [["--container", "proxy"], 2, /--container proxy is none of agenticmem-task:1: use agenticmem/],
  ];
  for (const [words, expected, why] of refused) {
    it(`refuses ${words.join(" ")}`, async () => {
      const { exitCode, stdout, stderr } = await project.run("logs", ...words);
      assert.deepEqual([exitCode, stdout], [expected, ""]);
      assert.match(stderr, why);
    });
  }

  it("says that a filter pattern is none", async () => {
    await fault({
      action: "logs:FilterLogEvents",
      kind: "error",
      code: "InvalidParameterException",
      message: "Invalid filter pattern",
      httpStatus: 400,
    });
    const { exitCode, stderr } = await project.run("logs", "--filter", "{ $.a");
    assert.equal(exitCode, 2);
    assert.match(stderr, /^--filter { \$\.a is not a filter pattern of CloudWatch Logs: Invalid filter pattern/);
  });

  it("names the permission that is missing", async () => {
    await fault({ action: "logs:FilterLogEvents", kind: "deny" });
    const { exitCode, stderr } = await project.run("logs");
    assert.equal(exitCode, 3);
    assert.match(stderr, /permission for logs:FilterLogEvents on \/ecs\/agenticmem/);
  });

  describe("--follow", () => {
    /** Follows in the background; `end` is Ctrl-C. */
    async function follow(wanted: Partial<Wanted> = {}) {
      const { surroundings, printed } = project.surroundings();
      const stack = project.open();
      const live = await liveService(stack);
      const shown = { ...names, revisionArn: live.taskDefinitionArn, containers: containersOf(liveRevision(live)) };
      const time = new FastTime();
      const all = { since: Date.now() - 600_000, follow: true, ...wanted };
      const done = new LogShow(stack.clients, shown, all, surroundings, time).run();
      const end = async () => {
        time.isOver = true;
        await done;
      };
      return { printed, end, lines: () => messages(printed().stdout) };
    }

    it("goes on with what is written, also with what comes late, and shows nothing twice", async function () {
      this.timeout(30_000);
      const task = `5555${"0".repeat(28)}`;
      await write(task, [[9_000, "first"]]);
      const { lines, end } = await follow({ task: "5555" });
      await until(() => Promise.resolve(lines().includes("first")));
      await write(task, [[0, "second"]]);
      await until(() => Promise.resolve(lines().includes("second")));
      await write(task, [[8_000, "late"]]);
      await until(() => Promise.resolve(lines().includes("late")));
      await write(task, [
        [0, "third"],
        [0, "third"],
      ]);
      await until(() => Promise.resolve(lines().filter((line) => line === "third").length === 2));
      const before = await calls("logs:FilterLogEvents");
      await until(async () => (await calls("logs:FilterLogEvents")) > before + 3);
      await end();
      assert.deepEqual(lines(), ["first", "second", "late", "third", "third"]);
    });

    it("ends with exit code 0 at Ctrl-C", async () => {
      const { exitCode } = await project.runUntilCtrlC(/is there/, "logs", "--follow");
      assert.equal(exitCode, 0);
    });

    it("outlasts a lost connection and throttling, and says so", async function () {
      this.timeout(30_000);
      const task = `6666${"0".repeat(28)}`;
      const { lines, printed, end } = await follow({ task: "6666" });
      await until(() => Promise.resolve(printed().stderr.includes("no log events")));
      await fault({ action: "logs:FilterLogEvents", kind: "error", httpStatus: 503, times: 6 });
      await write(task, [[0, "during"]]);
      await until(() => Promise.resolve(lines().includes("during")));
      assert.match(printed().stderr, /AWS did not do logs:FilterLogEvents.*; asking again/);
      await end();
    });

    it("ends when it is no longer permitted", async () => {
      const { printed, end } = await follow();
      await until(() => Promise.resolve(printed().stderr.includes("is there")));
      await fault({ action: "logs:FilterLogEvents", kind: "deny" });
      await assert.rejects(end(), { name: "AccessDeniedException" });
    });

    it("tells on stderr which tasks come and go, and follows a new revision to its own log group", async function () {
      this.timeout(60_000);
      await logs.createLogGroup({ logGroupName: "/ecs/other" });
      const { printed, lines, end } = await follow({ filter: "listens" });
      await until(() => Promise.resolve(/task [0-9a-f]{8} of agenticmem-task:1 is there/.test(printed().stderr)));
      project.set("logGroup", "/ecs/other");
      await project.deploy();
      await until(() => Promise.resolve(/task [0-9a-f]{8} of agenticmem-task:2 has come/.test(printed().stderr)));
      await until(() => Promise.resolve(lines().length > 1));
      await until(() => Promise.resolve(/of agenticmem-task:1 has gone: Scaling activity/.test(printed().stderr)));
      await end();
    });

    it("goes on without the permission to see tasks, and says so once", async () => {
      await fault({ action: "ecs:ListTasks", kind: "deny" });
      const { printed, end } = await follow();
      const before = await calls("logs:FilterLogEvents");
      await until(async () => (await calls("logs:FilterLogEvents")) > before + 8);
      await end();
      assert.equal(printed().stderr.match(/which tasks come and go is not seen/g)?.length, 1);
    });
  });

  describe("of a revision that writes elsewhere", () => {
    /** Shows the logs of what the stack asks for now, as if it were live. */
    async function show(wanted: Partial<Wanted> = {}) {
      const { surroundings, printed } = project.surroundings();
      const { clients } = project.open();
      const revisionArn = await project.register();
      const ecs = await clients.ecs();
      const { taskDefinition } = await ecs.describeTaskDefinition({ taskDefinition: revisionArn });
      const shown = { ...names, revisionArn, containers: containersOf(taskDefinition!) };
      const all = { since: Date.now() - 600_000, follow: false, ...wanted };
      await new LogShow(clients, shown, all, surroundings, new FastTime()).run();
      return messages(printed().stdout);
    }
    afterEach(() => {
      for (const setting of ["overrides", "logGroup", "logGroupMode"]) project.set(setting, undefined);
    });

    it("reads a log group of another region there", async () => {
      const east = new CloudWatchLogs({ ...used.config, region: "us-east-1" });
      await east.createLogGroup({ logGroupName: "/ecs/east" });
      await write(one, [[1_000, "from the east"]], "/ecs/east", east);
      const options = { "awslogs-group": "/ecs/east", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "ecs" };
      project.set("overrides", { container: { logConfiguration: { logDriver: "awslogs", options } } });
      assert.deepEqual(await show({ task: "1111" }), ["from the east"]);
    });

    it("says in a sentence that the log group is missing", async () => {
      project.set("logGroup", "/ecs/missing");
      await assert.rejects(show(), {
        message: /^log group \/ecs\/missing of container agenticmem does not exist in region us-west-2/,
      });
    });

    it("says that nothing is written to one", async () => {
      project.set("logGroupMode", "none");
      await assert.rejects(show(), { message: /^no container of agenticmem-task:\d+ writes to CloudWatch Logs/ });
    });
  });
});
