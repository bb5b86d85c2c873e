import { equal } from "node:assert/strict";
import { nearestName } from "../../settings/nearest";

describe("the nearest name", () => {
  const cases: [given: string, names: string[], meant: string | undefined][] = [
    ["secretss", ["secret", "secrets"], "secrets"],
    ["memry", ["cpu", "memory"], "memory"],
    ["env", ["entryPoint", "environment"], "environment"],
    ["stopTimeout", ["stopTimeoutSeconds", "startPeriodSeconds"], "stopTimeoutSeconds"],
    ["replicas", ["desiredCount", "cpu"], undefined],
    ["cpu", [], undefined],
  ];
  for (const [given, names, meant] of cases) it(given, () => equal(nearestName(given, names), meant));
});
