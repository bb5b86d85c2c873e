import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import fc from "fast-check";
import { AccountProblem } from "../../account/problem";
import type { OpenStack } from "../../runbook/openStack";
import { setKey, type AppSecret } from "../../runbook/secrets/appSecret";
import { effectOf } from "../../runbook/secrets/keys";
import { isPlaceholder, placeholderOf } from "../../settings/placeholders";
import { productionSettings, secretArn } from "../component/fixtures";
import { awsError, fakeClients, throwing, type Answers } from "../preflight/fakeClients";

const secret: AppSecret = {
  name: "agenticmem/prod/env",
  arn: secretArn,
  versionId: "read",
  values: { A: "a", B: "b" },
};

const settings = productionSettings();

describe("secrets: a key is set without losing what others write", () => {
  const described = {
    Name: secret.name,
    ARN: secret.arn,
    VersionIdsToStages: { any: ["AWSCURRENT"] },
  };

  async function set(answers: Answers) {
    const { clients, calls } = fakeClients({
      "secretsManager.describeSecret": described,
      "secretsManager.putSecretValue": {},
      "secretsManager.updateSecretVersionStage": {},
      ...answers,
    });
    const place = { accountId: "111122223333", region: "us-west-2", partition: "aws" };
    const stack: Pick<OpenStack, "settings" | "clients" | "place"> = {
      settings,
      clients,
      place: () => Promise.resolve(place),
    };
    const outcome = setKey(stack, secret, "A", "hunter2");
    await outcome.catch(() => undefined);
    return { outcome, calls };
  }

  it("is current only in the place of what was read, and has no label of its own then", async () => {
    const stages: object[] = [];
    const put: { VersionStages: string[]; ClientRequestToken: string; SecretString: string }[] = [];
    const { outcome } = await set({
      "secretsManager.putSecretValue": (input: never) => ({ done: put.push(input) }),
      "secretsManager.updateSecretVersionStage": (input: never) => ({ done: stages.push(input) }),
    });
    const { versionId, values } = await outcome;
    deepEqual(values, { A: "hunter2", B: "b" });
    const SecretId = secret.arn;
    deepEqual(put, [
      {
        SecretId,
        ClientRequestToken: versionId,
        SecretString: '{"A":"hunter2","B":"b"}',
        VersionStages: [`set-${versionId}`],
      },
    ]);
    deepEqual(stages, [
      { SecretId, VersionStage: "AWSCURRENT", MoveToVersionId: versionId, RemoveFromVersionId: "read" },
      { SecretId, VersionStage: `set-${versionId}`, RemoveFromVersionId: versionId },
    ]);
  });

  it("leaves every other key as it is, whatever the keys are called", () =>
    fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.oneof(fc.string(), fc.constant("__proto__")), fc.string(), { noNullPrototype: true }),
        fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom("__proto__", "constructor", "1")),
        fc.string(),
        async (values, key, value) => {
          let written = "";
          const { clients } = fakeClients({
            "secretsManager.putSecretValue": ({ SecretString }: { SecretString: string }) => {
              written = SecretString;
              return {};
            },
            "secretsManager.updateSecretVersionStage": {},
          });
          const stack = { settings, clients, place: () => Promise.reject(new Error("not needed")) };
          await setKey(stack, { ...secret, values }, key, value);
          const after = new Map(Object.entries(JSON.parse(written) as Record<string, string>));
          deepEqual(after, new Map([...Object.entries(values), [key, value]]));
        },
      ),
    ));

  const refused = throwing(awsError("InvalidParameterException", "hunter2"));

  it("is set all the same when only the answer is lost", async () => {
    let made = "";
    const { outcome } = await set({
      "secretsManager.putSecretValue": ({ ClientRequestToken }: { ClientRequestToken: string }) => {
        made = ClientRequestToken;
        return {};
      },
      "secretsManager.updateSecretVersionStage": refused,
      "secretsManager.getSecretValue": () => ({ VersionId: made, SecretString: "{}" }),
    });
    equal((await outcome).versionId, made);
  });

  const failures: [title: string, answers: Answers, why: RegExp, puts: number][] = [
    [
      "nobody else has changed it",
      { "secretsManager.getSecretValue": { VersionId: "read", SecretString: "{}" } },
      /^secret "agenticmem\/prod\/env" is as it was: AWS says InvalidParameterException$/,
      1,
    ],
    [
      "it is not known any more what is current",
      { "secretsManager.getSecretValue": throwing(awsError("InternalServiceError", "hunter2")) },
      /^whether secret .* was changed is not known: .*It was if npm run secrets -- list says version [0-9a-f-]{36}$/,
      1,
    ],
    [
      "others change it again and again",
      { "secretsManager.getSecretValue": () => ({ VersionId: `${Math.random()}`, SecretString: "{}" }) },
      /^the key was not set: somebody else has changed secret .* 5 times meanwhile/,
      5,
    ],
    [
      "others make it something else",
      { "secretsManager.getSecretValue": { VersionId: "theirs", SecretString: '{"N":1}' } },
      /something else than a text in N/,
      1,
    ],
  ];
  for (const [title, answers, why, puts] of failures) {
    it(`says what is, without a value, when it cannot be made current and ${title}`, async () => {
      const { outcome, calls } = await set({ "secretsManager.updateSecretVersionStage": refused, ...answers });
      await rejects(outcome, (error: unknown) => {
        ok(error instanceof AccountProblem);
        match(error.message, why);
        ok(!error.stack?.includes("hunter2"));
        return true;
      });
      equal(calls.filter((call) => call === "secretsManager.putSecretValue").length, puts);
    });
  }
});

describe("secrets: what a new value takes effect with", () => {
  const cases: [title: string, changes: Record<string, unknown>, variables: string[], says: RegExp][] = [
    [
      "by default",
      {},
      ["A"],
      /^tasks that run keep .*, and tasks that start from now on get it; the next pulumi up rolls/,
    ],
    ["without labels", { secretVersionLabels: false }, ["A"], /no update rolls it out, but npm run redeploy does$/],
    [
      "with versions pinned",
      { pinSecretVersions: true },
      ["A"],
      /^tasks get it with the next pulumi up, which rolls out/,
    ],
    [
      "after a rollback",
      { pinSecretVersions: true, pins: { secrets: { [secret.name]: "6a5a0a3a-0b4f-4d8b-9d3e-3f1f6f1f2f3f" } } },
      ["A"],
      /pinned to an older version of the secret, .* until npm run rollback -- --release$/,
    ],
    [
      "on a pinned revision",
      { pinnedRevision: "agenticmem-task:3" },
      ["A"],
      /pinned to a revision, .*npm run redeploy/,
    ],
    [
      "given to nothing",
      {},
      [],
      /^no container is given it yet: .*pulumi config set --path --plaintext secrets\.A\.key A/,
    ],
  ];
  for (const [title, changes, variables, says] of cases) {
    it(title, () => {
      const stack = { settings: productionSettings(changes), given: {}, up: "pulumi up" };
      match(effectOf(stack, secret, { key: "A", state: "set", variables }), says);
    });
  }
});

describe("placeholders", () => {
  it("are known by key, and say how the key is set", () => {
    equal(placeholderOf("A"), "placeholder: set it with npm run secrets -- set A");
    ok(isPlaceholder("A", placeholderOf("A")));
    for (const value of [placeholderOf("B"), "", "a", undefined]) ok(!isPlaceholder("A", value));
  });
});
