import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { Terminal } from "@xterm/headless";
import * as fc from "fast-check";
import { AccountProblem } from "../../account/problem";
import type { OpenStack } from "../../runbook/openStack";
import { LiveLook } from "../../runbook/status/live/liveLook";
import { Screen } from "../../runbook/status/live/screen";
import { follow, type Followed, type LiveState } from "../../runbook/status/live/state";
import { view } from "../../runbook/status/live/view";
import { watchLive } from "../../runbook/status/live/watchLive";
import type { ContainerBehaviour } from "../../sandbox/ecs/behaviour";
import { behindLoadBalancer as inTargetGroup, VirtualAws } from "../sandbox/ecs/virtualAws";
import {
  behindLoadBalancer,
  completed,
  deployment,
  details,
  event,
  old,
  ourId,
  previous,
  oldId,
  record,
  service,
  stoppedTask,
  target,
  task,
  updatedAt,
} from "../unit/rollout/answers";
import { ModelClients } from "../unit/rollout/modelClients";
import { until } from "./support/project";

const minute = 60_000;
const at = { startedAt: updatedAt + 20_000, createdAt: updatedAt + 5_000 };
const state = (changes: Partial<LiveState>): LiveState => ({
  stack: "prod",
  cluster: "main",
  serviceName: "app-service",
  causes: [],
  unseen: [],
  now: updatedAt + 2 * minute,
  ...changes,
});

const healthy = state({
  service: service([completed()], behindLoadBalancer),
  details: details({
    tasks: [task(1, at)],
    targets: [target()],
    serviceDeployments: [record("SUCCESSFUL", { createdAt: updatedAt, finishedAt: updatedAt + minute })],
  }),
});
const rolling = state({
  service: service([deployment({ runningCount: 1, pendingCount: 1 }), old({ runningCount: 2 })], {
    ...behindLoadBalancer,
    desiredCount: 2,
    events: [event("has started 1 tasks: (task 0123456789abcdef).", updatedAt + 6_000)],
  }),
  details: details({
    tasks: [
      task(1, at),
      task(2, { ...at, lastStatus: "PENDING", health: "UNKNOWN" }),
      task(7, { revisionArn: previous, startedBy: oldId, startedAt: updatedAt - minute }),
    ],
    targets: [target(), target(7), target(8, { state: "draining" })],
    serviceDeployments: [record("IN_PROGRESS", { createdAt: updatedAt })],
  }),
});
const red = state({
  service: service([old({ status: "PRIMARY" })], {
    events: [
      event("rolling back to deployment ecs-svc/1.", updatedAt + minute + 1),
      event(`(deployment ${ourId}) deployment failed: tasks failed to start.`, updatedAt + minute),
    ],
  }),
  details: details({
    tasks: [task(7, { revisionArn: previous, startedBy: oldId, startedAt: updatedAt - minute })],
    stopped: [stoppedTask(1, { ...at, stoppedAt: updatedAt + 40_000 })],
    serviceDeployments: [
      record("ROLLBACK_SUCCESSFUL", {
        createdAt: updatedAt,
        finishedAt: updatedAt + 2 * minute,
        reason: "circuit breaker",
      }),
    ],
  }),
  causes: [
    {
      what: "container app ended with an error of the application (exit code 1)",
      remedy: "look at its logs",
      definite: "never",
      tasks: 1,
      words: "Essential container in task exited",
      taskArns: [stoppedTask(1).arn],
    },
  ],
});
const nothing = state({ service: service([], { desiredCount: 0 }), details: details() });
const missing = state({});
const crowd = state({
  service: service([completed({ runningCount: 40 })], {
    desiredCount: 40,
    events: Array.from({ length: 100 }, (_, index) => event(`event ${index}`, updatedAt + 1_000 * (100 - index))),
  }),
  details: details({ tasks: Array.from({ length: 40 }, (_, index) => task(index, at)) }),
});
const states = { healthy, rolling, red, nothing, missing, crowd };

const plain = (of: LiveState, columns = 100, rows = 40) => view(of, { columns, rows, color: false });

