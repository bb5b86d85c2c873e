import assert from "node:assert/strict";
import type { Cause } from "../../../rollout/causes";
import { isHopeless } from "../../../rollout/giveUp";
import type { DeploymentView } from "../../../rollout/observation";
import type { Definite } from "../../../rollout/stopRules";
import { deployment } from "./answers";

const cause = (definite: Definite): Cause => ({
  what: definite,
  remedy: "",
  definite,
  tasks: 1,
  words: "",
  taskArns: [],
});

/** What happened → whether waiting for the circuit breaker is of use. */
const table: [
  what: string,
  causes: Definite[],
  changes: Partial<DeploymentView>,
  seconds: number,
  hopeless: boolean,
][] = [
  ["one definite failure", ["at once"], {}, 10, true],
  ["definite failures only", ["at once", "when repeated"], { failedTasks: 2 }, 60, true],
  ["another cause as well", ["at once", "never"], {}, 60, false],
  ["no cause known", [], {}, 60, false],
  ["a task that runs", ["at once"], { runningCount: 1 }, 60, false],
  ["no failure counted", ["at once"], { failedTasks: 0 }, 60, false],
  ["a deployment that has ended", ["at once"], { rolloutState: "FAILED" }, 60, false],
  ["a right that is missing", ["when repeated"], {}, 60, false],
  ["a right that is missing again at once", ["when repeated"], { failedTasks: 2 }, 59, false],
  ["a right that is missing again after a minute", ["when repeated"], { failedTasks: 2 }, 60, true],
  ["tasks that were started side by side", ["when repeated"], { desiredCount: 2, failedTasks: 2 }, 60, false],
];

describe("a rollout is hopeless", () => {
  for (const [what, causes, changes, seconds, hopeless] of table) {
    it(`${hopeless ? "with" : "not with"} ${what}`, () => {
      assert.equal(isHopeless(causes.map(cause), deployment({ failedTasks: 1, ...changes }), seconds * 1000), hopeless);
    });
  }
});
