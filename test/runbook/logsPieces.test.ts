import assert from "node:assert/strict";
import { Writable } from "node:stream";
import fc from "fast-check";
import { lineWriter } from "../../runbook/logs/lines";
import { merged, type LogEvent } from "../../runbook/logs/reader";
import { readSince } from "../../runbook/logs/since";
import { UsageError } from "../../runbook/usageError";

describe("--since", () => {
  const now = Date.UTC(2026, 0, 31, 12);
  const table: [text: string, before: number][] = [
    ["30s", 30_000],
    ["5m", 300_000],
    ["2h", 7_200_000],
    ["1d", 86_400_000],
    ["0s", 0],
    ["2026-01-31T11:59:30Z", 30_000],
    ["2026-01-31T12:00:00+01:00", 3_600_000],
    ["2026-01-31", 43_200_000],
  ];
  for (const [text, before] of table) it(text, () => assert.equal(now - readSince(text, now), before));

  for (const text of [
    "",
    "5",
    "m",
    "-5m",
    "1.5h",
    "5 m",
    "1w",
    "yesterday",
    "2026",
    "2026-13-01",
    "2025-02-29",
    "2026-01-30T25:00Z",
    "99999999d",
    "2026-02-01",
  ]) {
    it(`refuses "${text}"`, () => assert.throws(() => readSince(text, now), UsageError));
  }
});

describe("log events of several containers", () => {
  // eslint-disable-next-line @typescript-eslint/require-await
  async function* reading(times: number[], container: string): AsyncGenerator<LogEvent> {
    for (const [index, time] of times.entries()) yield { time, task: "t", container, message: String(index) };
  }

  it("come in the order of time, all of them, and each container's in its own order", async () => {
    const times = fc.array(fc.nat(20), { maxLength: 12 }).map((list) => list.toSorted((one, other) => one - other));
    await fc.assert(
      fc.asyncProperty(fc.array(times, { maxLength: 4 }), async (lists) => {
        const events: LogEvent[] = [];
        for await (const event of merged(lists.map((list, index) => reading(list, String(index))))) events.push(event);
        assert.deepEqual(
          events.map(({ time }) => time),
          lists.flat().toSorted((one, other) => one - other),
        );
        for (const [index, list] of lists.entries()) {
          const own = events.filter(({ container }) => container === String(index));
          assert.deepEqual(
            own.map(({ message }) => message),
            [...list.keys()].map(String),
          );
        }
      }),
    );
  });
});

describe("lines of log events", () => {
  const stream = (isTTY: boolean) =>
    Object.assign(new Writable(), { isTTY, getColorDepth: () => (isTTY ? 8 : 1), hasColors: () => isTTY });
  const event = (task: string): LogEvent => ({ time: 0, task, container: "app", message: "hello" });

  // They have a say, too.
  const variables = ["NO_COLOR", "NODE_DISABLE_COLORS", "FORCE_COLOR"];
  const before = variables.map((name) => process.env[name]);
  beforeEach(() => variables.forEach((name) => delete process.env[name]));
  afterEach(() =>
    variables.forEach((name, index) => {
      if (before[index] !== undefined) process.env[name] = before[index];
    }),
  );

  it("have a colour for each task on a terminal, and none elsewhere", () => {
    const onTerminal = lineWriter(stream(true));
    const [one, two, again] = [event("1".repeat(32)), event("2".repeat(32)), event("1".repeat(32))].map(onTerminal);
    assert.ok(one?.endsWith("\u001b[36m11111111/app\u001b[39m hello\n"), one);
    assert.equal(again, one);
    assert.notEqual(two?.replaceAll("2222", ""), one?.replaceAll("1111", ""));
    assert.equal(lineWriter(stream(false))(event("1".repeat(32))), "1970-01-01T00:00:00.000Z 11111111/app hello\n");
  });
});
