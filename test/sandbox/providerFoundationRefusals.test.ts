import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { ECS } from "@aws-sdk/client-ecs";
import { IAM } from "@aws-sdk/client-iam";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { pushImage } from "../../sandbox/aws/pushImage";
import { control } from "./awsFixture";
import { CallError, TestEngine, urnOf } from "./providerFixture";
import {
  cluster,
  ecsTrust,
  managedPolicy,
  repository,
  role,
  secret,
  secretVersion,
  useProvider,
} from "./providerOnLocalAws";

/** What is secret is marked as such on its way to the engine (Pulumi's wire format). */
const asSecret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

describe("provider: what the foundation keeps, hides and refuses", function () {
  this.timeout(30_000);
  const provider = useProvider();
  const { checked, make, isGone } = provider;

  it("a secret's value is marked wherever the engine gets it, and in no error", async () => {
    const value = "s3cret-v4lue";
    const urn = urnOf(secretVersion);
    const inputs = { secretId: "agenticmem/prod/env", secretString: value };
    const { inputs: filled } = await provider.engine.check(urn, inputs);
    assert.deepEqual(filled.secretString, asSecret(value));
    const planned = await provider.engine.create(urn, inputs, { preview: true });
    assert.deepEqual(planned.state.secretString, asSecret(value));
    const { id, state } = await provider.engine.create(urn, inputs);
    assert.deepEqual(state.secretString, asSecret(value));
    const imported = await provider.engine.read(urn, id);
    assert.deepEqual([imported.state.secretString, imported.inputs.secretString], [asSecret(value), asSecret(value)]);
    const refusals = [
      () => provider.engine.create(urn, { ...inputs, secretId: "gone" }),
      () => provider.engine.update(urn, "gone|1", state, { ...inputs, versionStages: ["x"] }),
    ];
    for (const refusal of refusals) {
      await assert.rejects(
        refusal,
        ({ message, partial }: CallError) => !JSON.stringify([message, partial]).includes(value),
      );
    }
  });

  it("a value that is written only stays out of the state", async () => {
    const inputs = { secretId: "agenticmem/prod/env", secretStringWo: "hidden", secretStringWoVersion: 1 };
    const { id, state } = await make(secretVersion, inputs);
    assert.ok(!JSON.stringify(state).includes("hidden"));
    assert.equal(state.hasSecretStringWo, true);
    const other = await checked(secretVersion, { ...inputs, secretStringWo: "other" });
    assert.deepEqual((await provider.engine.diff(urnOf(secretVersion), state, other)).detailed, {});
    const next = await checked(secretVersion, { ...inputs, secretStringWoVersion: 2 });
    assert.deepEqual((await provider.engine.diff(urnOf(secretVersion), state, next)).replaces, [
      "secretStringWoVersion",
    ]);
    const read = await provider.engine.read(urnOf(secretVersion), id, state, inputs);
    assert.deepEqual(read.state, state);
  });

  it("a new value is a new version; the one before keeps AWSPREVIOUS", async () => {
    const secrets = new SecretsManager(provider.local.config);
    const made = await make(secret, { name: "versions" });
    const described = await secrets.describeSecret({ SecretId: made.id });
    assert.deepEqual(described.VersionIdsToStages ?? {}, {});
    const value = (text: string) => make(secretVersion, { secretId: made.id, secretString: text });
    const [one, two] = [await value("one"), await value("two")];
    await provider.engine.delete(urnOf(secretVersion), one.id, one.state);
    const { VersionIdsToStages } = await secrets.describeSecret({ SecretId: made.id });
    assert.deepEqual(VersionIdsToStages, {
      [String(one.state.versionId)]: ["AWSPREVIOUS"],
      [String(two.state.versionId)]: ["AWSCURRENT"],
    });
  });

  it("a deleted secret is in its recovery window: not found, and its name is taken", async () => {
    const { id, state } = await make(secret, { name: "staging/kept" });
    const put = await make(secretVersion, { secretId: id, secretString: "x" });
    await provider.engine.delete(urnOf(secret), id, state);
    await isGone(secret, id, state);
    await isGone(secretVersion, put.id, put.state);
    await provider.engine.delete(urnOf(secretVersion), put.id, put.state);
    await assert.rejects(make(secret, { name: "staging/kept" }), /InvalidRequestException: .*scheduled for deletion/);
    const described = await new SecretsManager(provider.local.config).describeSecret({ SecretId: id });
    assert.ok(described.DeletedDate);
    const forced = await make(secret, { name: "staging/gone", recoveryWindowInDays: 0 });
    await provider.engine.delete(urnOf(secret), forced.id, forced.state);
    await make(secret, { name: "staging/gone" });
  });

  it("a repository with images stays unless it may be forced", async () => {
    const { id, state } = await make(repository, { name: "staging/full" });
    await pushImage(provider.local.aws.endpoint, { repository: id, tag: "1" });
    await assert.rejects(
      provider.engine.delete(urnOf(repository), id, state),
      /ECR Repository \(staging\/full\) not empty, consider using force_delete: .*RepositoryNotEmptyException/,
    );
    await provider.engine.delete(urnOf(repository), id, { ...state, forceDelete: true });
    await isGone(repository, id, state);
  });

  it("a role with policies from elsewhere stays until a refresh has seen them, or unless they may be forced off", async () => {
    const inputs = await checked(role, {
      name: "staging-execution",
      assumeRolePolicy: ecsTrust,
    });
    const { id, state } = await provider.engine.create(urnOf(role), inputs);
    const attach = () =>
      new IAM(provider.local.config).attachRolePolicy({
        RoleName: id,
        PolicyArn: managedPolicy("AmazonECSTaskExecutionRolePolicy"),
      });
    await attach();
    await assert.rejects(provider.engine.delete(urnOf(role), id, state), /DeleteConflict/);
    const refreshed = await provider.engine.read(urnOf(role), id, state, inputs);
    assert.equal((await provider.engine.diff(urnOf(role), refreshed.state, inputs)).changes, false);
    await provider.engine.delete(urnOf(role), id, refreshed.state);
    await provider.engine.create(urnOf(role), inputs);
    await attach();
    await provider.engine.delete(urnOf(role), id, { ...state, forceDetachPolicies: true });
    await isGone(role, id, state);
  });

  it("a cluster with services stays", async () => {
    const { id, state } = await make(cluster, { name: "busy" });
    const ecs = new ECS(provider.local.config);
    const { taskDefinition } = await ecs.registerTaskDefinition({
      family: "busy",
      cpu: "256",
      memory: "512",
      networkMode: "awsvpc",
      requiresCompatibilities: ["FARGATE"],
      containerDefinitions: [{ name: "app", image: "busybox" }],
    });
    await ecs.createService({
      cluster: id,
      serviceName: "one",
      desiredCount: 0,
      taskDefinition: taskDefinition?.taskDefinitionArn,
      networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-00000001"] } },
    });
    const impatient = new TestEngine(provider.port);
    await impatient.configure();
    const deleted = assert.rejects(impatient.delete(urnOf(cluster), id, state), /ClusterContainsServicesException/);
    const attempts = async () =>
      Number((await control(provider.local.aws.endpoint, "GET", "calls")).answer["ecs:DeleteCluster"] ?? 0);
    const before = await attempts();
    while ((await attempts()) < before + 2) await sleep(20);
    await impatient.cancel();
    await deleted;
    impatient.close();
    await ecs.deleteService({ cluster: id, service: "one" });
    await provider.engine.delete(urnOf(cluster), id, state);
    await isGone(cluster, id, state);
  });
});
