import assert from "node:assert/strict";
import type { ContainerBehaviour } from "../../../sandbox/ecs/behaviour";
import { Moment } from "../../../sandbox/ecs/clock";
import { fateOf } from "../../../sandbox/ecs/fate";
import { containerHealth, targetState } from "../../../sandbox/ecs/health";
import type { ContainerRecord, TaskRecord } from "../../../sandbox/ecs/state";
import { FakeAccount } from "./fakeAccount";

const at = (seconds: number) => new Moment(seconds * 1000, 1);

const fate = (behaviour: ContainerBehaviour) =>
  fateOf(behaviour, { architecture: "X86_64", variables: new Set(), commandIsOverride: false });

const container = (behaviour: ContainerBehaviour): ContainerRecord => ({
  id: "1",
  name: "app",
  image: "app:1",
  essential: true,
  startedAt: 0,
  fate: fate(behaviour),
});

const day = 86_400;

describe("the container health check", () => {
  const check = { command: ["CMD", "true"], interval: 30, retries: 3, startPeriod: 60 };
  const cases: [what: string, probe: ContainerBehaviour["healthCheck"], seconds: number, health: string][] = [
    ["unknown before the first check", {}, 29, "UNKNOWN"],
    ["healthy after the first check", {}, 30, "HEALTHY"],
    ["unknown while checks fail in the start period", { passesAfterSeconds: "never" }, 60, "UNKNOWN"],
    ["unknown before the last retry", { passesAfterSeconds: "never" }, 149, "UNKNOWN"],
    ["unhealthy after the last retry", { passesAfterSeconds: "never" }, 150, "UNHEALTHY"],
    ["unhealthy for good", { passesAfterSeconds: "never" }, day, "UNHEALTHY"],
    ["healthy when a retry passes", { passesAfterSeconds: 100 }, 120, "HEALTHY"],
    ["healthy for good", { passesAfterSeconds: 100 }, day, "HEALTHY"],
    ["healthy until it has failed often enough", { failsAfterSeconds: 1000 }, 1079, "HEALTHY"],
    ["unhealthy when it fails later", { failsAfterSeconds: 1000 }, 1080, "UNHEALTHY"],
  ];
  for (const [what, healthCheck, seconds, expected] of cases)
    it(`is ${what}`, () => assert.equal(containerHealth(container({ healthCheck }), check, at(seconds)), expected));

  it("is unknown without a check", () => assert.equal(containerHealth(container({}), undefined, at(day)), "UNKNOWN"));
});

describe("the health of a target", () => {
  // Checked every 30 s; unhealthy after 2 failed checks, healthy again after 5 passed ones.
  const cases: [what: string, target: ContainerBehaviour["target"], seconds: number, state: string][] = [
    ["initial before the first check", {}, 29, "initial"],
    ["healthy after one passed check", {}, 30, "healthy"],
    ["initial after one failed check", { passesAfterSeconds: "never" }, 59, "initial"],
    ["unhealthy after two failed checks", { passesAfterSeconds: "never" }, 60, "unhealthy"],
    ["healthy when the second check passes", { passesAfterSeconds: 50 }, 60, "healthy"],
    ["unhealthy until five checks have passed", { passesAfterSeconds: 100 }, 239, "unhealthy"],
    ["healthy when five checks have passed", { passesAfterSeconds: 100 }, 240, "healthy"],
    ["unhealthy when it fails later", { failsAfterSeconds: 1000 }, 1050, "unhealthy"],
    ["unhealthy for good", { failsAfterSeconds: 1000 }, day, "unhealthy"],
  ];
  const record = {
    targetGroupArn: "group",
    containerName: "app",
    port: 80,
    group: new FakeAccount().group,
    registeredAt: 0,
  };
  const state = (target: ContainerBehaviour["target"], seconds: number, deregisteredAt?: number) =>
    targetState(
      { ...record, deregisteredAt },
      { containers: [container({ target })] } as unknown as TaskRecord,
      at(seconds),
    );

  for (const [what, target, seconds, expected] of cases)
    it(`is ${what}`, () => assert.equal(state(target, seconds).state, expected));

  it("is draining once it is deregistered", () => assert.equal(state({}, 100, 90).state, "draining"));

  it("says why it is unhealthy", () => {
    assert.deepEqual(state({ passesAfterSeconds: "never" }, 60), {
      state: "unhealthy",
      reason: "Target.ResponseCodeMismatch",
      description: "Health checks failed with these codes: [503]",
    });
  });
});
