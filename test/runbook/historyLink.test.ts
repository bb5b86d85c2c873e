import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { linkUpdates, toleranceMs, type Link, type RegisteredRevision } from "../../runbook/history/link";
import type { StackUpdate } from "../../runbook/history/stackUpdate";

const origin = Date.parse("2026-03-01T10:00:00Z");
const at = (seconds: number) => new Date(origin + seconds * 1000);

/** An update from one second to another. */
function update(number: number, from: number, to: number | undefined, change: Partial<StackUpdate> = {}): StackUpdate {
  return {
    number,
    kind: "update",
    result: "succeeded",
    startTime: at(from),
    endTime: to === undefined ? undefined : at(to),
    message: "",
    config: size(256, 512),
    resourceChanges: { replace: 1, update: 1 },
    ...change,
  };
}

const size = (cpu: number, memory: number, pinnedRevision = "") => ({
  "agenticmem:cpu": { value: String(cpu), secret: false },
  "agenticmem:memory": { value: String(memory), secret: false },
  "agenticmem:pinnedRevision": { value: pinnedRevision, secret: false },
});

const revision = (number: number, seconds: number, cpu = "256", memory = "512"): RegisteredRevision => ({
  name: `app:${number}`,
  number,
  registeredAt: at(seconds),
  cpu,
  memory,
});

const link = (oldestFirst: StackUpdate[], revisions: RegisteredRevision[]) =>
  Object.fromEntries(linkUpdates(oldestFirst.toReversed(), revisions, "agenticmem"));

const to = (number: number, by: number): Link => ({ kind: "revision", name: `app:${number}`, by });
const none: Link = { kind: "none" };
const nothingMade = { resourceChanges: { same: 4 } };

