import { deepEqual, equal, match } from "node:assert/strict";
import { lookAround, type LiveAccount } from "../runbook/support/liveAccount";
import { createLive, liveServices } from "../runbook/support/liveServices";
import { AdoptingStack } from "./support/adopting";

describe("a live service, on the real engine", () => {
  let adopting: AdoptingStack;
  let account: LiveAccount;

  before(async () => {
    adopting = await AdoptingStack.start();
    account = await lookAround(adopting.clients, "123456789012", "us-west-2");
  });
  afterEach(() => adopting.run("release", "--yes"));
  after(() => adopting.stop());

  for (const candidate of liveServices) {
    const outcome = candidate.refused === undefined ? "is taken over with an empty preview" : "is refused";
    it(`${outcome}: ${candidate.title}`, async () => {
      adopting.resetConfig();
      const made = await createLive(adopting.clients, account, candidate);
      const beside = await candidate.beside?.(adopting.clients, made);
      const config = adopting.config;
      await adopting.writesSinceLast();
      const { exitCode, told } = await adopting.adopt("--service", made.service);
      deepEqual(await adopting.writesSinceLast(), []);
      deepEqual(await candidate.beside?.(adopting.clients, made), beside);

      if (candidate.refused !== undefined) {
        equal(exitCode, 1);
        equal(told.refusals.length, candidate.refused.length, told.refusals.join("\n"));
        for (const reason of candidate.refused) match(told.refusals.join("\n"), reason);
        equal(adopting.config, config);
        deepEqual(await adopting.owned(), []);
        return;
      }
      const { refusals, differences, errors, outcome: came } = told;
      deepEqual(
        { came, refusals, differences, errors },
        { came: "adopted", refusals: [], differences: [], errors: [] },
      );
      const diff = await adopting.run("diff");
      equal(diff.exitCode, 0, diff.stdout + diff.stderr);
      deepEqual(await adopting.writesSinceLast(), []);
    });
  }
});
