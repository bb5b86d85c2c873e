import fc from "fast-check";
import assert from "node:assert/strict";
import { countForMetric, decide, type Situation } from "../../sandbox/scaling/decision";

const count = fc.nat({ max: 20 });
const situation: fc.Arbitrary<Situation> = fc
  .record({
    current: count,
    wanted: count,
    bounds: fc.tuple(count, count),
    isDeploying: fc.boolean(),
    scaleInOff: fc.boolean(),
    scaleOutOff: fc.boolean(),
  })
  .map(({ bounds, ...rest }) => ({ ...rest, min: Math.min(...bounds), max: Math.max(...bounds) }));

describe("what Application Auto Scaling makes of a policy", () => {
  const start: Situation = {
    current: 4,
    wanted: 4,
    min: 2,
    max: 8,
    isDeploying: false,
    scaleInOff: false,
    scaleOutOff: false,
  };
  const cases: [what: string, change: Partial<Situation>, expected: number | RegExp][] = [
    ["out", { wanted: 6 }, 6],
    ["in", { wanted: 3 }, 3],
    ["out to the maximum", { wanted: 12 }, 8],
    ["in to the minimum", { wanted: 0 }, 2],
    ["out from below the minimum, at least to it", { current: 0, wanted: 1 }, 2],
    ["not in from below the minimum", { current: 1, wanted: 0 }, /at its minimum of 2/],
    ["in from above the maximum, at least to it", { current: 12, wanted: 11 }, 8],
    ["not out from above the maximum", { current: 12, wanted: 13 }, /at its maximum of 8/],
    ["not in during a deployment", { wanted: 3, isDeploying: true }, /deployment is in progress/],
    ["out during a deployment", { wanted: 6, isDeploying: true }, 6],
    ["not out when suspended", { wanted: 6, scaleOutOff: true }, /scaling out is suspended/],
    ["not in when suspended", { wanted: 3, scaleInOff: true }, /scaling in is suspended/],
    ["not where it is already", {}, /is 4 already/],
  ];
  for (const [what, change, expected] of cases)
    it(what, () => {
      const decision = decide({ ...start, ...change });
      if (typeof expected === "number") assert.deepEqual(decision, { desiredCount: expected });
      else assert.match("notScaled" in decision ? decision.notScaled : "", expected);
    });

  it("stays within the bounds and goes only where it was asked to", () => {
    fc.assert(
      fc.property(situation, (given) => {
        const decision = decide(given);
        if ("notScaled" in decision) return;
        const { desiredCount } = decision;
        assert.ok(desiredCount >= given.min && desiredCount <= given.max);
        assert.equal(Math.sign(desiredCount - given.current), Math.sign(given.wanted - given.current));
        assert.ok(desiredCount > given.current || !given.isDeploying);
      }),
    );
  });

  it("brings a metric to its target or below, with no task more than needed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 500 }), (current, metric) => {
        const wanted = countForMetric(current, metric, 50);
        const after = (tasks: number) => (current * metric) / tasks;
        assert.ok(after(wanted) <= 50);
        if (wanted !== current && wanted > 1) assert.ok(after(wanted - 1) > 50);
      }),
    );
  });
});
