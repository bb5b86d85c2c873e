import { equal, ok } from "node:assert/strict";
import { containerBehaviour } from "../../sandbox/ecs/behaviour";

describe("how an image behaves", () => {
  const isBehaviour = (value: unknown) => containerBehaviour.safeParse(value).success;

  it("is any combination of the known fields", () => {
    for (const value of [
      {},
      { architecture: "ARM64", startLog: ["listening"], ignoresSigterm: true },
      { exit: { code: 1, afterSeconds: 5, log: ["no database"] } },
      { needsMemoryMiB: 6000, needsEnvironment: ["DATABASE_URL"] },
      { healthCheck: { passesAfterSeconds: "never" }, target: { failsAfterSeconds: 60, reason: "Target.Timeout" } },
      { commands: { "migrate --all": { exit: { code: 0, afterSeconds: 3 } } } },
    ]) {
      ok(isBehaviour(value), JSON.stringify(value));
    }
  });

  it("is nothing with a field that is unknown or of another kind", () => {
    for (const value of [
      { exits: 1 },
      { exit: { code: 1 } },
      { exit: { code: 256, afterSeconds: 0 } },
      { healthCheck: { passesAfterSeconds: "soon" } },
      { target: { passes: 1 } },
      { needsMemoryMiB: "6000" },
      { commands: { migrate: { exits: 1 } } },
      [],
      "broken",
    ]) {
      equal(isBehaviour(value), false, JSON.stringify(value));
    }
  });
});
