import { deepEqual, equal, match, rejects, throws } from "node:assert/strict";
import fc from "fast-check";
import type { Link } from "../../runbook/history/link";
import type { StackUpdate } from "../../runbook/history/stackUpdate";
import { departureFrom, describeDeparture } from "../../runbook/rollback/departure";
import { lastHealthy, namedUpdate, type Past } from "../../runbook/rollback/target";

interface Entry {
  kind?: string;
  result?: string;
  /** Settings, without namespace. */
  config?: Record<string, string>;
  /** Number of its revision; several: it is not certain which; none: the number of the update. */
  revision?: number | number[] | "gone";
  /** What its revision runs; none: something of its own. */
  content?: string;
  /** Statuses of ECS's deployments of its revision. */
  deployments?: string[];
}

const name = (number: number) => `app:${number}`;

/** A past out of entries, oldest first; what the service was given since is what else there is. */
function pastOf(entries: Entry[], { since = {}, active }: { since?: Past["service"]; active?: number[] } = {}): Past {
  const updates = entries.map(
    ({ kind = "update", result = "succeeded", config = { cpu: "256" } }, index): StackUpdate => ({
      number: index + 1,
      kind,
      result,
      startTime: new Date(Date.UTC(2026, 0, 1, 0, index)),
      message: "",
      config: Object.fromEntries(
        Object.entries(config).map(([setting, value]) => [`shop:${setting}`, { value, secret: false }]),
      ),
      resourceChanges: {},
    }),
  );
  const revisionOf = ({ revision }: Entry, index: number) => revision ?? index + 1;
  const links = new Map(
    entries.map((entry, index): [number, Link] => {
      const revision = revisionOf(entry, index);
      const by = index + 1;
      if (revision === "gone") return [by, { kind: "none" }];
      return [
        by,
        Array.isArray(revision)
          ? { kind: "ambiguous", names: revision.map(name), by }
          : { kind: "revision", name: name(revision), by },
      ];
    }),
  );
  const statuses = new Map<string, string[]>();
  const contents = new Map<string, string>();
  entries.forEach((entry, index) => {
    const revision = revisionOf(entry, index);
    if (typeof revision !== "number") return;
    if (entry.deployments !== undefined) statuses.set(name(revision), entry.deployments);
    contents.set(name(revision), entry.content ?? name(revision));
  });
  return {
    project: "shop",
    defaults: { "shop:cpu": "256", "shop:memory": "512" },
    updates: updates.toReversed(),
    links,
    statuses,
    active: new Set(active?.map(name) ?? [...contents.keys()]),
    service: since,
    isSameContent: (one, other) => Promise.resolve((contents.get(one) ?? one) === (contents.get(other) ?? other)),
  };
}

const good: Entry = { deployments: ["SUCCESSFUL"] };
const bad: Entry = { result: "failed", deployments: ["ROLLBACK_SUCCESSFUL"] };