describe("status --watch on a terminal: the view", () => {
  const said: [name: keyof typeof states, lines: RegExp[]][] = [
    [
      "healthy",
      [
        /^app-service in main \(stack prod\) +10:02:00 UTC$/,
        /^state +fine/,
        /^rollout +app-task:42 {2}█+ 1 of 1 running {2}COMPLETED$/,
        /^targets +api: 1 healthy$/,
      ],
    ],
    [
      "rolling",
      [
        /^state +app-task:42 is being rolled out for 2 min$/,
        /^rollout +app-task:42 {2}█+░+ 1 of 2 running, 1 pending {2}IN_PROGRESS$/,
        /^ +app-task:41 {2}█+ 2 of 2 running {2}leaving$/,
        /^tasks +app-task:42: 1 healthy, 1 pending$/,
        /^targets +api: 1 draining, 2 healthy$/,
        /^time line +ECS +├─+▲/,
        /^events +10:00:06 has started 1 tasks: \(01234567\)\.$/,
      ],
    ],
    [
      "red",
      [
        /^state +app-task:42 was rolled back: circuit breaker$/,
        /^cause +container app ended .* \(1 task\)$/,
        /^ +what to do: look at its logs$/,
        /^ +what runs now is fine/,
        /^ +rev 42 +[▁-█]+×$/,
        /^ +rev 41 +█+$/,
        /^time line +ECS +├─+[×◄]/,
      ],
    ],
    ["nothing", [/^state +ECS has no deployment of the service$/]],
    ["missing", [/^state +service app-service does not exist in cluster main \(pulumi up makes it\)$/]],
    ["crowd", [/40 of 40 running/, /^tasks +app-task:42: 40 healthy$/]],
  ];
  for (const [name, lines] of said) {
    it(`tells of a service that is ${name}`, () => {
      const shown = plain(states[name]);
      for (const line of lines)
        assert.ok(
          shown.some((each) => line.test(each)),
          `${line} in\n${shown.join("\n")}`,
        );
    });
  }

  it("while a rollout is under way, says each thing once", () => {
    assert.equal(plain(rolling).filter((line) => line.includes("being rolled out")).length, 1);
  });

  it("says that AWS does not answer, beside what was known before", () => {
    const shown = plain({ ...rolling, trouble: "AWS cannot be reached" }).join("\n");
    assert.match(shown, /AWS cannot be reached\n.*is being rolled out/);
  });

  it("is never wider than the terminal, never as high, and never without its headline", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(states)),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 60 }),
        (of, columns, rows) => {
          const shown = plain(of, columns, rows);
          assert.ok(shown.length <= Math.max(1, rows - 1));
          assert.ok(shown.every((line) => line.length <= columns));
          assert.ok(shown[0]?.startsWith("app-service in main".slice(0, columns - 1)));
        },
      ),
    );
  });

  it("in 20 columns lines end with …, and in few rows a part says how much more there is", () => {
    assert.equal(plain(rolling, 20)[0], "app-service in main…");
    const few = plain(crowd, 80, 10);
    assert.equal(few.length, 9);
    assert.match(few.at(-1) ?? "", /… \d+ more$/);
    assert.match(few.join("\n"), /fine/);
  });

  it("has colours only where they are wanted, and the same text", () => {
    const coloured = view(red, { columns: 80, rows: 40, color: true }).join("\n");
    // eslint-disable-next-line no-control-regex
    assert.equal(coloured.replace(/\u001b\[\d+m/g, "").replace(/ +$/gm, ""), plain(red, 80).join("\n"));
    assert.notEqual(coloured, plain(red, 80).join("\n"));
    assert.ok(!plain(red).join("").includes("\u001b"));
  });

  it("what others wrote cannot move the cursor or shift the columns", () => {
    const hostile = event("\u001b[2J\u001b[31m漢字\r\n\u0007evil e\u0301", updatedAt + 1);
    const shown = plain(state({ service: service([completed()], { events: [hostile] }) })).join("\n");
    assert.match(shown, /10:00:00 \?\? evil e\?/);
    assert.ok(!shown.includes("\u001b"));
  });
});

