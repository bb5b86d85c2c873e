import { deepStrictEqual as deepEqual, doesNotMatch, equal, match } from "node:assert/strict";
import { credentialKind } from "../../settings/credentials";
import { problemsOf, projectFile, stackWith, warningsOf } from "./settingsOf";

/** Made up, put together here so that no scanner takes this file for a leak. */
const awsKey = `AKIA${"ABCD1234".repeat(2)}`;
const awsSecretKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzz91LLqq0Z";
const apiKey = `sk-proj-${"aB3dE6gH9".repeat(4)}`;
const privateKey = `-----BEGIN RSA ${"PRIVATE KEY"}-----\nMIIE`;
const token = "f8A2kd93Lq0ZxV71mN5b";

describe("an environment value that looks like a credential", () => {
  const suspicious: [variable: string, value: string, kind: string][] = [
    ["ANYTHING", awsKey, "an AWS access key"],
    ["ANYTHING", privateKey, "a private key"],
    ["DATABASE_URL", "postgres://app:hunter2@db.internal:5432/app", "an address with a password in it"],
    ["REDIS_URL", "redis://:hunter2@cache:6379", "an address with a password in it"],
    ["ANYTHING", apiKey, "an API key"],
    ["ANYTHING", `ghp_${"a1B2".repeat(9)}`, "a GitHub token"],
    ["ANYTHING", `eyJhbGciOiJI.eyJzdWIiOiIx.${token}`, "a JSON web token"],
    ["DB_PASSWORD", "hunter2", "a password"],
    ["STRIPE_API_KEY", token, "a credential"],
    ["SESSION_SECRET", token, "a credential"],
    ["ACCESS_TOKEN", token, "a credential"],
    ["AWS_SECRET_ACCESS_KEY", awsSecretKey, "a credential"],
  ];
  for (const [variable, value, kind] of suspicious) {
    it(`is warned about, unseen: ${variable} with ${kind}`, () => {
      const [warning = "", ...more] = warningsOf({ environment: { [variable]: value } });
      equal(
        warning,
        `environment.${variable} looks like ${kind}, and stands in plain text in the task definition: keep it in Secrets ` +
          `Manager and name it in secrets (pulumi config rm --path environment.${variable})`,
      );
      deepEqual(more, []);
    });
  }

  it("is warned about in a sidecar too", () => {
    match(
      warningsOf({ sidecars: { log: { image: "log", environment: { K: awsKey } } } }).join(),
      /^sidecars\.log\.environment\.K looks like an AWS access key/,
    );
  });

  const harmless: [variable: string, value: string][] = [
    ["NODE_ENV", "production"],
    ["MAX_TOKENS", "4096"],
    ["TOKEN_URL", "https://auth.example.com/oauth2/token"],
    ["SECRET_NAME", "agenticmem/prod/env"],
    ["KMS_KEY_ID", "1234abcd-12ab-34cd-56ef-1234567890ab"],
    ["S3_KEY", "models/2024/weights.bin"],
    ["PASSWORD_MIN_LENGTH", "12"],
    ["PARTITION_KEY", "customer"],
    ["SORT_KEY", "created_at"],
    ["NEXT_PUBLIC_SUPABASE_KEY", `eyJhbGciOiJI.eyJzdWIiOiIx.${token}`],
    ["MONKEY", token],
    ["GIT_COMMIT", "9fceb02d0ae598e95dc970b74767f19372d61af8"],
    ["API_KEY", ""],
    ["PROXY_URL", "http://proxy:3128"],
  ];
  for (const [variable, value] of harmless) {
    it(`is not ${variable}=${value.slice(0, 20)}`, () => equal(credentialKind(variable, value), undefined));
  }
});

