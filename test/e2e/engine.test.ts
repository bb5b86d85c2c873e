import assert from "node:assert/strict";
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { findEngine, type Engine } from "../../sandbox/engine";
import { projectDir } from "../../sandbox/paths";
import { waitUntil } from "../../sandbox/process";

describe("the engine and its Node language host", function () {
  this.timeout(300_000);

  let engine: Engine;
  let dir: string;
  let env: NodeJS.ProcessEnv;

  before(async function () {
    this.timeout(20 * 60_000);
    engine = await findEngine({ progress: (line) => console.error(line) });
  });

  beforeEach(async () => {
    dir = realpathSync(mkdtempSync(join(tmpdir(), "engine-")));
    cpSync(join(__dirname, "engineProgram"), dir, { recursive: true });
    symlinkSync(join(projectDir, "node_modules"), join(dir, "node_modules"));
    for (const folder of ["home", "state"]) mkdirSync(join(dir, folder));
    env = {
      ...process.env,
      PATH: [engine.binDir, process.env["PATH"] ?? ""].join(delimiter),
      PULUMI_HOME: join(dir, "home"),
      PULUMI_BACKEND_URL: `file://${join(dir, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
    await pulumi("stack init test");
  });

  afterEach(() => rmSync(dir, { recursive: true }));

  async function pulumi(command: string): Promise<{ code: number; output: string }> {
    const args = [...command.split(" "), "--non-interactive", "--color=never"];
    return new Promise((resolve) => {
      execFile("pulumi", args, { cwd: dir, env }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
      });
    });
  }

  const up = () => pulumi("up --yes --skip-preview");
  const setConfig = (key: string, value: string) => pulumi(`config set ${key} ${value}`);
  const outputs = async () => JSON.parse((await pulumi("stack output --json")).output) as Record<string, unknown>;

  async function lastUpdate(): Promise<{ kind: string; result: string }> {
    const history = JSON.parse((await pulumi("stack history --json")).output) as { kind: string; result: string }[];
    return history[0]!;
  }

  /** What the hooks wrote, `PID` standing for the program's process. */
  function notes(): string[] {
    const file = join(dir, "notes.txt");
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  }

  it("runs a program: config, hooks, output, results, and nothing to do the second time", async () => {
    const preview = await pulumi("preview");
    assert.equal(preview.code, 0, preview.output);
    assert.deepEqual(
      notes().map((line) => line.split(",")[0]),
      ["before in preview"],
    );

    const update = await up();
    assert.equal(update.code, 0, update.output);
    assert.match(update.output, /printed by the program\n[^]*printed on its stderr/);
    assert.deepEqual(
      notes()
        .map((line) => line.split(",")[0])
        .slice(1),
      ["before in update", "after in update"],
    );
    assert.deepEqual(await outputs(), {
      greeting: "hello",
      node: process.version,
      stack: "organization/engine-program/test",
      secretPassword: "[secret]",
    });
    assert.deepEqual(await lastUpdate().then(({ kind, result }) => [kind, result]), ["update", "succeeded"]);

    const again = await pulumi("preview --expect-no-changes");
    assert.equal(again.code, 0, again.output);
    await setConfig("greeting", "good-day");
    const changed = await pulumi("preview --expect-no-changes");
    assert.notEqual(changed.code, 0);
    assert.match(changed.output, /~ 1 to update/);
  });

  it("shows a RunError as its message only, and the update as failed", async () => {
    await setConfig("end", "runError");
    const { code, output } = await up();
    assert.notEqual(code, 0);
    assert.match(output, /error: the settings are wrong: nothing was changed\n/);
    assert.doesNotMatch(output, /^ +at |exit code|unhandled/m);
    assert.equal((await lastUpdate()).result, "failed");
  });

  for (const [end, message] of [
    ["throw", /Error: thrown by the program\n +at /],
    ["exit", /Program exited with non-zero exit code: 7/],
    ["hook", /after hook "greeter-after" failed: the hook found that it does not work/],
  ] as const) {
    it(`fails the update when the program ends with: ${end}`, async () => {
      await setConfig("end", end);
      const { code, output } = await up();
      assert.notEqual(code, 0);
      assert.match(output, message);
      assert.equal((await lastUpdate()).result, "failed");
    });
  }

  it("keeps a secret secret", async () => {
    await pulumi("config set --secret password swordfish");
    const { code, output } = await up();
    assert.equal(code, 0, output);
    assert.equal((await outputs())["secretPassword"], "[secret]");
    const { output: state } = await pulumi("stack export");
    assert.doesNotMatch(output + state, /swordfish/);
  });

  it("refreshes, tells about itself, and destroys", async () => {
    await up();
    for (const command of ["refresh --yes", "destroy --yes"]) {
      const { code, output } = await pulumi(command);
      assert.equal(code, 0, output);
    }
    const { output } = await pulumi("about");
    assert.match(output, /This project is written in nodejs: executable='.*node.*' version='v\d/);
    assert.match(output, /resource +aws +7\./);
  });

  describe("while a hook runs", () => {
    let update: ChildProcess;
    let output: string;
    let ended: Promise<number | null>;
    let programPid: number;

    beforeEach(async () => {
      await setConfig("end", "waits");
      output = "";
      update = spawn("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive", "--color=never"], {
        cwd: dir,
        env,
      });
      for (const stream of [update.stdout!, update.stderr!])
        stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
      ended = new Promise((resolve) => update.once("exit", resolve));
      const note = await waitUntil("the hook", 20_000, () =>
        Promise.resolve(notes().find((line) => line.startsWith("after"))),
      );
      programPid = Number(note.split(" ").at(-1));
    });

    const programEnds = () => waitUntil("the program's end", 10_000, () => Promise.resolve(!isRunning(programPid)));

    it("Ctrl-C ends program and update, and the next update needs no cleaning up", async () => {
      update.kill("SIGINT");
      assert.notEqual(await ended, 0);
      await programEnds();
      assert.match(output, /cancelling/);
      assert.equal((await lastUpdate()).result, "failed");
      await setConfig("end", "well");
      assert.equal((await up()).code, 0);
    });

    it("the death of the engine ends host and program; after pulumi cancel the next update works", async () => {
      update.kill("SIGKILL");
      await programEnds();
      await setConfig("end", "well");
      assert.match((await up()).output, /locked by 1 lock/);
      assert.equal((await pulumi("cancel --yes")).code, 0);
      const next = await up();
      assert.equal(next.code, 0, next.output);
    });
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