describe("status --watch on a terminal: when it ends", () => {
  const after = (...seen: LiveState[]) => seen.reduce<Followed>(follow, {}).exitCode;
  const later = (of: LiveState) => ({ ...of, now: of.now + minute });
  const unwell = { ...healthy, details: { ...healthy.details!, targets: [target(1, { state: "unhealthy" })] } };

  const table: [what: string, seen: LiveState[], exitCode: number | undefined][] = [
    ["nothing was under way, and all is well", [healthy, healthy], undefined],
    ["nothing was under way, and it was red before", [red, red], undefined],
    ["a rollout is under way", [rolling, rolling], undefined],
    ["it has completed and all is well", [healthy, rolling, healthy], 0],
    ["it was rolled back, though all is well again", [rolling, red], 1],
    ["it has completed, and targets may still settle", [rolling, unwell], undefined],
    ["they settle", [rolling, unwell, later(healthy)], 0],
    ["they do not", [rolling, unwell, later(unwell)], 1],
    [
      "it has completed as far as may be seen",
      [rolling, { ...healthy, unseen: ["x"] }, later({ ...healthy, unseen: ["x"] })],
      3,
    ],
    ["there is no service yet", [missing, missing, rolling], undefined],
    [
      "it failed, and only its events tell",
      [rolling, { ...red, details: { ...red.details!, serviceDeployments: undefined } }],
      1,
    ],
  ];
  for (const [what, seen, exitCode] of table) {
    it(`${what}: ${exitCode ?? "goes on"}`, () => assert.equal(after(...seen), exitCode));
  }
});

describe("status --watch on a terminal: on the model of ECS", () => {
  async function watched(behaviour: ContainerBehaviour) {
    const aws = new VirtualAws();
    const world = new ModelClients(aws);
    await aws.create(await aws.register(), inTargetGroup);
    await aws.settled();
    const stack = {
      name: "prod",
      clients: world.clients,
      settings: { names: { cluster: "main", service: "app" } },
      place: () => Promise.resolve({ accountId: "111122223333", region: "us-west-2", partition: "aws" }),
    } as unknown as OpenStack;
    const looked = new LiveLook(
      stack,
      () => aws.clock.now(),
      () => aws.clock.now(),
    );
    await looked.look();
    await aws.update({ taskDefinition: await aws.register(behaviour) });
    const [frames, start, calls]: [string[], number, number] = [[], world.seconds, world.calls.length];
    for (let followed: Followed = {}; ;) {
      const seen = await looked.look();
      frames.push(plain(seen).join("\n"));
      followed = follow(followed, seen);
      const [seconds, made] = [world.seconds - start, world.calls.length - calls];
      if (followed.exitCode !== undefined)
        return { exitCode: followed.exitCode, frames, perMinute: (made / seconds) * 60 };
      assert.ok(frames.length < 2_000, frames.at(-1));
      await aws.clock.advance(looked.pauseMs);
    }
  }

  it("a good rollout: seen under way, then fine, with exit code 0", async () => {
    const { exitCode, frames, perMinute } = await watched({});
    assert.equal(exitCode, 0);
    assert.match(frames[0] ?? "", /app:2 is being rolled out/);
    assert.match(frames.at(-1) ?? "", /state +fine: all tasks run/);
    assert.ok(perMinute < 60, `${perMinute} calls per minute`);
  });

  it("a red one: its tasks, its cause and the rollback are seen, with exit code 1", async () => {
    const { exitCode, frames, perMinute } = await watched({ exit: { code: 1, afterSeconds: 5, log: ["no database"] } });
    assert.equal(exitCode, 1);
    assert.ok(frames.some((frame) => /app:2 is being rolled back/.test(frame)));
    assert.match(frames.at(-1) ?? "", /app:2 was rolled back/);
    assert.match(frames.at(-1) ?? "", /cause +container app .*\(exit code 1\) \(3 tasks\)/);
    assert.match(frames.at(-1) ?? "", /rev 2 +.*×/);
    assert.ok(perMinute < 60, `${perMinute} calls per minute`);
  });
});

