import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { describeService, type Describe, type Description } from "../../runbook/adopt/describe";
import { runAdopt } from "../../runbook/adopt/runAdopt";
import { findEngine } from "../../runbook/history/engine";
import { isUpdate } from "../../runbook/history/adoption";
import { readHistory } from "../../runbook/history/readHistory";
import { projectDir } from "../../sandbox/paths";
import { waitUntil } from "../../sandbox/process";
import { lookAround } from "../runbook/support/liveAccount";
import { createLive } from "../runbook/support/liveServices";
import { AdoptingStack } from "./support/adopting";
import { descendantsOf } from "./support/processes";

describe("an adoption that does not come to its end", () => {
  let adopting: AdoptingStack;
  let config: string;

  before(async () => {
    adopting = await AdoptingStack.start();
    config = adopting.config;
    const account = await lookAround(adopting.clients, "123456789012", "us-west-2");
    await createLive(adopting.clients, account, { title: "the runbook's" });
    await adopting.writesSinceLast();
  });
  afterEach(async () => {
    deepEqual(await adopting.writesSinceLast(), []);
    equal((await adopting.run("release", "--yes")).exitCode, 0);
    adopting.resetConfig();
  });
  after(() => adopting.stop());

  async function isAsBefore() {
    equal(adopting.config, config);
    deepEqual(await adopting.owned(), []);
  }

  async function isAdopted() {
    equal((await adopting.owned()).length, 4);
    ok(await adopting.stack.hasNoChanges());
    const [newest] = await readHistory({ projectDir, env: adopting.stack.env }, adopting.stack.name);
    ok(newest !== undefined && isUpdate(newest), newest?.message);
  }

  /** Starts the command as a shell does, in a process group of its own, and sends a signal when it says something. */
  async function signalled(line: string, signal: NodeJS.Signals, to: "process" | "group"): Promise<number> {
    const child = spawn(process.execPath, [join(projectDir, "runbook", "start.cjs"), "adopt", "--yes"], {
      cwd: projectDir,
      env: adopting.stack.env,
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
    });
    const { pid = 0 } = child;
    let said = "";
    const isSaid = new Promise<void>((resolve) => {
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        if (said.includes(line)) resolve();
      });
    });
    const ended = new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? -1)));
    await Promise.race([isSaid, ended]);
    match(said, new RegExp(line));
    const started = line === "writing Pulumi" ? [] : await engineOf(pid);
    process.kill(to === "group" ? -pid : pid, signal);
    const exitCode = await ended;
    await waitUntil("its engine has ended", 60_000, () => Promise.resolve(!started.some(isAlive)));
    return exitCode;
  }

  /** What is done is said before the engine that does it is there. */
  const engineOf = (pid: number) =>
    waitUntil("its engine", 10_000, () => {
      const found = descendantsOf(pid);
      return Promise.resolve(found.length > 0 && found);
    });

  for (const line of ["writing Pulumi", "importing", "correcting", "running pulumi preview"]) {
    it(`is gone on with when it was killed while ${line}`, async () => {
      equal(await signalled(line, "SIGKILL", "process"), -1);
      // An engine whose output nobody reads any more ends too, and may leave its lock.
      await adopting.stack.pulumi("cancel", "--yes");
      const { exitCode, stderr } = await adopting.adopt();
      equal(exitCode, 0, stderr);
      await isAdopted();
    });
  }

  it("is gone on with when its engine was killed too, and has left its lock", async () => {
    equal(await signalled("importing", "SIGKILL", "group"), -1);
    await adopting.stack.pulumi("cancel", "--yes");
    const { exitCode, stderr } = await adopting.adopt();
    equal(exitCode, 0, stderr);
    await isAdopted();
  });

  for (const line of ["importing", "running pulumi preview"]) {
    it(`leaves all as it was at Ctrl-C while ${line}`, async () => {
      equal(await signalled(line, "SIGINT", "group"), 130);
      await isAsBefore();
    });
  }

  it("finds half an import, and makes it whole", async () => {
    const { exitCode } = await adopting.adopt();
    equal(exitCode, 0);
    const [task = ""] = (await adopting.urns()).filter((urn) => urn.endsWith("agenticmem-logs"));
    for (const urn of (await adopting.urns()).filter(
      (each) => !each.endsWith("FargateService::agenticmem") && each !== task,
    )) {
      await adopting.stack.pulumi("state", "delete", urn, "--yes", "--force", "--target-dependents");
    }
    ok((await adopting.owned()).length < 4);
    const again = await adopting.adopt();
    equal(again.told.outcome, "adopted", again.stderr);
    match(again.stderr, /an unfinished adoption/);
    await isAdopted();
  });

  /** What adopting would write if reading the service went wrong. */
  const wrongly =
    (change: (description: Description) => Description): Describe =>
    async (asked) =>
      change(await describeService(asked));

  const adoptWith = (describe: Describe, env: NodeJS.ProcessEnv = {}) => {
    const { surroundings } = adopting.surroundings();
    return runAdopt({ ...surroundings, env: { ...surroundings.env, ...env } }, { yes: true, output: "json" }, describe);
  };

  it("puts config and state back when the preview is not empty, and says what differs", async () => {
    const { exitCode, document, text } = await adoptWith(
      wrongly((right) => ({ ...right, values: { ...right.values, "agenticmem:enableExecuteCommand": "true" } })),
    );
    equal(exitCode, 1);
    equal((document as { outcome: string }).outcome, "notEmpty");
    match(text, /agenticmem-service: update \(enableExecuteCommand false→true\)/);
    await isAsBefore();
  });

  it("puts them back when the program stops", async () => {
    const { exitCode, text } = await adoptWith(
      wrongly((right) => ({
        ...right,
        values: { ...right.values, "agenticmem:logGroupMode": "none" },
        found: { ...right.found, hasLogGroup: true },
      })),
    );
    equal(exitCode, 1);
    match(text, /pulumi preview is not empty/);
    await isAsBefore();
  });

  it("puts them back when the import fails", async () => {
    const revisionArn = "arn:aws:ecs:us-west-2:123456789012:task-definition/agenticmem-task:99";
    await rejects(
      adoptWith(wrongly((right) => ({ ...right, found: { ...right.found, revisionArn } }))),
      /the engine \(pulumi\) failed/,
    );
    await isAsBefore();
  });

  it("keeps the config that describes what could not be taken out of the state again", async () => {
    const engine = engineWithoutStateImport(findEngine(adopting.stack.env));
    try {
      await rejects(adoptWith(describeService, engine.env(adopting.stack.env)), /still in the state[^]*npm run adopt/);
      ok((await adopting.owned()).length > 0);
      match(adopting.config, /agenticmem:protect/);
      equal((await adopting.adopt()).exitCode, 0);
      await isAdopted();
    } finally {
      engine.remove();
    }
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The engine, but for `pulumi stack import`, which fails as when its backend cannot be reached. */
function engineWithoutStateImport(engine: string) {
  const dir = mkdtempSync(join(tmpdir(), "engine-"));
  const file = join(dir, "pulumi");
  writeFileSync(
    file,
    `#!/bin/sh\n[ "$1 $2" = "stack import" ] && { echo "error: no route" >&2; exit 1; }\nexec "${engine}" "$@"\n`,
  );
  chmodSync(file, 0o755);
  return {
    env: ({ PATH = "" }: NodeJS.ProcessEnv) => ({ PATH: [dir, PATH].join(delimiter) }),
    remove: () => rmSync(dir, { recursive: true }),
  };
}
