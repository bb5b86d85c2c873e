import { deepStrictEqual as deepEqual, match } from "node:assert/strict";
import { checkSecretVersions } from "../../rollout/preflight/secretVersions";
import { productionAccount, productionSettings, secretArn } from "../component/fixtures";
import { awsError, fakeClients, throwing, type Answers } from "./fakeClients";

const version = "0a1b2c3d-0000-4000-8000-000000000000";
const secrets = { "agenticmem/prod/env": version };

/** What is found, and what was asked, with `pins.secrets` and an answer for the versions there are. */
async function check(
  answers: Answers,
  changes: Record<string, unknown> = { pinSecretVersions: true, pins: { secrets } },
) {
  const { clients, calls } = fakeClients(answers);
  const existing = productionAccount();
  const findings = await checkSecretVersions({ settings: productionSettings(changes), existing, clients });
  return { ...findings, calls };
}

const listing = (answer: Answers[string]): Answers => ({ "secretsManager.listSecretVersionIds": answer });

describe("pinned versions of secrets", () => {
  it("are well with a staging label, on whichever page they are; no value is asked for", async () => {
    const asked: { SecretId: string; IncludeDeprecated: boolean; NextToken?: string }[] = [];
    const { problems, warnings, calls } = await check(
      listing((input: (typeof asked)[number]) => {
        asked.push(input);
        return input.NextToken === undefined
          ? { Versions: [{ VersionId: "other", VersionStages: ["AWSCURRENT"] }], NextToken: "more" }
          : { Versions: [{ VersionId: version, VersionStages: ["AWSPREVIOUS"] }] };
      }),
    );
    deepEqual([problems, warnings], [[], []]);
    deepEqual(
      asked.map(({ SecretId, IncludeDeprecated, NextToken }) => [SecretId, IncludeDeprecated, NextToken]),
      [
        [secretArn, true, undefined],
        [secretArn, true, "more"],
      ],
    );
    deepEqual(calls, ["secretsManager.listSecretVersionIds", "secretsManager.listSecretVersionIds"]);
  });

  it("are a warning without a staging label", async () => {
    const { problems, warnings } = await check(listing({ Versions: [{ VersionId: version }] }));
    deepEqual(problems, []);
    match(warnings[0] ?? "", /has no staging label any more: Secrets Manager may delete it .*--release/);
  });

  it("are a problem when they are gone", async () => {
    const { problems } = await check(listing({ Versions: [{ VersionId: "other", VersionStages: ["AWSCURRENT"] }] }));
    deepEqual(problems, [
      `version ${version} of secret "agenticmem/prod/env" does not exist any more, and it is pinned, so that no task could start ` +
        "(npm run rollback -- --release)",
    ]);
  });

  it("are a warning without permission", async () => {
    const { problems, warnings } = await check(listing(throwing(awsError("AccessDeniedException"))));
    deepEqual(problems, []);
    match(warnings[0] ?? "", /could not be checked: permission for secretsmanager:ListSecretVersionIds is missing/);
  });

  const unasked: [when: string, changes: Record<string, unknown>][] = [
    ["without pins", { pinSecretVersions: true }],
    ["without pinSecretVersions", { pins: { secrets } }],
    ["for another secret", { pinSecretVersions: true, pins: { secrets: { other: version } } }],
  ];
  for (const [when, changes] of unasked) {
    it(`are not asked for ${when}`, async () => deepEqual((await check({}, changes)).calls, []));
  }
});
