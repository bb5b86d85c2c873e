import { deepStrictEqual as deepEqual, equal, match, throws } from "node:assert/strict";
import { homedir } from "node:os";
import { AccountError } from "../../account/accountError";
import { readAwsConfig, type AwsConfig } from "../../account/awsConfig";
import { createClients, endpointOf } from "../../account/clients";
import { durationSeconds } from "../../account/credentials";

const read = (aws: Record<string, string>, env: NodeJS.ProcessEnv = {}, secretKeys: string[] = []) =>
  readAwsConfig(
    {
      values: Object.fromEntries(Object.entries(aws).map(([key, value]) => [`aws:${key}`, value])),
      secretKeys: secretKeys.map((key) => `aws:${key}`),
    },
    env,
  );

/** What is refused, without the last line. */
function problemsOf(run: () => unknown): string[] {
  let problems: string[] = [];
  throws(run, (error) => {
    if (!(error instanceof AccountError)) return false;
    match(error.message, /Nothing was changed\.$/);
    ({ problems } = error);
    return true;
  });
  return problems;
}

const envKeys = { AWS_ACCESS_KEY_ID: "AKIAENV", AWS_SECRET_ACCESS_KEY: "env" };
const tokenFile = { AWS_WEB_IDENTITY_TOKEN_FILE: "/token", AWS_ROLE_ARN: "arn:aws:iam::1:role/ci" };

