import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { linkUpdates, type Link } from "../../runbook/history/link";
import type { RegisteredRevision } from "../../runbook/history/registrations";
import type { StackUpdate } from "../../runbook/history/stackUpdate";
import { none, nothingMade, overrides, revision, size, to, update } from "./support/pastInSeconds";

const link = (oldestFirst: StackUpdate[], revisions: RegisteredRevision[]) =>
  Object.fromEntries(linkUpdates(oldestFirst.toReversed(), { revisions, deployments: [] }, "agenticmem"));

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
    [
      "is certain after a first update that failed when it had made the environment alone",
      [
        update(1, 0, 8, { result: "failed", resourceChanges: { create: 38 } }),
        update(2, 12, 18, { resourceChanges: { create: 4, same: 38 } }),
        update(3, 22, 28),
      ],
      [revision(1, 14), revision(2, 24)],
      { 1: none, 2: to(1, 2), 3: to(2, 3) },
    ],
    ["is none before the first revision that is known", [update(1, 0, 100)], [revision(7, 5000)], { 1: none }],
    [
      "is not one that somebody registered during an update that made nothing",
      [update(1, 0, 100), update(2, 1000, 1100, nothingMade)],
      [revision(1, 50), revision(2, 1070)],
      { 1: to(1, 1), 2: to(1, 1) },
    ],
    [
      "may be one that was registered before an update that made nothing: by one that was killed, or by hand",
      [update(1, 0, 100), update(2, 1000, 1100, nothingMade), update(3, 2000, 2100)],
      [revision(1, 50), revision(2, 900), revision(3, 2050)],
      { 1: to(1, 1), 2: { kind: "ambiguous", names: ["app:1", "app:2"], by: 1 }, 3: to(3, 3) },
    ],
    [
      "is told by the size then, when only one of them has that of the config",
      [update(1, 0, 100), update(2, 1000, 1100, { ...nothingMade, config: size(512, 1024) })],
      [revision(1, 50), revision(2, 900, "512", "1024")],
      { 1: to(1, 1), 2: to(2, 1) },
    ],
    [
      "is not told by the size where overrides may change it",
      [update(1, 0, 100), update(2, 1000, 1100, { ...nothingMade, config: { ...size(512, 1024), ...overrides } })],
      [revision(1, 50), revision(2, 900, "512", "1024")],
      { 1: to(1, 1), 2: { kind: "ambiguous", names: ["app:1", "app:2"], by: 1 } },
    ],
    [
      "may be one that is deleted, of an update that was killed",
      [update(1, 0, 100), update(2, 1000, 1100, nothingMade), update(3, 2000, 2100)],
      [revision(1, 50), revision(3, 2050)],
      { 1: to(1, 1), 2: { kind: "ambiguous", names: ["app:1", "app:2"], by: 1 }, 3: to(3, 3) },
    ],
    [
      "is not certain, although there is but one, when what the stack had before is not known",
      [update(1, 0, 100, nothingMade), update(2, 1000, 1100, nothingMade)],
      [revision(1, 500)],
      { 1: none, 2: { kind: "ambiguous", names: ["app:1"], by: 1 } },
    ],
    [
      "is that of the update that was killed, after a destroy",
      [update(1, 0, 100), update(2, 200, 300, { kind: "destroy" }), update(3, 1000, 1100, nothingMade)],
      [revision(1, 50), revision(2, 900)],
      { 1: to(1, 1), 3: to(2, 2) },
    ],
    [
      "is not certain of an update that does not say what it has done",
      [update(1, 0, 100), update(2, 1000, 1100, { result: "failed", resourceChanges: {} })],
      [revision(1, 50), revision(2, 1050)],
      { 1: to(1, 1), 2: { kind: "ambiguous", names: ["app:2", "app:1"], by: 1 } },
    ],
    [
      "is not certain of one that created something, with a task definition that was there",
      [update(1, 0, 100), update(2, 1000, 1100, { resourceChanges: { create: 1, update: 1 } })],
      [revision(1, 50), revision(2, 1050)],
      { 1: to(1, 1), 2: { kind: "ambiguous", names: ["app:2", "app:1"], by: 1 } },
    ],
    [
      "is not certain of two in a row, when one lacks a revision: the other's may be its",
      [update(1, 0, 100), update(2, 105, 200)],
      [revision(1, -10), revision(2, 80)],
      {
        1: { kind: "ambiguous", names: ["app:2", "app:1"], by: 1 },
        2: { kind: "ambiguous", names: ["app:2", "app:1"], by: 1 },
      },
    ],
    [
      "prefers the size of the config",
      [update(1, 0, 100, { config: size(512, 1024) })],
      [revision(1, 50, "512", "1024"), revision(2, 60)],
      { 1: to(1, 1) },
    ],
    [
      "is any size when no revision has that of the config, as with overrides",
      [update(1, 0, 100, { config: { ...size(512, 1024), ...overrides } })],
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
      "allows for clocks that differ, but is not certain then",
      [update(1, 0, 100), update(2, 1000, 1100)],
      [revision(1, -59), revision(2, 1159)],
      {
        1: { kind: "ambiguous", names: ["app:1"], by: 1 },
        2: { kind: "ambiguous", names: ["app:2", "app:1"], by: 1 },
      },
    ],
    [
      "is the one before where something else was replaced",
      [update(1, 0, 100), update(2, 1000, 1100)],
      [revision(1, 50)],
      { 1: to(1, 1), 2: to(1, 1) },
    ],
    [
      "allows for that only when the size is that of the config",
      [update(1, 0, 100)],
      [revision(1, 130, "512", "1024")],
      { 1: none },
    ],
    ["allows for no more than that", [update(1, 0, 100)], [revision(1, 162)], { 1: none }],
    [
      "is never another update's for want of an own one",
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
      "may be the new one while an update is under way",
      [update(1, 0, 100), update(2, 1000, undefined, { result: "in-progress", resourceChanges: {} })],
      [revision(1, 50), revision(2, 9000)],
      { 1: to(1, 1), 2: { kind: "ambiguous", names: ["app:2", "app:1"], by: 1 } },
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
      [revision(1, 50)],
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