describe("status --watch on a terminal: the screen", () => {
  /** A terminal of a size, with what is written to it. */
  function terminalOf(cols: number, rows: number) {
    const terminal = new Terminal({ cols, rows, allowProposedApi: true, scrollback: 1_000 });
    const out = Object.assign(new PassThrough(), { columns: cols, rows });
    let raw = "";
    out.on("data", (chunk: Buffer) => {
      raw += chunk.toString();
      terminal.write(chunk);
    });
    const lines = () => {
      const { active } = terminal.buffer;
      return Array.from({ length: active.length }, (_, index) => active.getLine(index)?.translateToString(true) ?? "");
    };
    const drawn = () => new Promise<void>((done) => setImmediate(() => terminal.write("", done)));
    const resize = (columns: number, height: number) => {
      terminal.resize(columns, height);
      Object.assign(out, { columns, rows: height });
      (out as EventEmitter).emit("resize");
    };
    return { out, terminal, lines, drawn, resize, raw: () => raw };
  }
  const times = (lines: string[], words: string) => lines.filter((line) => line.includes(words)).length;

  it("shows one view after many frames and sizes, and leaves the last one below what was there", async () => {
    const { out, lines, drawn, resize, terminal, raw } = terminalOf(100, 30);
    out.write("$ npm run status -- --watch\r\n");
    const screen = new Screen(out, true);
    let shown: LiveState = rolling;
    screen.onResize(() => screen.draw(view(shown, screen.size)));
    for (const next of [rolling, red, crowd, rolling, missing, { ...rolling, now: rolling.now + 1_000 }]) {
      screen.draw(view((shown = next), screen.size));
      await drawn();
      assert.equal(times(lines(), "app-service in main"), 1);
      assert.equal(terminal.buffer.active.type, "alternate");
    }
    for (const [columns, rows] of [
      [40, 10],
      [120, 50],
      [20, 6],
    ] as const) {
      resize(columns, rows);
      await drawn();
      const seen = lines().filter((line) => line !== "");
      assert.equal(times(seen, "app-service in main"), 1);
      assert.equal(seen[0], view(shown, { columns, rows, color: false })[0]);
      assert.equal(terminal.buffer.active.baseY, 0, "nothing has scrolled");
    }
    resize(100, 30);
    screen.close();
    await drawn();
    assert.equal(terminal.buffer.active.type, "normal");
    assert.equal(lines()[0], "$ npm run status -- --watch");
    assert.deepEqual(lines().slice(1, 4), plain(shown, 100, 30).slice(0, 3));
    assert.equal(times(lines(), "app-service in main"), 1);
    assert.ok(raw().lastIndexOf("\u001b[?25h") > raw().lastIndexOf("\u001b[?25l"), "the cursor is shown again");
  });

  const lookingAt = (...looks: (LiveState | Error)[]) => {
    const left = [...looks];
    return {
      pauseMs: 1,
      look: () => {
        const next = left.length > 1 ? left.shift() : left[0];
        return next instanceof Error ? Promise.reject(next) : Promise.resolve(next!);
      },
    };
  };

  it("ends with the rollout, with its exit code", async () => {
    const { out, lines, drawn } = terminalOf(100, 40);
    const screen = new Screen(out, false);
    assert.equal(await watchLive(lookingAt(rolling, red), screen, new AbortController().signal, 1), 1);
    await drawn();
    assert.match(lines().join("\n"), /app-task:42 was rolled back/);
  });

  it("Ctrl-C ends it with exit code 0, also while AWS is asked", async () => {
    const { out, lines, drawn } = terminalOf(100, 40);
    const ended = new AbortController();
    const waiting = {
      pauseMs: 1,
      calls: 0,
      look: () => (waiting.calls++ === 0 ? Promise.resolve(rolling) : new Promise<LiveState>(() => undefined)),
    };
    const watching = watchLive(waiting, new Screen(out, false), ended.signal, 1);
    await until(() => Promise.resolve(waiting.calls > 1));
    ended.abort();
    assert.equal(await watching, 0);
    await drawn();
    assert.match(lines().join("\n"), /app-task:42 is being rolled out/);
  });

  it("goes on when AWS does not answer for a while, and says so", async () => {
    const { out, raw } = terminalOf(100, 40);
    const looks = lookingAt(rolling, new AccountProblem("AWS cannot be reached"), healthy);
    assert.equal(await watchLive(looks, new Screen(out, false), new AbortController().signal, 1), 0);
    await sleep(0);
    assert.match(raw(), /AWS cannot be reached/);
  });

  it("when the very first look fails, the terminal is left alone", async () => {
    const { out, raw } = terminalOf(100, 40);
    const looks = lookingAt(new AccountProblem("AWS cannot be reached"));
    await assert.rejects(
      watchLive(looks, new Screen(out, false), new AbortController().signal, 1),
      /cannot be reached/,
    );
    assert.equal(raw(), "");
  });
});
