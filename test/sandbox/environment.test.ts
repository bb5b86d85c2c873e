import { deepEqual, equal } from "node:assert/strict";
import { delimiter } from "node:path";
import { namesPlugin } from "../../sandbox/awsPlugin";
import { sandboxEnvironment, type SandboxVariables } from "../../sandbox/environment";

const variables: SandboxVariables = {
  engineDir: "/engine",
  endpoint: "http://127.0.0.1:1",
  region: "us-west-2",
  accountId: "123456789012",
  backend: "file:///state",
  pulumiHome: "/home",
  stack: "sandbox",
  providerPort: 4711,
  awsxPort: 4712,
};

describe("the environment of a sandbox command", () => {
  const attached = (PULUMI_DEBUG_PROVIDERS: string | undefined, ports: Partial<SandboxVariables> = {}) =>
    sandboxEnvironment({ ...variables, ...ports }, { PULUMI_DEBUG_PROVIDERS }).PULUMI_DEBUG_PROVIDERS;

  it("attaches the built-in providers, beside those that the user attaches", () => {
    equal(attached(undefined), "aws:4711,awsx:4712");
    equal(attached(""), "aws:4711,awsx:4712");
    equal(attached("docker:1"), "docker:1,aws:4711,awsx:4712");
  });

  it("leaves a provider for a package to the user", () => {
    equal(attached("aws:1"), "aws:1,awsx:4712");
    equal(attached("awsx:2"), "awsx:2,aws:4711");
    equal(attached("awsx:2, aws:1"), "awsx:2, aws:1");
    equal(attached("aws:1", { providerPort: undefined, awsxPort: undefined }), "aws:1");
    equal(attached(undefined, { providerPort: undefined }), "awsx:4712");
  });

  it("tells aws from packages with a longer name", () => {
    deepEqual(
      ["aws:1", " aws:1", "awsx:2", "x:1,aws:2", "", undefined].map((given) => namesPlugin("aws", given)),
      [true, true, false, true, false, false],
    );
  });

  it("leads to the sandbox's engine, backend and stack, and nowhere of the user's", () => {
    const env = sandboxEnvironment(variables, {
      PATH: "/bin",
      PULUMI_ACCESS_TOKEN: "pul-x",
      PULUMI_BACKEND_URL: "s3://production",
      PULUMI_STACK: "prod",
      PULUMI_CONFIG_PASSPHRASE_FILE: "/passphrase",
      PULUMI_OPTION_COLOR: "never",
      AWS_PROFILE: "production",
    });
    equal(env.PATH?.split(delimiter)[0], "/engine");
    equal(env.PATH.split(delimiter).at(-1), "/bin");
    equal(env.PULUMI_BACKEND_URL, "file:///state");
    equal(env.PULUMI_STACK, "sandbox");
    equal(env.AWS_ENDPOINT_URL, "http://127.0.0.1:1");
    for (const name of ["PULUMI_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE_FILE", "AWS_PROFILE"])
      equal(env[name], undefined);
    equal(env.PULUMI_OPTION_COLOR, "never");
  });
});
