import { deepEqual } from "node:assert/strict";
import { boundsToKeep } from "../../components/boundsToKeep";

const action = (bounds: { min?: number; max?: number }) => ({
  name: "at-night",
  schedule: "rate(1 day)",
  timezone: "UTC",
  ...bounds,
});

describe("the bounds of autoscaling", () => {
  for (const [what, scheduled, live, kept] of [
    ["are the setting's at first", [], undefined, [2, 6]],
    ["are the setting's where somebody has set others", [], { min: 1, max: 9 }, [2, 6]],
    ["stay as a schedule has set them", [action({ min: 3, max: 9 })], { min: 3, max: 9 }, [3, 9]],
    ["stay where a schedule sets one of them", [action({ min: 4 })], { min: 4, max: 6 }, [4, 6]],
    [
      "stay where two schedules have set one each",
      [action({ min: 4 }), action({ max: 8 })],
      { min: 4, max: 8 },
      [4, 8],
    ],
    ["are the setting's again when the schedule has changed", [action({ min: 5 })], { min: 4, max: 6 }, [2, 6]],
    ["are the setting's where one is nobody's", [action({ min: 4 })], { min: 4, max: 7 }, [2, 6]],
  ] as const) {
    it(what, () => {
      const [min, max] = kept;
      deepEqual(boundsToKeep({ min: 2, max: 6, scheduled: [...scheduled] }, live), { min, max });
    });
  }
});
