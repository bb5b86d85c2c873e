import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { linkUpdates, type Link } from "../../runbook/history/link";
import type { RegisteredRevision } from "../../runbook/history/registrations";
import type { StackUpdate } from "../../runbook/history/stackUpdate";
import type { Facts } from "../../runbook/prune/facts";
import { decide } from "../../runbook/prune/keep";
import { settledSince } from "../../runbook/prune/linked";

const name = (number: number) => `app:${number}`;

const update = (number: number, change: Partial<StackUpdate> = {}): StackUpdate => ({
  number,
  kind: "update",
  result: "succeeded",
  startTime: new Date(number * 1_000_000),
  endTime: new Date(number * 1_000_000 + 200_000),
  message: "",
  config: {},
  resourceChanges: { replace: 1 },
  ...change,
});

const to = (number: number, by: number): [number, Link] => [by, { kind: "revision", name: name(number), by }];

const facts = (count: number, change: Partial<Facts> = {}): Facts => ({
  active: Array.from({ length: count }, (_, index) => name(count - index)),
  inactive: [],
  keep: 1,
  tasks: new Map(),
  deployments: [],
  remembered: [],
  pinned: [],
  updates: [],
  links: new Map(),
  ...change,
});

/** Number of revision → why it is kept. */
const kept = (given: Facts): Record<string, string[]> =>
  Object.fromEntries(
    decide(given)
      .filter(({ reasons }) => reasons.length > 0)
      .map((each) => [each.name.split(":")[1]!, each.reasons] as const),
  );

describe("what prune keeps", () => {
  it("keeps the newest ones", () => {
    deepEqual(kept(facts(5, { keep: 2 })), { 5: ["one of the newest 2"], 4: ["one of the newest 2"] });
  });

  it("says every reason", () => {
    const deployments = [{ service: "web", status: "PRIMARY", revision: name(3) }];
    const tasks = new Map([[name(3), { running: 1, pending: 1 }]]);
    deepEqual(kept(facts(3, { tasks, deployments, pinned: [name(3)] })), {
      3: ["the newest", "2 tasks have it", "PRIMARY in service web", "pinned in the stack's config"],
    });
  });

  it("keeps what another service deploys, and what a single task has", () => {
    const deployments = [{ service: "worker", status: "ACTIVE", revision: name(1) }];
    const tasks = new Map([[name(2), { running: 0, pending: 1 }]]);
    deepEqual(kept(facts(5, { tasks, deployments })), {
      5: ["the newest"],
      2: ["1 task has it"],
      1: ["ACTIVE in service worker"],
    });
  });

  it("keeps the last one that ECS saw healthy, before newer ones that it rolled back", () => {
    const remembered = [
      { revision: name(4), status: "ROLLBACK_SUCCESSFUL" },
      { revision: name(2), status: "SUCCESSFUL" },
      { revision: name(1), status: "SUCCESSFUL" },
    ];
    deepEqual(kept(facts(5, { remembered })), { 5: ["the newest"], 2: ["the last one that ECS saw healthy"] });
  });

  it("keeps what the newest updates need, and the healthy ones before those", () => {
    const updates = [
      update(9, { result: "failed" }),
      update(8, { kind: "refresh" }),
      update(7),
      update(6, { result: "failed" }),
      update(5),
      update(4),
      update(3),
    ];
    const links = new Map([to(9, 9), to(7, 7), to(6, 6), to(5, 5), to(4, 4), to(3, 3)]);
    deepEqual(kept(facts(10, { updates, links })), {
      10: ["the newest"],
      9: ["update 9 needs it"],
      7: ["the last healthy one"],
      5: ["a rollback may go to it"],
      4: ["a rollback may go to it"],
    });
  });

  it("does not take for healthy what ECS has rolled back", () => {
    const updates = [update(3, { kind: "refresh" }), update(2), update(1)];
    const links = new Map([to(2, 2), to(1, 1)]);
    const remembered = [{ revision: name(2), status: "ROLLBACK_SUCCESSFUL" }];
    const words = kept(facts(9, { updates, links, remembered }));
    deepEqual(words, { 9: ["the newest"], 2: ["update 2 needs it"], 1: ["the last healthy one"] });
  });

  it("keeps all that an update may have run", () => {
    const links = new Map<number, Link>([[1, { kind: "ambiguous", names: [name(1), name(2)], by: 1 }]]);
    deepEqual(Object.keys(kept(facts(4, { updates: [update(1)], links }))), ["1", "2", "4"]);
  });

  it("lets an inactive one go that nothing needs, and does not count it among the newest", () => {
    const decided = decide(facts(2, { inactive: [name(7), name(6)], pinned: [name(6)] }));
    deepEqual(
      decided.map((each) => [each.name, each.isActive, each.reasons.length > 0]),
      [
        [name(2), true, true],
        [name(1), true, false],
        [name(7), false, false],
        [name(6), false, true],
      ],
    );
  });
});

const revisionCount = 12;
const anyRevision = fc.integer({ min: 1, max: revisionCount }).map(name);

