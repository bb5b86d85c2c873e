import { deepStrictEqual as deepEqual, doesNotMatch, match } from "node:assert/strict";
import type { Existing } from "../../account/existing";
import type { LiveService } from "../../account/lookups/liveService";
import {
  checkParameters,
  checkSecretKeys,
  judgeKeys,
  judgeParameters,
  parameterNames,
  secretsToRead,
} from "../../rollout/preflight/secrets";
import { placeholderOf } from "../../settings/placeholders";
import type { Settings } from "../../settings/types";
import { productionAccount, productionSettings, secretArn } from "../component/fixtures";
import { awsError, fakeClients, throwing, type Answers } from "./fakeClients";

const parameter = (name: string) => `arn:aws:ssm:us-west-2:111122223333:parameter${name}`;

function withSecrets(sources: Settings["container"]["secrets"][number]["source"][], secretKeys?: "always" | "never") {
  const settings = productionSettings();
  const secrets = sources.map((source, index) => ({ variable: `VARIABLE_${index}`, source }));
  return {
    ...settings,
    container: { ...settings.container, secrets },
    ...(secretKeys !== undefined && { preflight: { secretKeys } }),
  };
}

const key = (name: string) => ({ kind: "secret" as const, secret: "agenticmem/prod/env", key: name });

function running(...keys: string[]): LiveService {
  const secrets = keys.map((name) => ({ name, valueFrom: `${secretArn}:${name}::` }));
  return { taskDefinition: { containerDefinitions: [{ secrets }] } } as unknown as LiveService;
}

describe("secrets whose value is read", () => {
  const cases: [title: string, settings: Settings, existing: Partial<Existing>, read: string[] | undefined][] = [
    ["on a new service", withSecrets([key("A")]), {}, ["A"]],
    ["when a key is new", withSecrets([key("A"), key("B")]), { service: running("A") }, ["A", "B"]],
    ["not when the running revision has all keys", withSecrets([key("A")]), { service: running("A", "B") }, undefined],
    ["always, when that is set", withSecrets([key("A")], "always"), { service: running("A") }, ["A"]],
    ["never, when that is set", withSecrets([key("A")], "never"), {}, undefined],
    ["not for a whole secret", withSecrets([{ kind: "secret", secret: "agenticmem/prod/env" }]), {}, undefined],
    ["not for parameters", withSecrets([{ kind: "parameter", arn: parameter("/a") }]), {}, undefined],
  ];
  for (const [title, settings, existing, read] of cases) {
    it(title, () => {
      const secrets = secretsToRead(settings, productionAccount(existing));
      deepEqual(
        secrets.map(({ arn, keys }) => [arn, keys.map((each) => each.key)]),
        read === undefined ? [] : [[secretArn, read]],
      );
    });
  }
});

describe("secrets with a pinned version", () => {
  const version = "0a1b2c3d-0000-4000-8000-000000000000";
  const pinned = {
    ...withSecrets([key("A")]),
    pinSecretVersions: true,
    pins: { secrets: { "agenticmem/prod/env": version } },
  };
  const runningOn = (reference: string): LiveService =>
    ({ taskDefinition: { containerDefinitions: [{ secrets: [{ valueFrom: reference }] }] } }) as unknown as LiveService;

  it("are read unless the running revision has that key of that version", () => {
    const versionsRead = (service: LiveService) =>
      secretsToRead(pinned, productionAccount({ service })).map(({ versionId }) => versionId);
    deepEqual(versionsRead(runningOn(`${secretArn}:A::`)), [version]);
    deepEqual(versionsRead(runningOn(`${secretArn}:A::another`)), [version]);
    deepEqual(versionsRead(runningOn(`${secretArn}:A::${version}`)), []);
  });

  it("are read at that version", async () => {
    const asked: object[] = [];
    const getSecretValue = (input: object) => {
      asked.push(input);
      return { SecretString: "{}" };
    };
    const { clients } = fakeClients({ "secretsManager.getSecretValue": getSecretValue });
    const { problems } = await checkSecretKeys({ settings: pinned, existing: productionAccount(), clients });
    deepEqual(asked, [{ SecretId: secretArn, VersionId: version }]);
    match(problems[0] ?? "", /has no key A/);
  });
});