describe("a value that may be secret", () => {
  const secretValue = "hunter2hunter2";
  const misplaced: Record<string, unknown>[] = [
    { environment: secretValue },
    { environment: { A: [secretValue] } },
    { secrets: secretValue },
    { secrets: [`${secretValue}:x`] },
    { secrets: { A: secretValue } },
    { secrets: { A: { secret: `${secretValue} x` } } },
    { secrets: { A: { key: `${secretValue}:x` } } },
    { secrets: { A: [secretValue] } },
    { secret: `${secretValue} x` },
    { command: [{ a: secretValue }] },
    { sidecars: { log: { image: "log", environment: { A: { b: secretValue } } } } },
    { passwd: secretValue },
    { deployment: { passwd: secretValue } },
  ];
  for (const settings of misplaced) {
    it(`is not shown: ${JSON.stringify(settings).replaceAll(secretValue, "…")}`, () => {
      const problems = problemsOf(stackWith(settings));
      equal(problems.length, 1);
      doesNotMatch(problems.join(), /hunter2/);
    });
  }

  for (const setting of ["cpu", "architecture", "desiredCount", "ports", "tags", "secret"]) {
    it(`is not shown where its form tells what it is: ${setting}`, () => {
      for (const value of [apiKey, privateKey]) {
        const problems = problemsOf(stackWith({ [setting]: value }));
        equal(problems.length, 1, value.slice(0, 3));
        doesNotMatch(problems.join(), /aB3dE6gH9|MIIE/);
      }
    });
  }

  it("is not shown inside a longer text or in a command either", () => {
    for (const settings of [
      { healthCheck: { command: `CMD-SHELL curl -H ${apiKey} localhost` } },
      { healthCheck: { command: ["CMD-SHELL", "curl", apiKey] } },
      { command: apiKey },
      { taskRole: `a/${apiKey}` },
      { repository: apiKey },
      { image: `${apiKey}/${apiKey}` },
      { ports: { api: 80 }, targetGroups: { api: apiKey } },
      { subnets: [apiKey] },
      { tags: { a: `${apiKey}*` } },
    ]) {
      const problems = problemsOf(stackWith(settings));
      equal(problems.length, 1, Object.keys(settings).join());
      doesNotMatch(problems.join(), /aB3dE6gH9/i);
    }
  });

  it("is refused as the name of a secret or of its key", () => {
    for (const secrets of [[apiKey], { A: { secret: apiKey } }, { A: { key: apiKey } }]) {
      const problems = problemsOf(stackWith({ secrets }));
      equal(problems.length, 1);
      match(problems.join(), /\(value not shown\)/);
    }
  });
});

describe("a setting made with --secret", () => {
  const refused = (setting: string, value: unknown) =>
    problemsOf({ ...stackWith({ [setting]: value }), secretKeys: [`agenticmem:${setting}`] });

  it("is refused, unread and unseen", () => {
    deepEqual(refused("environment", { API_KEY: "hunter2", "1A": 5 }), [
      "environment is set with --secret, but would stand in plain text in the task definition: use Secrets Manager for the value " +
        "and name it in secrets (pulumi config rm --path 'environment.<name>')",
    ]);
    deepEqual(refused("cpu", "hunter2"), [
      "cpu is set with --secret, but would stand in plain text in the task definition: use Secrets Manager for the value " +
        "and name it in secrets (pulumi config rm cpu)",
    ]);
  });

  for (const setting of Object.keys(projectFile.config)) {
    it(`is refused once: ${setting}`, () => equal(refused(setting, "hunter2").length, 1));
  }

  it("is refused once, also when there is no such setting", () => {
    const problems = refused("apiKey", "hunter2");
    equal(problems.length, 1);
    match(problems.join(), /^apiKey is set with --secret.*\(pulumi config rm apiKey\)$/);
  });

  it("is refused when it is not even readable", () => {
    equal(problemsOf({ ...stackWith({}), secretKeys: ["agenticmem:environment"] }).length, 1);
  });

  it("is nobody's business in another package", () => {
    deepEqual(problemsOf({ ...stackWith({}), secretKeys: ["aws:secretKey"] }), []);
  });
});