const anyFacts: fc.Arbitrary<Facts> = fc
  .record({
    isActive: fc.array(fc.boolean(), { minLength: revisionCount, maxLength: revisionCount }),
    keep: fc.integer({ min: 1, max: 4 }),
    tasks: fc.array(fc.tuple(anyRevision, fc.record({ running: fc.nat(3), pending: fc.nat(3) })), { maxLength: 3 }),
    deployments: fc.array(
      fc.record({ service: fc.constantFrom("web", "worker"), status: fc.constant("PRIMARY"), revision: anyRevision }),
      { maxLength: 3 },
    ),
    remembered: fc.array(
      fc.record({ revision: anyRevision, status: fc.constantFrom("SUCCESSFUL", "ROLLBACK_SUCCESSFUL", "STOPPED") }),
      { maxLength: 8 },
    ),
    pinned: fc.array(anyRevision, { maxLength: 1 }),
    past: fc.array(
      fc.record({
        kind: fc.constantFrom("update", "update", "refresh"),
        result: fc.constantFrom("succeeded", "failed"),
        link: fc.oneof(
          anyRevision.map((each): Link => ({ kind: "revision", name: each, by: 0 })),
          fc
            .uniqueArray(anyRevision, { minLength: 2, maxLength: 3 })
            .map((names): Link => ({ kind: "ambiguous", names, by: 0 })),
          fc.constant<Link>({ kind: "none" }),
        ),
      }),
      { maxLength: 12 },
    ),
  })
  .map(({ isActive, past, tasks, ...rest }) => {
    const newestFirst = isActive.map((active, index) => ({ active, revision: name(index + 1) })).toReversed();
    const updates = past.map(({ kind, result }, index) => update(past.length - index, { kind, result }));
    return {
      ...rest,
      active: newestFirst.filter(({ active }) => active).map(({ revision }) => revision),
      inactive: newestFirst.filter(({ active }) => !active).map(({ revision }) => revision),
      tasks: new Map(tasks),
      updates,
      links: new Map(past.map(({ link }, index) => [past.length - index, link])),
    };
  });

/** In other words than the code's, so that both have to be wrong in the same way. */
function mustStay(given: Facts): Set<string> {
  const linked = (number: number) => {
    const link = given.links.get(number);
    return link?.kind === "revision" ? [link.name] : link?.kind === "ambiguous" ? link.names : [];
  };
  const ran = given.updates.filter(({ kind }) => kind === "update");
  const healthy: string[] = [];
  for (const { number, result } of ran) {
    const names = linked(number);
    const isDisproved = names.every((each) => {
      const statuses = given.remembered.filter(({ revision }) => revision === each).map(({ status }) => status);
      return statuses.length > 0 && !statuses.includes("SUCCESSFUL");
    });
    if (new Set(healthy).size < 3 && result === "succeeded" && !isDisproved) healthy.push(...names);
  }
  const seenHealthy = given.remembered.find(({ status }) => status === "SUCCESSFUL");
  return new Set([
    ...given.active.slice(0, given.keep),
    ...given.tasks.keys(),
    ...given.deployments.map(({ revision }) => revision),
    ...(seenHealthy ? [seenHealthy.revision] : []),
    ...given.pinned,
    ...ran.slice(0, given.keep).flatMap(({ number }) => linked(number)),
    ...healthy,
  ]);
}

describe("prune, whatever the history", () => {
  const gone = (given: Facts) =>
    decide(given)
      .filter(({ reasons }) => reasons.length === 0)
      .map((each) => each.name);

  it("never touches what is in use, was healthy last or is needed, and removes the rest", () => {
    fc.assert(
      fc.property(anyFacts, (given) => {
        const needed = mustStay(given);
        const expected = [...given.active, ...given.inactive].filter((each) => !needed.has(each));
        deepEqual(gone(given), expected);
      }),
      { numRuns: 1_000 },
    );
  });

  it("has nothing left to do when it is done", () => {
    fc.assert(
      fc.property(anyFacts, (given) => {
        const removed = new Set(gone(given));
        const without = (names: string[]) => names.filter((each) => !removed.has(each));
        deepEqual(gone({ ...given, active: without(given.active), inactive: without(given.inactive) }), []);
      }),
    );
  });

  it("decides the same without the revisions that it says are too old to matter", () => {
    const step = fc.record({
      kind: mostly("update", "refresh", "destroy"),
      result: mostly("succeeded", "failed"),
      // Registered by it, and by others before it.
      registers: mostly(true, false),
      foreign: fc.nat(2),
      isDeleted: mostly(false, true),
    });
    let shortened = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), fc.integer({ min: 1, max: 4 }), (steps, keep) => {
        const revisions: RegisteredRevision[] = [];
        let number = 0;
        const updates = steps.map(({ kind, result, registers, foreign, isDeleted }, index) => {
          const startMs = (index + 1) * 1_000_000;
          for (let each = 0; each < foreign; each++) revisions.push(registered(++number, startMs - 500_000 + each));
          if (registers && kind === "update" && (++number, !isDeleted))
            revisions.push(registered(number, startMs + 100_000));
          return update(index + 1, { kind, result, resourceChanges: registers ? { replace: 1 } : { same: 4 } });
        });
        const newestFirst = { updates: updates.toReversed(), revisions: revisions.toReversed() };
        const decided = (known: RegisteredRevision[]) => {
          const links = linkUpdates(newestFirst.updates, { revisions: known, deployments: [] }, "agenticmem");
          const active = newestFirst.revisions.map((each) => each.name);
          const given = { ...facts(0), active, updates: newestFirst.updates, links, keep };
          return { given, kept: kept(given) };
        };
        const all = decided(newestFirst.revisions).kept;
        for (let count = 1; count < newestFirst.revisions.length; count++) {
          const known = newestFirst.revisions.slice(0, count);
          const part = decided(known);
          if (known.at(-1)!.registeredAt.getTime() >= settledSince(part.given)) continue;
          shortened++;
          deepEqual(part.kept, all);
        }
      }),
      { numRuns: 500 },
    );
    equal(shortened > 100, true, `only ${shortened} were shortened`);
  });
});

/** The first value five times in six, else one of the others. */
const mostly = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

const registered = (number: number, ms: number): RegisteredRevision => ({
  name: name(number),
  number,
  registeredAt: new Date(ms),
});