describe("the link from an update to its revision", () => {
  const cases: [
    what: string,
    updates: StackUpdate[],
    revisions: RegisteredRevision[],
    expected: Record<number, Link>,
  ][] = [
    ["is the revision registered meanwhile", [update(1, 0, 100)], [revision(1, 50)], { 1: to(1, 1) }],
    ["reaches to the end of its last second", [update(1, 0, 100)], [revision(1, 100.9)], { 1: to(1, 1) }],
    [
      "takes no later one than that into account then",
      [update(1, 0, 100)],
      [revision(1, 100.9), revision(2, 130)],
      { 1: to(1, 1) },
    ],
    [
      "is that of the update before, when none was registered",
      [update(1, 0, 100), update(2, 1000, 1100, nothingMade), update(3, 2000, 2001, nothingMade)],
      [revision(1, 50)],
      { 1: to(1, 1), 2: to(1, 1), 3: to(1, 1) },
    ],
    ["is none before the first revision that is known", [update(1, 0, 100)], [revision(7, 5000)], { 1: none }],
    [
      "is not one that somebody registered during an update that made nothing",
      [update(1, 0, 100), update(2, 1000, 1100, nothingMade)],
      [revision(1, 50), revision(2, 1050)],
      { 1: to(1, 1), 2: to(1, 1) },
    ],
    [
      "prefers the size of the config",
      [update(1, 0, 100, { config: size(512, 1024) })],
      [revision(1, 50, "512", "1024"), revision(2, 60)],
      { 1: to(1, 1) },
    ],
    [
      "is any size when no revision has that of the config, as with overrides",
      [update(1, 0, 100, { config: size(512, 1024) })],
      [revision(1, 50)],
      { 1: to(1, 1) },
    ],
    [
      "is ambiguous between two of one size, also for the updates that follow",
      [update(1, 0, 100), update(2, 1000, 1010, nothingMade)],
      [revision(1, 50), revision(2, 60)],
      {
        1: { kind: "ambiguous", names: ["app:1", "app:2"], by: 1 },
        2: { kind: "ambiguous", names: ["app:1", "app:2"], by: 1 },
      },
    ],
    [
      "allows for clocks that differ",
      [update(1, 0, 100), update(2, 1000, 1100)],
      [revision(1, -59), revision(2, 1159)],
      { 1: to(1, 1), 2: to(2, 2) },
    ],
    [
      "allows for that only when the size is that of the config",
      [update(1, 0, 100)],
      [revision(1, 130, "512", "1024")],
      { 1: none },
    ],
    ["allows for no more than that", [update(1, 0, 100)], [revision(1, 162)], { 1: none }],
    [
      "never takes another update's revision for want of an own one",
      [update(1, 0, 100), update(2, 120, 200)],
      [revision(1, 130)],
      { 1: none, 2: to(1, 2) },
    ],
    [
      "leaves a revision at the seam of two updates to the later one",
      [update(1, 0, 100), update(2, 100, 200)],
      [revision(1, 20), revision(2, 100.5)],
      { 1: to(1, 1), 2: to(2, 2) },
    ],
    [
      "knows an update that is under way",
      [update(1, 0, 100), update(2, 1000, undefined, { resourceChanges: {} })],
      [revision(1, 50), revision(2, 9000)],
      { 1: to(1, 1), 2: to(2, 2) },
    ],
    [
      "is the pinned revision",
      [update(1, 0, 100), update(2, 1000, 1100, { config: size(256, 512, "app:1"), ...nothingMade })],
      [revision(1, 50), revision(2, 500)],
      { 1: to(1, 1), 2: to(1, 2) },
    ],
    [
      "skips what registers nothing",
      [
        update(1, 0, 100),
        update(2, 200, 300, { kind: "refresh" }),
        update(3, 400, 500, { kind: "preview" }),
        update(4, 600, 700, nothingMade),
      ],
      [revision(1, 50), revision(2, 250)],
      { 1: to(1, 1), 4: to(1, 1) },
    ],
    [
      "begins anew after a destroy",
      [update(1, 0, 100), update(2, 200, 300, { kind: "destroy" }), update(3, 400, 500, nothingMade)],
      [revision(1, 50)],
      { 1: to(1, 1), 3: none },
    ],
    [
      "is none when the update's revision has been deleted, rather than the one before",
      [update(1, 0, 100), update(2, 1000, 1100), update(3, 2000, 2100, nothingMade), update(4, 3000, 3100)],
      [revision(1, 50), revision(3, 3050)],
      { 1: to(1, 1), 2: none, 3: none, 4: to(3, 4) },
    ],
    [
      "is the one before when a change failed before it was registered",
      [update(1, 0, 100), update(2, 1000, 1100, { result: "failed", resourceChanges: {} }), update(3, 2000, 2100)],
      [revision(1, 50), revision(2, 2050)],
      { 1: to(1, 1), 2: to(1, 1), 3: to(2, 3) },
    ],
  ];
  for (const [what, updates, revisions, expected] of cases) {
    it(what, () => deepEqual(link(updates, revisions), expected));
  }

  /** An update, with what it registers, and what others register in the pause after it; all in seconds. */
  const step = (pause: fc.Arbitrary<number>) =>
    fc.record({
      pause,
      lasts: fc.integer({ min: 2, max: 2000 }),
      // Part of the update after which it registers; undefined: it has nothing to change.
      registers: fc.option(fc.double({ min: 0, max: 0.99, noNaN: true }), { nil: undefined }),
      foreign: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 }),
      cpu: fc.constantFrom(256, 512, 1024),
    });
  type Step = typeof step extends (...args: never[]) => fc.Arbitrary<infer S> ? S : never;

  function play(steps: Step[], skewSeconds: number, withForeign: boolean) {
    const updates: StackUpdate[] = [];
    const registered: { seconds: number; cpu: number; by?: number }[] = [];
    let now = 0;
    for (const [index, { pause, lasts, registers, foreign, cpu }] of steps.entries()) {
      const number = index + 1;
      const made = registers === undefined ? nothingMade : { resourceChanges: { replace: 1 } };
      updates.push(update(number, now, now + lasts, { config: size(cpu, 2048), ...made }));
      if (registers !== undefined) registered.push({ seconds: now + registers * lasts, cpu, by: number });
      now += lasts;
      // Not in the second that the history cuts off, nor at the start of the next update.
      if (withForeign) registered.push(...foreign.map((part) => ({ seconds: now + 1 + part * (pause - 2), cpu })));
      now += pause;
    }
    const inOrder = registered.toSorted((one, other) => one.seconds - other.seconds);
    const revisions = inOrder.map(({ seconds, cpu }, index) =>
      revision(index + 1, seconds + skewSeconds, String(cpu), "2048"),
    );
    let current: Link = none;
    const expected = updates.map(({ number }) => {
      const own = inOrder.findIndex(({ by }) => by === number);
      if (own >= 0) current = to(own + 1, number);
      return [number, current] as const;
    });
    deepEqual(link(updates, revisions), Object.fromEntries(expected));
  }

  it("is exact, whatever others register between the updates", () => {
    const steps = fc.array(step(fc.integer({ min: 3, max: 500 })), { maxLength: 12 });
    fc.assert(fc.property(steps, (history) => play(history, 0, true)));
  });

  it("is exact for clocks that differ by up to the tolerance, when there are pauses of more than twice of that", () => {
    const tolerance = toleranceMs / 1000;
    const steps = fc.array(step(fc.integer({ min: 2 * tolerance + 1, max: 5000 })), { maxLength: 12 });
    const skew = fc.integer({ min: -tolerance, max: tolerance });
    fc.assert(fc.property(steps, skew, (history, seconds) => play(history, seconds, false)));
  });

  it("is never a revision that is not there", () => {
    const times = fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 10 });
    const spans = fc.array(fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 500 })), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(spans, times, (updates, registered) => {
        const revisions = registered
          .toSorted((one, other) => one - other)
          .map((time, index) => revision(index + 1, time));
        const links = Object.values(
          link(
            updates.map(([from, lasts], i) => update(i + 1, from, from + lasts)),
            revisions,
          ),
        );
        equal(links.length, updates.length);
        const names = links.flatMap((each) =>
          each.kind === "none" ? [] : each.kind === "revision" ? [each.name] : each.names,
        );
        equal(
          names.every((name) => revisions.some((each) => each.name === name)),
          true,
        );
      }),
    );
  });
});
