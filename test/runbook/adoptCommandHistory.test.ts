import { deepEqual, equal } from "node:assert/strict";
import { adoptionMessage, isUnfinished, takeoverMessage } from "../../runbook/history/adoption";
import { linkUpdates, type Link } from "../../runbook/history/link";
import type { StackUpdate } from "../../runbook/history/stackUpdate";
import { currentUpdate, lastHealthy, namedUpdate, type Past } from "../../runbook/rollback/target";

const entry = (number: number, change: Partial<StackUpdate>): StackUpdate => ({
  number,
  kind: "update",
  result: "succeeded",
  startTime: new Date(number * 1_000_000),
  endTime: new Date(number * 1_000_000 + 10_000),
  message: "",
  config: {},
  resourceChanges: {},
  ...change,
});
const config = (cpu: string) => ({ "agenticmem:cpu": { value: cpu, secret: false } });

const takeover = entry(1, { kind: "resource-import", message: takeoverMessage, config: config("1024") });
const adoption = entry(2, { kind: "resource-import", message: adoptionMessage("app:7"), config: config("1024") });
const bigger = entry(3, { config: config("2048"), resourceChanges: { replace: 1, update: 1 } });
const untouched = entry(3, { config: config("1024"), resourceChanges: { same: 5 } });

const revisions = [
  ...[6, 7].map((number) => ({ name: `app:${number}`, number, registeredAt: new Date(number), cpu: "1024" })),
  { name: "app:8", number: 8, registeredAt: new Date(3_005_000), cpu: "2048" },
];
const linksOf = (...newestFirst: StackUpdate[]) =>
  linkUpdates(newestFirst, { revisions, deployments: [] }, "agenticmem");
const to = (name: string, by: number): Link => ({ kind: "revision", name, by });

function pastOf(...updates: StackUpdate[]): Past {
  return {
    project: "agenticmem",
    defaults: {},
    updates,
    links: linksOf(...updates),
    statuses: new Map(),
    active: new Set(),
    service: {},
    isSameContent: () => Promise.resolve(false),
  };
}

describe("an adoption in the history", () => {
  it("is linked to the revision that it took over, however long ago that was registered", () => {
    deepEqual(Object.fromEntries(linksOf(bigger, adoption, takeover)), { 2: to("app:7", 2), 3: to("app:8", 3) });
  });

  it("gives its revision to the updates after it that registered none", () => {
    deepEqual(linksOf(untouched, adoption, takeover).get(3), to("app:7", 2));
  });

  it("is what a rollback of the first update goes to", async () => {
    deepEqual(await lastHealthy(pastOf(bigger, adoption, takeover)), {
      update: adoption,
      revision: "app:7",
      passedOver: [],
    });
    equal(namedUpdate(pastOf(bigger, adoption, takeover), 2).revision, "app:7");
  });

  it("is the current one until the first update", () => {
    equal(currentUpdate([adoption, takeover]), adoption);
  });

  it("is unfinished from its first entry to its last", () => {
    equal(isUnfinished([takeover]), true);
    equal(isUnfinished([adoption, takeover]), false);
    equal(isUnfinished([bigger, takeover]), false);
    equal(isUnfinished([entry(4, { kind: "resource-import", message: "a bucket" }), takeover, bigger]), true);
    equal(isUnfinished([bigger]), false);
    equal(isUnfinished([]), false);
  });

  it("counts only from its end on: an import that was undone is none", async () => {
    equal(currentUpdate([takeover]), undefined);
    await lastHealthy(pastOf(bigger, takeover)).then(
      () => Promise.reject(new Error("went back to it")),
      (error: Error) => equal(/there is no update to go back to/.test(error.message), true),
    );
  });
});
