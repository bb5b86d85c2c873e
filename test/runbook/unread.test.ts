import { deepEqual, equal, match, ok } from "node:assert/strict";
import { spawn, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { pushImage } from "../../sandbox/aws/pushImage";
import { projectDir, withTypeScript } from "../../sandbox/paths";
import { useLocalAws } from "../sandbox/awsFixture";
import { FakeEngine } from "./support/fakeEngine";
import { names, Project } from "./support/project";

const behaviour = {
  commands: {
    "sleep infinity": {},
    migrate: { exit: { code: 7, afterSeconds: 5, log: ["one", "two"] } },
    true: { exit: { code: 0, afterSeconds: 5, log: ["one"] } },
  },
};

const program = `
  const { asProcess } = require("./runbook/asProcess");
  const { terminal } = require("./runbook/surroundings");
  const [dir, ...args] = process.argv.slice(1);
  asProcess(args, { ...terminal(), projectDir: dir });
`;

describe("a command whose output", function () {
  this.timeout(60_000);
  const used = useLocalAws();
  let project: Project;
  let engine: FakeEngine;

  before(async () => {
    project = new Project(used.aws);
    engine = new FakeEngine();
    engine.setServices(names);
    await pushImage(used.aws.endpoint, { repository: "agenticmem", tag: "latest", behaviour }, used.aws);
    await project.deploy();
    await project.settled();
  });
  after(() => {
    project.remove();
    engine.remove();
  });

  function start(args: string[], stdio: StdioOptions) {
    const words = [...withTypeScript, "-e", program, project.dir, ...args];
    return spawn(process.execPath, words, { cwd: projectDir, env: { ...process.env, ...engine.env }, stdio });
  }

  /** Runs a command whose output goes into a pipe that was closed at the other end. */
  async function unread(...args: string[]) {
    const child = start(args, ["ignore", "pipe", "pipe"]);
    for (const output of [child.stdout, child.stderr]) output?.destroy();
    const [exitCode] = (await once(child, "exit")) as [number | null];
    return exitCode;
  }

  /** Runs a command with stdout on a disk that is full. */
  async function onFullDisk(...args: string[]) {
    const full = openSync("/dev/full", "w");
    const child = start(args, ["ignore", full, "pipe"]);
    closeSync(full);
    const [stderr, [exitCode]] = await Promise.all([
      text(child.stderr!),
      once(child, "exit") as Promise<[number | null]>,
    ]);
    return { exitCode, stderr };
  }

  const migrations = async () => {
    const ecs = await project.open().clients.ecs();
    const { taskArns = [] } = await ecs.listTasks({ cluster: "agenticmem-cluster", desiredStatus: "STOPPED" });
    return taskArns.length;
  };

  describe("nobody reads", () => {
    it("ends with 141 when it only reads", async () => equal(await unread("status"), 141));

    it("goes on to its end when it changes something, and so does the engine", async () => {
      const before = readFileSync(project.stackFile, "utf8");
      equal(await unread("redeploy", "--yes"), 0);
      ok(engine.calls.some(([word]) => word === "up"));
      match(readFileSync(project.stackFile, "utf8").replace(before, ""), /agenticmem:redeployment: "\d{4}-/);
    });

    it("waits for a one-off task, and ends with its container's code", async () => {
      equal(await unread("run", "--", "migrate"), 7);
      equal(await migrations(), 1);
    });
  });

  describe("cannot be written", () => {
    const lost = /what is printed gets lost: ENOSPC/;

    it("says so, and ends, when it only reads", async () => {
      const { exitCode, stderr } = await onFullDisk("status", "--output", "json");
      equal(exitCode, 1);
      match(stderr, lost);
    });

    const cases: [args: string[], exitCode: number][] = [
      [["redeploy", "--dry-run"], 1],
      [["run", "--", "true"], 125],
      [["run", "--", "migrate"], 7],
    ];
    for (const [args, code] of cases) {
      it(`says so, goes on, and ends with ${code}: ${args.join(" ")}`, async () => {
        const { exitCode, stderr } = await onFullDisk(...args);
        deepEqual([exitCode, stderr.match(new RegExp(lost, "g"))?.length], [code, 1], stderr);
      });
    }
  });
});
