import assert from "node:assert/strict";
import fc from "fast-check";
import { nextStep, type RollingUpdate } from "../../../sandbox/ecs/rollingUpdate";

const tasks = (text: string) =>
  [...text].map((letter, index) => ({
    id: `${letter}${index}`,
    primary: letter.toLowerCase() === "p",
    healthy: letter === letter.toUpperCase(),
  }));

const update = (desiredCount: number, text: string, change: Partial<RollingUpdate> = {}): RollingUpdate => ({
  desiredCount,
  minimumHealthyPercent: 100,
  maximumPercent: 200,
  tasks: tasks(text),
  launching: 0,
  mayStart: true,
  ...change,
});

describe("the next step of a rolling update", () => {
  // P and F: a healthy task of the primary and of a former deployment; small letters: one that is not healthy (yet).
  const halves = { minimumHealthyPercent: 50, maximumPercent: 100 };
  const cases: [what: string, update: RollingUpdate, start: number, stop: string[], blocked?: boolean][] = [
    ["starts all when there is nothing", update(2, ""), 2, []],
    ["starts replacements beside the former tasks", update(2, "FF"), 2, []],
    ["counts what is being launched", update(2, "FF", { launching: 1 }), 1, []],
    ["waits for replacements that are not healthy yet", update(2, "FFpp"), 0, []],
    ["stops one former task for each healthy replacement", update(2, "FFPp"), 0, ["F0"]],
    ["stops the last former task", update(1, "FP"), 0, ["F0"]],
    ["stops former tasks that do not serve at once", update(2, "fFpp"), 0, ["f0"]],
    ["does nothing at the goal", update(2, "PP"), 0, []],
    ["stops the youngest when there are too many", update(1, "PPP"), 0, ["P2", "P1"]],
    ["stops those that do not serve first when there are too many", update(1, "Ppp"), 0, ["p2", "p1"]],
    ["stops everything when none is wanted", update(0, "FPp"), 0, ["p2", "P1", "F0"]],
    ["starts no more than the maximum", update(4, "FFFF", { maximumPercent: 150 }), 2, []],
    ["gives former tasks up when there is no room", update(4, "FFFF", halves), 0, ["F0", "F1"]],
    ["gives no more up than the minimum", update(4, "FFpp", halves), 0, []],
    ["gives nothing up while it waits after a failure", update(4, "FFFF", { ...halves, mayStart: false }), 0, []],
    ["starts nothing when it must not", update(2, "F", { mayStart: false }), 0, []],
    ["is blocked by percentages without room", update(1, "F", { maximumPercent: 150 }), 0, [], true],
  ];
  for (const [what, given, start, stop, blocked = false] of cases)
    it(what, () => assert.deepEqual(nextStep(given), { start, stop, blocked }));

  const anyUpdate = fc.record({
    desiredCount: fc.nat(8),
    minimumHealthyPercent: fc.integer({ min: 0, max: 100 }),
    maximumPercent: fc.integer({ min: 100, max: 200 }),
    tasks: fc.string({ unit: fc.constantFrom("P", "p", "F", "f"), maxLength: 12 }).map(tasks),
    launching: fc.nat(3),
    mayStart: fc.boolean(),
  });

  it("never stops healthy tasks below the minimum, nor starts above the maximum", () => {
    fc.assert(
      fc.property(anyUpdate, (given) => {
        const { start, stop } = nextStep(given);
        const healthy = given.tasks.filter((task) => task.healthy);
        const left = healthy.filter(({ id }) => !stop.includes(id)).length;
        const minimum = Math.ceil((given.desiredCount * given.minimumHealthyPercent) / 100);
        const maximum = Math.floor((given.desiredCount * given.maximumPercent) / 100);
        assert.ok(left >= Math.min(minimum, healthy.length), `${left} of ${healthy.length} healthy tasks are left`);
        if (start > 0) assert.ok(given.tasks.length + given.launching + start <= maximum);
      }),
    );
  });

  it("comes to an end when every new task becomes healthy", () => {
    fc.assert(
      fc.property(anyUpdate, (given) => {
        fc.pre(
          given.desiredCount === 0 ||
            Math.floor((given.desiredCount * given.maximumPercent) / 100) > given.desiredCount,
        );
        let current = [...given.tasks];
        for (let step = 0; step < 100; step += 1) {
          const { start, stop } = nextStep({ ...given, tasks: current, launching: 0, mayStart: true });
          if (start === 0 && stop.length === 0 && current.every((task) => task.healthy)) break;
          const started = Array.from({ length: start }, (_, index) => ({ id: `${step}.${index}`, primary: true }));
          current = [...current.filter(({ id }) => !stop.includes(id)), ...started].map((task) => ({
            ...task,
            healthy: true,
          }));
        }
        assert.deepEqual(
          current.map(({ primary }) => primary),
          Array<boolean>(given.desiredCount).fill(true),
        );
      }),
    );
  });
});
