import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import { EngineError } from "../../runbook/history/engine";
import { readHistory } from "../../runbook/history/readHistory";
import { numbered, parseHistory } from "../../runbook/history/stackUpdate";
import { projectDir } from "../../sandbox/paths";
import { FakeEngine } from "./support/fakeEngine";

const entry = (change: object = {}) => ({
  version: 0,
  kind: "update",
  startTime: "2026-03-01T10:00:00.000Z",
  endTime: "2026-03-01T10:04:00.000Z",
  message: "more memory",
  result: "succeeded",
  environment: {
    "git.head": "73b03c362f2eee050693d5f910c346af7d79b4f1",
    "git.headName": "refs/heads/main",
    "git.author": "A. Uthor",
    "git.author.email": "a@example.com",
    "git.dirty": "true",
    "exec.kind": "cli",
  },
  config: {
    "agenticmem:cpu": { value: "512", secret: false },
    "agenticmem:ports": { value: '{"api":8081}', objectValue: { api: 8081 }, secret: false },
    "agenticmem:token": { secret: true },
  },
  resourceChanges: { replace: 1, same: 2, update: 1 },
  ...change,
});

const read = (...entries: object[]) => numbered(parseHistory(JSON.stringify(entries)));

describe("the stack's history", () => {
  it("has of an update what the engine tells", () => {
    const [update] = read(entry());
    deepEqual(update, {
      number: 1,
      kind: "update",
      result: "succeeded",
      startTime: new Date("2026-03-01T10:00:00Z"),
      endTime: new Date("2026-03-01T10:04:00Z"),
      message: "more memory",
      config: {
        "agenticmem:cpu": { value: "512", secret: false },
        "agenticmem:ports": { value: '{"api":8081}', secret: false },
        "agenticmem:token": { secret: true },
      },
      gitHead: "73b03c362f2eee050693d5f910c346af7d79b4f1",
      gitBranch: "main",
      gitDirty: true,
      author: "A. Uthor",
      resourceChanges: { replace: 1, same: 2, update: 1 },
    });
  });

  it("numbers from the oldest entry on where the backend does not", () => {
    deepEqual(
      read(entry(), entry({ kind: "refresh" }), entry()).map(({ number }) => number),
      [3, 2, 1],
    );
  });

  it("takes the backend's own numbers", () => {
    deepEqual(
      read(entry({ version: 17 }), entry({ version: 16 })).map(({ number }) => number),
      [17, 16],
    );
  });

  it("knows an update that is under way, and one made outside git", () => {
    const [update] = read(
      entry({ result: "in-progress", endTime: undefined, resourceChanges: undefined, environment: {} }),
    );
    equal(update?.endTime, undefined);
    deepEqual(update?.resourceChanges, {});
    equal(update?.gitHead, undefined);
    equal(update?.gitDirty, undefined);
  });

  it("says what it does not understand, without what was said", () => {
    throws(() => parseHistory("hunter2 is not JSON"), refusal(/not understood/));
    throws(() => parseHistory('[{"kind":"update","startTime":"hunter2"}]'), refusal(/startTime/));
  });
});

describe("reading the history", () => {
  let engine: FakeEngine;
  beforeEach(() => (engine = new FakeEngine()));
  afterEach(() => engine.remove());
  const history = (env = engine.env) => readHistory({ projectDir, env }, "prod");

  it("reads all pages, and shows no secrets", async () => {
    const updates = Array.from({ length: 250 }, (_, second) => ({
      startTime: new Date(1_700_000_000_000 + second * 1000),
    }));
    engine.setHistory(updates);
    const numbers = (await history()).map(({ number }) => number);
    deepEqual(
      numbers,
      updates.map((_, index) => 250 - index),
    );
    equal(engine.calls.length, 3);
    for (const words of engine.calls) {
      deepEqual(words.slice(0, 5), ["stack", "history", "--json", "--stack", "prod"]);
      equal(words.includes("--show-secrets"), false);
    }
  });

  it("does not stop at a short page where the backend numbers its updates", async () => {
    engine.setHistory([{ version: 3, startTime: new Date() }]);
    equal((await history()).length, 1);
    equal(engine.calls.length, 2);
  });

  const failures: [said: string, sentence: RegExp][] = [
    ["error: no stack named 'prod' found", /the state backend knows no stack prod: pulumi whoami/],
    ["error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions", /pulumi login/],
    ["error: getting stack configuration: incorrect passphrase", /set PULUMI_CONFIG_PASSPHRASE/],
    [
      "warning: new\nerror: unable to open postgres://me:hunter2@db/state: gone",
      /^the engine \(pulumi\) failed: unable to open postgres:\/\/db\/state: gone$/,
    ],
  ];
  for (const [stderr, sentence] of failures) {
    it(`says in a sentence what "${stderr.slice(0, 40)}…" means`, async () => {
      engine.answer({ stderr, exitCode: 255 });
      await rejects(history(), refusal(sentence));
    });
  }

  it("says that there is no engine", async () => {
    await rejects(history({ PATH: "" }), refusal(/^there is no engine \(pulumi\) on the PATH: install it/));
  });

  it("does not take the npm package's stand-in for the engine", async () => {
    await rejects(history({ PATH: `${projectDir}/node_modules/.bin` }), refusal(/no engine/));
  });
});

function refusal(sentence: RegExp) {
  return (error: unknown) => {
    if (!(error instanceof EngineError)) throw error;
    equal(sentence.test(error.message), true, error.message);
    equal(error.message.includes("hunter2"), false);
    return true;
  };
}