describe("the stack's aws config", () => {
  const cases: [what: string, aws: Record<string, string>, env: NodeJS.ProcessEnv, expected: Partial<AwsConfig>][] = [
    ["nothing", {}, {}, { region: undefined, profile: undefined, keys: undefined, webIdentity: undefined }],
    ["the region of the stack first", { region: "eu-west-1" }, { AWS_REGION: "us-east-1" }, { region: "eu-west-1" }],
    [
      "AWS_REGION before AWS_DEFAULT_REGION",
      {},
      { AWS_REGION: "us-east-1", AWS_DEFAULT_REGION: "us-east-2" },
      { region: "us-east-1" },
    ],
    ["an empty AWS_REGION as none", {}, { AWS_REGION: "", AWS_DEFAULT_REGION: "us-east-2" }, { region: "us-east-2" }],
    ["an empty value as none", { region: "", profile: "" }, {}, { region: undefined, profile: undefined }],
    [
      "keys of the stack before those of the environment",
      { accessKey: "AKIASTACK", secretKey: "stack", token: "t" },
      envKeys,
      { keys: { accessKeyId: "AKIASTACK", secretAccessKey: "stack", sessionToken: "t" } },
    ],
    [
      "keys of the environment before AWS_PROFILE, as Go's SDK does and Node's does not",
      {},
      { ...envKeys, AWS_SESSION_TOKEN: "s", AWS_PROFILE: "other" },
      { keys: { accessKeyId: "AKIAENV", secretAccessKey: "env", sessionToken: "s" }, profile: undefined },
    ],
    [
      "the stack's profile before keys of the environment",
      { profile: "p" },
      envKeys,
      { profile: "p", keys: undefined },
    ],
    ["half a pair in the environment as none", {}, { AWS_ACCESS_KEY_ID: "AKIAENV" }, { keys: undefined }],
    [
      "a token file in the environment",
      {},
      tokenFile,
      {
        webIdentity: {
          webIdentityTokenFile: "/token",
          roleArn: "arn:aws:iam::1:role/ci",
          sessionName: undefined,
        },
      },
    ],
    ["keys of the environment before its token file", {}, { ...envKeys, ...tokenFile }, { webIdentity: undefined }],
    [
      "keys of the stack before a token file in the environment",
      { accessKey: "a", secretKey: "s" },
      tokenFile,
      { webIdentity: undefined },
    ],
    [
      "a web identity of the stack before all keys",
      { assumeRoleWithWebIdentity: '{"roleArn":"r"}', accessKey: "a", secretKey: "s" },
      envKeys,
      { keys: undefined, webIdentity: { roleArn: "r" } },
    ],
    ["the stack's profile before a token file", { profile: "p" }, tokenFile, { webIdentity: undefined }],
    [
      "a web identity of the stack",
      { assumeRoleWithWebIdentity: '{"roleArn":"r","webIdentityToken":"t"}' },
      {},
      { webIdentity: { roleArn: "r", webIdentityToken: "t" } },
    ],
    [
      "roles in their order",
      { assumeRoles: '[{"roleArn":"first","externalId":"x"},{"roleArn":"second"}]' },
      {},
      { assumeRoles: [{ roleArn: "first", externalId: "x" }, { roleArn: "second" }] },
    ],
    [
      "endpoints in one object or several",
      { endpoints: '[{"ecs":"http://a","iam":"http://b"},{"sts":"http://c"}]' },
      {},
      { endpoints: { ecs: "http://a", iam: "http://b", sts: "http://c" } },
    ],
    [
      "account ids as numbers and as text",
      { allowedAccountIds: '[123456789012,"012345678901",12345678901]', forbiddenAccountIds: "[210987654321]" },
      {},
      {
        allowedAccountIds: ["123456789012", "012345678901", "012345678901"],
        forbiddenAccountIds: ["210987654321"],
      },
    ],
    [
      "one file of each kind, below the home directory too",
      { sharedConfigFiles: '["~/aws/config"]', sharedCredentialsFiles: '["/etc/aws/~credentials"]' },
      {},
      { sharedConfigFile: `${homedir()}/aws/config`, sharedCredentialsFile: "/etc/aws/~credentials" },
    ],
    [
      "numbers and flags",
      { maxRetries: "7", retryMode: "adaptive", useFipsEndpoint: "true", useDualstackEndpoint: "false" },
      {},
      { maxRetries: 7, retryMode: "adaptive", useFipsEndpoint: true, useDualstackEndpoint: false },
    ],
  ];
  for (const [what, aws, env, expected] of cases) {
    it(`takes ${what}`, () => {
      const config = read(aws, env);
      const asked = Object.keys(expected) as (keyof AwsConfig)[];
      deepEqual(Object.fromEntries(asked.map((key) => [key, config[key]])), expected);
    });
  }

  it("opens a secret that the engine hands over", () => {
    deepEqual(read({ accessKey: "a", secretKey: "s" }, envKeys, ["secretKey"]).keys?.secretAccessKey, "s");
  });

  it("refuses a secret that only the engine can open, instead of taking other credentials", () => {
    deepEqual(
      problemsOf(() => read({ accessKey: "a" }, envKeys, ["secretKey"])),
      [
        "aws:secretKey is a secret of the stack, which only the engine can open, and without it AWS would be asked in another " +
          "way than by pulumi up: use a profile instead (pulumi config rm aws:secretKey && pulumi config set aws:profile <name>)",
      ],
    );
    for (const key of ["profile", "region", "assumeRoles", "allowedAccountIds", "endpoints", "token"]) {
      match(problemsOf(() => read({}, envKeys, [key])).join(), new RegExp(`^aws:${key} is a secret of the stack`));
    }
  });

  it("does not mind a secret that it has no use for", () => {
    equal(read({}, envKeys, ["defaultTags"]).keys?.accessKeyId, "AKIAENV");
  });

  const refused: [what: string, aws: Record<string, string>, problem: string][] = [
    [
      "a key without its other half",
      { accessKey: "a" },
      "aws:accessKey needs aws:secretKey too (pulumi config set --secret aws:secretKey)",
    ],
    [
      "the other half alone",
      { secretKey: "do-not-show" },
      "aws:secretKey needs aws:accessKey too (pulumi config set aws:accessKey <id>)",
    ],
    [
      "account ids set without --path",
      { allowedAccountIds: "123456789012" },
      "aws:allowedAccountIds is not a list: use one (pulumi config set --path 'aws:allowedAccountIds[0]' <value>)",
    ],
    [
      "endpoints that are no JSON",
      { endpoints: "http://localhost" },
      "aws:endpoints is not a list: use one (pulumi config set --path 'aws:endpoints[0]' <value>)",
    ],
    [
      "a web identity that is no map",
      { assumeRoleWithWebIdentity: "[]" },
      "aws:assumeRoleWithWebIdentity is not a map: use one (pulumi config set --path aws:assumeRoleWithWebIdentity.<name> <value>)",
    ],
    [
      "more files than can be read",
      { sharedConfigFiles: '["a","b"]' },
      "aws:sharedConfigFiles names 2 files, of which only one can be read: put all into one " +
        "(pulumi config rm --path 'aws:sharedConfigFiles[1]')",
    ],
  ];
  for (const [what, aws, problem] of refused) {
    it(`refuses ${what}`, () =>
      deepEqual(
        problemsOf(() => read(aws)),
        [problem],
      ));
  }

  it("refuses all at once", () => {
    equal(problemsOf(() => read({ accessKey: "a", endpoints: "x", allowedAccountIds: "1" })).length, 3);
  });
});