describe("the last healthy update", () => {
  const cases: [title: string, past: Entry[], expected: number][] = [
    ["is the one before a good one", [good, good, good], 2],
    ["is the one before a bad one", [good, good, bad], 2],
    ["is before all the bad ones, not the previous revision", [good, bad, bad], 1],
    ["is known from the history alone where ECS remembers nothing", [{}, {}, {}], 2],
    ["is none that ECS has not seen healthy", [good, { deployments: ["ROLLBACK_SUCCESSFUL"] }, good], 1],
    ["is none that is still under way for ECS", [good, { deployments: ["IN_PROGRESS"] }, good], 1],
    [
      "was healthy once, although its revision failed another time",
      [good, { deployments: ["ROLLBACK_FAILED", "SUCCESSFUL"] }, good],
      2,
    ],
    ["is no refresh, import or destroy", [good, { kind: "refresh" }, { kind: "resource-import" }, good], 1],
    ["is counted from the newest update, refreshes after it left aside", [good, good, { kind: "refresh" }], 1],
    ["is none with the revision and config of the current one", [good, { revision: 2 }, { revision: 2 }], 1],
    [
      "is none that differs from the current one in its count or redeployment alone",
      [good, { revision: 2 }, { revision: 2, config: { cpu: "256", desiredCount: "3", redeployment: "now" } }],
      1,
    ],
    [
      "may have the same revision with another config",
      [good, { revision: 2 }, { revision: 2, config: { cpu: "256", deployment: "{}" } }],
      2,
    ],
    ["is none whose revision runs the same under another number", [{}, { content: "a" }, bad, { content: "a" }], 1],
    [
      "takes a setting that an update did not know for its default",
      [{ config: { cpu: "256" } }, { content: "a" }, { content: "a", config: { cpu: "256", memory: "512" } }],
      1,
    ],
    [
      "takes maps with keys in another order for the same",
      [
        good,
        { content: "a", config: { ports: '{"a":1,"b":2}' } },
        { content: "a", config: { ports: '{"b":2,"a":1}' } },
      ],
      1,
    ],
    ["is found when the current one's revision is not certain", [good, { revision: [2, 3], result: "failed" }], 1],
    ["may be one whose revision is gone", [{ revision: "gone" }, good], 1],
    ["is none whose config is not in the history", [good, { ...good, config: {} }, good], 1],
    ["may lie before a destroy, when the stack was made again", [good, { kind: "destroy" }, good], 1],
  ];
  for (const [title, past, expected] of cases) {
    it(title, async () => equal((await lastHealthy(pastOf(past))).update.number, expected));
  }

  const since: [title: string, past: Entry[], service: Past["service"], expected: number][] = [
    [
      "is the newest one itself while an update is under way",
      [good, good],
      { running: name(3), lastDeployed: name(3) },
      2,
    ],
    ["is so after ECS has rolled the cut-short one back", [good, good], { running: name(2), lastDeployed: name(3) }, 2],
    ["is so when somebody points the service elsewhere", [good, good], { running: name(1), lastDeployed: name(1) }, 2],
    ["is so where ECS remembers no deployments", [good, good], { running: name(3) }, 2],
    ["is older when the newest one was not healthy", [good, good, bad], { running: name(4), lastDeployed: name(4) }, 2],
    ["is not the newest one when what runs now is the same", [good, { content: "a" }], { running: "a" }, 1],
    [
      "is none of that when ECS has rolled a red one back",
      [good, good, bad],
      { running: name(2), lastDeployed: name(3) },
      2,
    ],
    ["is none of that when all is in its place", [good, good], { running: name(2), lastDeployed: name(2) }, 1],
    [
      "is none of that when the newest one may have been on what runs",
      [good, { revision: [2, 3] }],
      { running: name(3), lastDeployed: name(3) },
      1,
    ],
  ];
  for (const [title, past, service, expected] of since) {
    it(title, async () => equal((await lastHealthy(pastOf(past, { since: service }))).update.number, expected));
  }

  it("is not kept from anything by a destroy that was refused", async () => {
    const { update } = await lastHealthy(
      pastOf([good, { config: { cpu: "512" } }, { kind: "destroy", result: "failed" }]),
    );
    equal(update.number, 1);
  });

  it("names the healthy ones that it passes over, since only a secret has changed since", async () => {
    const entries: Entry[] = [good, { content: "a" }, { content: "a" }, { content: "a" }];
    const { update, passedOver } = await lastHealthy(pastOf(entries));
    equal(update.number, 1);
    deepEqual(
      passedOver.map(({ number }) => number),
      [3, 2],
    );
  });

  it("leaves one aside that ran none but unhealthy revisions, whichever of them it was", async () => {
    const past = pastOf([good, { revision: [2, 3] }, good]);
    for (const revision of [2, 3]) past.statuses.set(name(revision), ["ROLLBACK_SUCCESSFUL"]);
    past.links.set(3, { kind: "revision", name: name(4), by: 3 });
    equal((await lastHealthy(past)).update.number, 1);
  });

  it("after a rollback is where that came from, again and again", async () => {
    const entries: Entry[] = [{ content: "a" }, { content: "b", config: { cpu: "512" } }];
    for (const expected of [1, 2, 3, 4]) {
      const { update } = await lastHealthy(pastOf(entries));
      equal(update.number, expected);
      entries.push({ ...entries[expected - 1] });
    }
  });

  const none: [title: string, past: Entry[], why: RegExp][] = [
    ["before the first update", [], /there is no update to go back to: none before the first/],
    ["with one update only", [good], /there is no update to go back to/],
    [
      "with bad ones only",
      [bad, bad, good],
      /none before update 3 \(update, 2026-01-01 00:02:00 UTC\) was proven healthy/,
    ],
    ["after a destroy", [good, good, { kind: "destroy" }], /update 3 \(destroy, .*\) has destroyed the stack/],
    [
      "where it is not certain what it ran",
      [{ revision: [1, 2] }, good],
      /is not certain: it may be app:1 or app:2.*--to-revision app:2/,
    ],
  ];
  for (const [title, past, why] of none) {
    it(`is refused ${title}`, () => rejects(lastHealthy(pastOf(past)), why));
  }

  it("is always an older update that succeeded, was not seen failing, and is not the current one's twin", async () => {
    const entry = fc.record<Entry>({
      kind: fc.constantFrom("update", "update", "update", "refresh"),
      result: fc.constantFrom("succeeded", "failed"),
      config: fc.record({ cpu: fc.constantFrom("256", "512") }),
      content: fc.constantFrom("a", "b", "c"),
      deployments: fc.constantFrom(undefined, ["SUCCESSFUL"], ["ROLLBACK_SUCCESSFUL"]),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 8 }), async (entries) => {
        const current = entries.findLastIndex(({ kind }) => kind === "update");
        const isFit = ({ kind, result, deployments, config, content }: Entry, index: number) =>
          index < current &&
          kind === "update" &&
          result === "succeeded" &&
          (deployments?.includes("SUCCESSFUL") ?? true) &&
          (config?.cpu !== entries[current]?.config?.cpu || content !== entries[current]?.content);
        const expected = entries.findLastIndex(isFit);
        const found = await lastHealthy(pastOf(entries)).then(
          ({ update }) => update.number - 1,
          () => -1,
        );
        equal(found, expected);
      }),
    );
  });
});