describe("keys of a secret", () => {
  const wanted = { name: "env", arn: secretArn, isApps: false, keys: [{ key: "A", variables: ["ONE", "TWO"] }] };

  it("are well when all are there, whatever their values", () => {
    deepEqual(judgeKeys(wanted, '{"A":null,"B":"secret"}').problems, []);
  });

  for (const value of ['{"B":"hidden-value"}', '{"a":"hidden-value"}', '{"__proto__":{"A":"hidden-value"}}']) {
    it(`are a problem in ${value}`, () => {
      const problems = judgeKeys(wanted, value).problems.join();
      match(
        problems,
        /^secret "env" has no key A, which ONE, TWO is to get: add it \(aws secretsmanager put-secret-value/,
      );
      doesNotMatch(problems, /hidden/);
    });
  }

  it("are added to the app's own secret by a command", () => {
    const [problem = ""] = judgeKeys({ ...wanted, isApps: true }, "{}").problems;
    match(problem, /add it \(npm run secrets -- set A\)/);
  });

  it("are a problem while they hold a placeholder, with the command that sets them", () => {
    const value = JSON.stringify({ A: placeholderOf("A"), B: placeholderOf("B") });
    deepEqual(judgeKeys(wanted, value).problems, [
      'key A of secret "env", which ONE, TWO is to get, is still a placeholder: set it (npm run secrets -- set A)',
    ]);
    deepEqual(judgeKeys(wanted, JSON.stringify({ A: placeholderOf("B") })).problems, []);
  });

  for (const value of [undefined, "", "hidden-value", '"hidden-value"', '["hidden-value"]', "null", '{"hidden-value']) {
    it(`are a problem in ${value}, which is no JSON object`, () => {
      const problems = judgeKeys(wanted, value).problems.join();
      match(problems, /^secret "env" is not a JSON object, so it has no A: make it one/);
      doesNotMatch(problems, /hidden/);
    });
  }
});

describe("reading the keys of a secret", () => {
  const check = (answer: Answers[string]) => {
    const { clients, calls } = fakeClients({ "secretsManager.getSecretValue": answer });
    const subject = { settings: withSecrets([key("A")]), existing: productionAccount(), clients };
    return checkSecretKeys(subject).then((findings) => ({ findings, calls }));
  };

  it("takes one call for each secret", async () => {
    const { findings, calls } = await check({ SecretString: '{"A":"1"}' });
    deepEqual(findings, { problems: [], warnings: [], notChecked: [] });
    deepEqual(calls, ["secretsManager.getSecretValue"]);
  });

  it("is a warning without permission", async () => {
    const { findings } = await check(throwing(awsError("AccessDeniedException")));
    deepEqual(findings.problems, []);
    deepEqual(findings.warnings, [
      'the keys of secret "agenticmem/prod/env" could not be checked: permission for secretsmanager:GetSecretValue is missing',
    ]);
  });

  it("never quotes an answer that could not be read", async () => {
    const { findings } = await check(throwing(new SyntaxError(`Unexpected token in '{"A":"hidden-value'`)));
    deepEqual(findings.problems, []);
    match(findings.warnings.join(), /could not be checked: .+could not be read$/);
    doesNotMatch(findings.warnings.join(), /hidden/);
  });
});

describe("SSM parameters", () => {
  const place = productionAccount().place;

  it("are known by the names that their ARN may stand for", () => {
    deepEqual(parameterNames(parameter("/app/key")), ["/app/key"]);
    deepEqual(parameterNames(parameter("/key")), ["/key", "key"]);
  });

  it("exist, are problems, or are out of reach", () => {
    const elsewhere = "arn:aws:ssm:eu-west-1:111122223333:parameter/far/away";
    const findings = judgeParameters(
      [parameter("/app/a"), parameter("/b"), parameter("/c"), elsewhere],
      ["/app/a", "b"],
      place,
    );
    deepEqual(findings.notChecked, ['SSM parameter "/far/away" is in another account or region']);
    deepEqual(findings.warnings, []);
    match(findings.problems.join("\n"), /^SSM parameter "\/c" does not exist in account 111122223333[^\n]+$/);
  });

  it("are asked for together, and only when the look-ups have not", async () => {
    const { clients, calls } = fakeClients({
      "ssm.describeParameters": ({ ParameterFilters }: { ParameterFilters: { Values: string[] }[] }) => ({
        Parameters: ParameterFilters[0]?.Values.map((Name) => ({ Name })),
      }),
    });
    const settings = withSecrets(
      Array.from({ length: 30 }, (_, index) => ({ kind: "parameter", arn: parameter(`/app/${index}`) })),
    );
    const check = (existing: Existing) => checkParameters({ settings, existing, clients });
    deepEqual((await check(productionAccount())).problems, []);
    deepEqual(calls.length, 2);
    await check(productionAccount({ secretAccess: { secretArns: [], parameterArns: [], keyArns: [] } }));
    deepEqual(calls.length, 2);
  });
});