describe("clients", () => {
  const endpoints: [service: Parameters<typeof endpointOf>[1], names: Record<string, string>, url?: string][] = [
    ["ecs", { ecs: "http://a" }, "http://a"],
    ["logs", { logs: "http://a" }, "http://a"],
    ["logs", { cloudwatchlogs: "http://a" }, "http://a"],
    ["logs", { cloudwatchlog: "http://a" }, "http://a"],
    ["elbv2", { elbv2: "http://a" }, "http://a"],
    ["elbv2", { elasticloadbalancingv2: "http://a" }, "http://a"],
    ["elbv2", { elb: "http://classic" }, undefined],
    ["secretsmanager", { secretsmanager: "http://a" }, "http://a"],
    ["iam", { iam: "" }, undefined],
    ["appautoscaling", { appautoscaling: "http://a" }, "http://a"],
    ["appautoscaling", { applicationautoscaling: "http://a" }, "http://a"],
    ["kms", { ecs: "http://a" }, undefined],
  ];
  for (const [service, names, url] of endpoints) {
    it(`of ${service} use ${url ?? "AWS's own endpoint"} with ${JSON.stringify(names)}`, () =>
      equal(endpointOf({ endpoints: names }, service), url));
  }

  const keys = { accessKey: "AKIA", secretKey: "s" };

  it("are made once, and once for each region of ECR", async () => {
    const clients = createClients(read({ ...keys, region: "us-west-2" }));
    equal(await clients.ecs(), await clients.ecs());
    equal(await clients.ecr(), await clients.ecr());
    const elsewhere = await clients.ecr("eu-west-1");
    equal(elsewhere, await clients.ecr("eu-west-1"));
    deepEqual(
      [await (await clients.ecr()).config.region(), await elsewhere.config.region()],
      ["us-west-2", "eu-west-1"],
    );
  });

  it("have keys, FIPS, retries and STS's region of the stack", async () => {
    const config = { ...keys, region: "us-west-2", stsRegion: "us-east-1", useFipsEndpoint: "true", maxRetries: "2" };
    const clients = createClients(read(config));
    const [ecs, sts] = [await clients.ecs(), await clients.sts()];
    equal((await ecs.config.credentials()).accessKeyId, "AKIA");
    equal(await ecs.config.useFipsEndpoint(), true);
    equal(await ecs.config.maxAttempts(), 3);
    equal(await sts.config.region(), "us-east-1");
  });
});

describe("durations of sessions", () => {
  for (const [text, seconds] of [
    ["1h", 3600],
    ["1h30m", 5400],
    ["900s", 900],
    ["1.5h", 5400],
    [undefined, undefined],
  ] as const) {
    it(`${text} is ${seconds} seconds`, () => equal(durationSeconds(text), seconds));
  }
});