describe("an update that is named", () => {
  it("is taken when it was healthy, with the revision that it ran", () => {
    const { update, revision } = namedUpdate(pastOf([good, { ...good, revision: 1 }, good]), 2);
    equal(update.number, 2);
    equal(revision, "app:1");
  });

  it("may have failed when its revision was healthy otherwise", () => {
    equal(namedUpdate(pastOf([{ ...good, result: "failed" }, good]), 1).update.number, 1);
  });

  const refused: [title: string, past: Entry[], number: number, why: RegExp][] = [
    ["there is none of the number", [good, good], 7, /there is no update 7: use one of 2, 1/],
    [
      "it is another kind of entry",
      [good, { kind: "refresh" }],
      2,
      /update 2 \(refresh, .*\) is none that can be gone back to: use one of 1/,
    ],
    [
      "it failed",
      [bad, good],
      1,
      /update 1 .* was not healthy: its result is failed, and ECS's deployments of app:1 ended ROLLBACK_SUCCESSFUL.*--to-revision app:1/,
    ],
    [
      "it failed, and nothing is known of its revision",
      [{ result: "failed", revision: "gone" }, good],
      1,
      /its result is failed\. Use another one/,
    ],
    [
      "ECS has seen it fail",
      [{ deployments: ["ROLLBACK_FAILED"] }, good],
      1,
      /its result is succeeded, and ECS's deployments of app:1 ended ROLLBACK_FAILED/,
    ],
    [
      "its config is not in the history",
      [{ ...good, config: {} }, good],
      1,
      /the history has no config of update 1 .*--to-revision app:1/,
    ],
    ["it is not certain what it ran", [{ revision: [4, 5] }, good], 1, /not certain: it may be app:4 or app:5/],
  ];
  for (const [title, past, number, why] of refused) {
    it(`is refused when ${title}`, () => throws(() => namedUpdate(pastOf(past), number), why));
  }

  it("is refused without a way to a revision that is not ACTIVE any more", () => {
    const refusal = /ended ROLLBACK_SUCCESSFUL\. Use another one \(npm run revisions\)\. Nothing was changed\.$/;
    throws(() => namedUpdate(pastOf([bad, good], { active: [2] }), 1), refusal);
    const past = pastOf([{ revision: [4, 5] }, good], { active: [5] });
    throws(() => namedUpdate(past, 1), /--to-revision app:5\)/);
  });
});

describe("what has happened since the newest update", () => {
  const update = (service: Past["service"], entries: Entry[] = [good, good]) => {
    const past = pastOf(entries, { since: service });
    return departureFrom(past.updates[0], past);
  };

  it("is nothing where the service is where that has left it", () => {
    equal(update({ running: name(2), lastDeployed: name(2) }), undefined);
    equal(update({}), undefined);
    equal(update({ running: name(1), lastDeployed: name(2) }, [good, bad]), undefined);
    equal(update({ running: name(7) }, [good, { revision: "gone" }]), undefined);
    equal(departureFrom(undefined, pastOf([], { since: { running: name(1) } })), undefined);
  });

  it("is an unfinished update when the revision is newer, or the one that the config points at", () => {
    deepEqual(update({ running: name(3) }), { revision: name(3), isUnfinished: true });
    deepEqual(update({ running: name(1), pinned: name(1) }), { revision: name(1), isUnfinished: true });
    deepEqual(update({ running: name(1), lastDeployed: name(3) }, [good, bad]), {
      revision: name(3),
      isUnfinished: true,
    });
  });

  it("is somebody's hand when it is an older one", () => {
    const departure = update({ running: name(1), lastDeployed: name(1) });
    deepEqual(departure, { revision: name(1), isUnfinished: false });
    match(
      describeDeparture(departure, "update 2"),
      /^app:1 was deployed after update 2, and not by an update: somebody/,
    );
  });
});
