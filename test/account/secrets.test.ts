import { deepStrictEqual as deepEqual, equal, match, rejects } from "node:assert/strict";
import { KMS } from "@aws-sdk/client-kms";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { SSM } from "@aws-sdk/client-ssm";
import { lookUpSecret } from "../../account/lookups/secrets";
import { fakeClients } from "../preflight/fakeClients";
import { LocalAccount, registry, where } from "./localAccount";

describe("looking up secrets", function () {
  this.timeout(20_000);
  const account = new LocalAccount();
  let secretsManager: SecretsManager;
  let ssm: SSM;
  let keyArn: string;
  const aliasArn = "arn:aws:kms:us-west-2:123456789012:alias/app";

  const createSecret = async (Name: string, more: object = {}) =>
    (await secretsManager.createSecret({ Name, SecretString: '{"KEY":"not-real"}', ...more })).ARN ?? "";
  const parameterArn = (name: string) => `arn:aws:ssm:us-west-2:123456789012:parameter${name}`;
  const granted = async (secrets: Record<string, unknown>) => {
    const { secretAccess } = await account.lookUp({ secrets, grantSecretAccess: "true" });
    return secretAccess;
  };

  before(async () => {
    secretsManager = new SecretsManager(account.clientConfig);
    ssm = new SSM(account.clientConfig);
    const kms = new KMS(account.clientConfig);
    const { KeyMetadata } = await kms.createKey({});
    keyArn = KeyMetadata?.Arn ?? "";
    await kms.createAlias({ AliasName: "alias/app", TargetKeyId: KeyMetadata?.KeyId });
  });
  afterEach(() => account.clearFaults());

  it("says that one is being deleted", async () => {
    await createSecret("deleted");
    await secretsManager.deleteSecret({ SecretId: "deleted", RecoveryWindowInDays: 7 });
    await account.problems(
      [
        `secret "deleted" is scheduled for deletion in ${where} (aws secretsmanager restore-secret --secret-id deleted)`,
      ],
      { secret: "deleted" },
    );
  });

  it("says that one has no value yet", async () => {
    const { clients } = fakeClients({ "secretsManager.describeSecret": { ARN: "arn", VersionIdsToStages: {} } });
    await rejects(
      lookUpSecret(clients, "empty", () => Promise.resolve(where)),
      {
        message: `secret "empty" in ${where} has no value yet (npm run secrets -- set KEY, for a key of the app's secret; else aws secretsmanager put-secret-value --secret-id empty …)`,
      },
    );
  });

  it("finds one by its ARN, with the version that is current after a rotation", async () => {
    const arn = await createSecret("by-arn");
    const { VersionId } = await secretsManager.putSecretValue({ SecretId: arn, SecretString: "{}" });
    const { secrets } = await account.lookUp({ secret: arn });
    deepEqual(secrets[arn], { name: "by-arn", arn, currentVersionId: VersionId, rotationEnabled: false });
  });

  it("tells a customer's key, and none for AWS's own", async () => {
    await createSecret("own-key", { KmsKeyId: keyArn });
    await createSecret("aws-key", { KmsKeyId: "alias/aws/secretsmanager" });
    const secrets = { A: { secret: "own-key", key: "KEY" }, B: { secret: "aws-key", key: "KEY" } };
    const found = (await account.lookUp({ secrets })).secrets;
    equal(found["own-key"]?.customerKeyId, keyArn);
    equal(found["aws-key"]?.customerKeyId, undefined);
  });

  it("grants exactly what is used: secrets, parameters and customers' keys, by their own ARNs", async () => {
    const secretArn = await createSecret("alias-key", { KmsKeyId: aliasArn });
    await ssm.putParameter({ Name: "/app/plain", Type: "String", Value: "x" });
    await ssm.putParameter({ Name: "bare", Type: "SecureString", Value: "x" });
    await ssm.putParameter({ Name: "/app/keyed", Type: "SecureString", Value: "x", KeyId: keyArn });
    const parameters = ["/app/keyed", "/app/plain", "/bare"].map(parameterArn);
    const secrets = { A: { secret: "alias-key" }, B: parameters[0], C: parameters[1], D: parameters[2] };
    const calls = await account.callsOf(async () =>
      deepEqual(await granted(secrets), { secretArns: [secretArn], parameterArns: parameters, keyArns: [keyArn] }),
    );
    deepEqual(
      [calls["secretsmanager:DescribeSecret"], calls["ssm:DescribeParameters"], calls["kms:DescribeKey"]],
      [1, 3, 1],
    );
    deepEqual(
      Object.keys(calls).filter((action) => !/:(Describe|Get(Role|CallerIdentity)$)/.test(action)),
      [],
    );
  });

  it("says which parameter is missing, and takes one of another region as it is", async () => {
    const missing = parameterArn("/app/none");
    await account.problems([`SSM parameter "/app/none" does not exist in ${where} (name another one in secrets)`], {
      secrets: { A: missing },
      grantSecretAccess: "true",
    });
    const elsewhere = missing.replace("us-west-2", "eu-west-1");
    deepEqual((await granted({ A: elsewhere }))?.parameterArns, [elsewhere]);
  });

  for (const action of ["ssm:DescribeParameters", "kms:DescribeKey"]) {
    it(`says that ${action} is not permitted`, async () => {
      await account.fault({ action, kind: "deny" });
      const secrets = { A: { secret: "alias-key" }, B: parameterArn("/app/plain") };
      const what = action.startsWith("kms") ? `KMS key "${aliasArn}"` : 'SSM parameter "/app/plain"';
      await rejects(granted(secrets), (error: Error) => {
        equal(error.message.split(" (")[0], `${what} cannot be looked up: permission for ${action} is missing`);
        return true;
      });
    });
  }

  describe("with a live service", () => {
    let oldArn: string;
    let newArn: string;
    let removedArn: string;

    before(async () => {
      oldArn = await createSecret("old", { KmsKeyId: keyArn });
      newArn = await createSecret("new");
      removedArn = await createSecret("removed");
      await ssm.putParameter({ Name: "/app/old", Type: "String", Value: "x" });
      const secrets = [
        { name: "A", valueFrom: `${oldArn}:KEY::` },
        { name: "B", valueFrom: removedArn },
        { name: "C", valueFrom: parameterArn("/app/old") },
        { name: "D", valueFrom: parameterArn("/app/gone") },
      ];
      const revision = await account.register({ secrets });
      await account.createService(revision, { desiredCount: 0 });
      await secretsManager.deleteSecret({ SecretId: removedArn, ForceDeleteWithoutRecovery: true });
    });

    const wanted = { A: { secret: "new", key: "KEY" } };

    it("grants what the running revision still needs too, as far as it is there", async () => {
      deepEqual(await granted(wanted), {
        secretArns: [newArn, oldArn].sort(),
        parameterArns: [parameterArn("/app/old")],
        keyArns: [keyArn],
      });
    });

    it("does not take away what it may not ask about", async () => {
      await account.fault({ action: "ssm:DescribeParameters", kind: "deny" });
      await rejects(granted(wanted), (error: Error) => {
        match(error.message, /permission for ssm:DescribeParameters is missing/);
        return true;
      });
    });

    it("grants what an older revision needs whose tasks still run", async () => {
      const { secrets } = await account.lookUp();
      const inUse = secrets["agenticmem/prod/env"]?.arn ?? "";
      const revision = await account.register({ secrets: [{ name: "A", valueFrom: inUse }] });
      await account.update({ taskDefinition: revision, desiredCount: 1 });
      await account.settled();
      const withoutImage = await account.register({ image: `${registry}/agenticmem:none` });
      await account.update({ taskDefinition: withoutImage });
      deepEqual((await granted(wanted))?.secretArns, [inUse, newArn].sort());
    });
  });
});
