import { deepStrictEqual as deepEqual, rejects } from "node:assert/strict";
import { preflight } from "../../rollout/preflight";
import { Gate } from "../../rollout/gate";
import type { Part } from "../../settings/types";
import { productionAccount, productionSettings } from "../component/fixtures";
import { fakeClients } from "./fakeClients";

const parts: Part[] = ["cluster", "roles", "secret", "repository", "network", "loadBalancer"];

describe("the preflight of an environment that a preview does not have yet", () => {
  it("asks AWS for nothing that is in it, and says in one sentence what is not checked", async () => {
    const { clients, calls } = fakeClients({});
    const plan = { ownsLogGroup: false, notMadeYet: parts };
    deepEqual(await preflight(productionSettings(), productionAccount(), clients, plan), {
      problems: [],
      warnings: [],
      notChecked: [
        "images; keys and versions of secrets, and SSM parameters; the trust of the roles; what execute-command needs; subnets and " +
          "security groups; target groups; capacity: this update makes what they need first",
      ],
    });
    deepEqual(calls, []);
  });

  it("checks what does not need the part", async () => {
    const { clients, calls } = fakeClients({});
    const plan = { ownsLogGroup: false, notMadeYet: ["repository", "network", "roles"] as Part[] };
    await preflight(productionSettings(), productionAccount(), clients, plan);
    deepEqual(
      calls.filter((call) => /^(ecr|ec2|iam)\./.test(call)),
      [],
    );
    deepEqual(calls.includes("secretsManager.getSecretValue"), true);
  });
});

describe("the gate after an environment was made", () => {
  it("says what was made, and what the service needs still", async () => {
    const { clients } = fakeClients({ "secretsManager.getSecretValue": { SecretString: "{}" } });
    const checked = {
      settings: productionSettings({ secrets: ["KEY"] }),
      existing: productionAccount(),
      clients,
      ownsLogGroup: false,
      service: { inWords: (text: string) => text },
    };
    const announced: string[] = [];
    const run = {
      notMadeYet: parts.filter((part) => part !== "secret"),
      madeNow: ['cluster "a"', "the network"],
      announce: (problems: string) => Promise.resolve(void announced.push(problems)),
    };
    const gate = new Gate([checked], run);
    const message = "stopped by the preflight: its problems are in the other error";
    await Promise.all([1, 2, 3].map(() => rejects(gate.pass(), { message })));
    deepEqual(announced, [
      'this update has made cluster "a", the network. What the service still needs:\n' +
        '  - secret "agenticmem/prod/env" has no key KEY, which KEY is to get: add it (npm run secrets -- set KEY), or name ' +
        "another one in secrets\n" +
        "Nothing of the service was changed: run pulumi up again when that is done.",
    ]);
  });
});
