import { deepStrictEqual as deepEqual, equal } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalAccount } from "./localAccount";

describe("how the account is reached", function () {
  this.timeout(20_000);
  const account = new LocalAccount();
  const noKeys = { accessKey: "", secretKey: "" };
  const inherited = { ...process.env };
  let directory: string;

  before(() => {
    directory = mkdtempSync(join(tmpdir(), "aws-config-"));
    for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
    const config = join(directory, "config");
    writeFileSync(
      config,
      "[profile other]\nregion = eu-west-1\naws_access_key_id = other\naws_secret_access_key = s\n[profile empty]\n",
    );
    Object.assign(process.env, {
      AWS_CONFIG_FILE: config,
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      AWS_EC2_METADATA_DISABLED: "true",
    });
  });
  after(() => {
    for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
    Object.assign(process.env, inherited);
    rmSync(directory, { recursive: true });
  });
  afterEach(() => account.clearFaults());

  it("says when there is no region", async () => {
    const calls = await account.callsOf(() =>
      account.problems(["no AWS region is set (pulumi config set aws:region us-west-2)"], {}, { region: "" }),
    );
    deepEqual(calls, {});
  });

  it("takes region and keys of the stack's profile", async () => {
    const clients = account.clients({ ...noKeys, region: "", profile: "other" });
    const [ecs, sts] = [await clients.ecs(), await clients.sts()];
    equal((await ecs.config.credentials()).accessKeyId, "other");
    deepEqual([await ecs.config.region(), await sts.config.region()], ["eu-west-1", "eu-west-1"]);
  });

  it("takes them from the stack's own file", async () => {
    const file = join(directory, "credentials");
    writeFileSync(file, "[default]\naws_access_key_id = from-file\naws_secret_access_key = s\n");
    const ecs = await account.clients({ ...noKeys, sharedCredentialsFiles: JSON.stringify([file]) }).ecs();
    equal((await ecs.config.credentials()).accessKeyId, "from-file");
  });

  it("says when there are no credentials", async () => {
    const told = "Could not load credentials from any providers";
    await account.problems(
      [
        `AWS does not accept the credentials (CredentialsProviderError: ${told}): set AWS_PROFILE or AWS_ACCESS_KEY_ID and ` +
          "AWS_SECRET_ACCESS_KEY, or pulumi config set aws:profile <name>",
      ],
      {},
      noKeys,
    );
  });

  it("assumes the roles one after the other, and each but once for all clients", async () => {
    const roles = ["first", "second"].map((name) => ({ roleArn: `arn:aws:iam::123456789012:role/${name}` }));
    const calls = await account.callsOf(() => account.lookUp({}, { assumeRoles: JSON.stringify(roles) }));
    equal(calls["sts:AssumeRole"], 2);
  });

  it("says which role cannot be assumed", async () => {
    await account.fault({ action: "sts:AssumeRole", kind: "deny" });
    const assumeRoles = JSON.stringify([{ roleArn: "arn:aws:iam::123456789012:role/first" }]);
    await account.problems(
      [
        "AWS does not accept the credentials (AccessDenied: User: arn:aws:iam::123456789012:root is not authorized to perform: " +
          "sts:AssumeRole because no identity-based policy allows the sts:AssumeRole action): set AWS_PROFILE or " +
          "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or pulumi config set aws:profile <name>",
      ],
      {},
      { assumeRoles },
    );
  });
});
