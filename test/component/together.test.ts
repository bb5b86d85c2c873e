import { deepEqual, equal, rejects } from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { AccountError } from "../../account/accountError";
import { forEachService, inName } from "../../program/together";
import { RolloutError } from "../../rollout/rolloutError";

const service = (key: string) => ({
  service: { key, inWords: (text: string) => text.replace("status", `status ${key}`) },
});
const all = [service("web"), service("worker")];

describe("work for several services", () => {
  it("gives what each of them gives, in their order", async () => {
    const given = await forEachService(all, async ({ service: { key } }) => {
      if (key === "web") await sleep(1);
      return key;
    });
    deepEqual(given, ["web", "worker"]);
  });

  it("goes on to its end for all, and tells what is wrong with each", async () => {
    let isDone = false;
    const work = async ({ service: { key } }: (typeof all)[number]) => {
      if (key === "web") throw new RolloutError("red: npm run status");
      await sleep(1);
      isDone = true;
      throw new RolloutError("red too");
    };
    await rejects(forEachService(all, work), new RolloutError("web: red: npm run status web\n\nworker: red too"));
    equal(isDone, true);
  });

  it("tells what the account lacks for all of them once", async () => {
    const problems = (key: string | undefined) => [`${key} is missing`, "the cluster is missing"];
    const work = ({ service: { key } }: (typeof all)[number]) => Promise.reject(new AccountError(problems(key)));
    await rejects(
      forEachService(all, work),
      new AccountError(["web: web is missing", "the cluster is missing", "worker: worker is missing"]),
    );
  });

  it("leaves an error as it is that is none of AWS's or the rollout's", async () => {
    const fault = new TypeError("x is not a function");
    await rejects(
      forEachService(all, () => Promise.reject(fault)),
      (error) => error === fault,
    );
    await rejects(
      inName(all[0]!.service, () => Promise.reject(fault)),
      (error) => error === fault,
    );
  });
});
