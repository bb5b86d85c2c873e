import assert from "node:assert/strict";
import { urnOf, type Json } from "./providerFixture";
import {
  capacityProviders,
  cluster,
  ecsTrust,
  lifecyclePolicy,
  managedPolicy,
  repository,
  role,
  rolePolicyAttachment,
  secret,
  secretVersion,
  trust,
  useProvider,
} from "./providerOnLocalAws";

const readAccess = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: "arn:aws:secretsmanager:::x" }],
});
const lifecycle = (countNumber: number) => ({
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: "untagged", countType: "imageCountMoreThan", countNumber },
      action: { type: "expire" },
    },
  ],
});
const strategy = (weight: number) => [{ capacityProvider: "FARGATE_SPOT", weight }];

/** A resource type with what a program may say of it, first and later. */
interface Story {
  inputs: Json;
  id: RegExp;
  /** What an import is named by, where it is not the id. */
  importedBy?: string;
  /** What the import does not know: AWS does not keep it, and the next update puts it into the state. */
  notImported?: string[];
  /** A change in place, as AWS has it afterwards. */
  changed?: Json;
  /** Changes that need another resource. */
  replaced: Json[];
  deleteBeforeReplace?: boolean;
  /** It is a part of something else, which keeps it or something in its place. */
  stays?: boolean;
}

const stories: Record<string, Story> = {
  [cluster]: {
    inputs: {
      name: "staging",
      settings: [{ name: "containerInsights", value: "enabled" }],
      configuration: { executeCommandConfiguration: { logConfiguration: { s3BucketEncryptionEnabled: true } } },
      tags: { a: "1", b: "2" },
    },
    id: /^arn:aws:ecs:us-west-2:123456789012:cluster\/staging$/,
    importedBy: "staging",
    changed: { settings: [{ name: "containerInsights", value: "enhanced" }], tags: { b: "3" } },
    replaced: [{ name: "other" }],
  },
  [capacityProviders]: {
    inputs: {
      clusterName: "agenticmem-cluster",
      capacityProviders: ["FARGATE_SPOT", "FARGATE"],
      defaultCapacityProviderStrategies: strategy(1),
    },
    id: /^agenticmem-cluster$/,
    changed: { capacityProviders: ["FARGATE_SPOT"], defaultCapacityProviderStrategies: strategy(2) },
    replaced: [{ clusterName: "other" }],
    stays: true,
  },
  [role]: {
    inputs: {
      name: "staging-task",
      assumeRolePolicy: ecsTrust,
      description: "of the tasks",
      inlinePolicies: [{ name: "one", policy: readAccess }],
      managedPolicyArns: [managedPolicy("AmazonECSTaskExecutionRolePolicy")],
      tags: { a: "1" },
    },
    id: /^staging-task$/,
    changed: {
      assumeRolePolicy: trust("ec2.amazonaws.com"),
      description: "of others",
      maxSessionDuration: 7200,
      permissionsBoundary: "arn:aws:iam::aws:policy/PowerUserAccess",
      inlinePolicies: [{ name: "two", policy: readAccess }],
      managedPolicyArns: [managedPolicy("AWSLambdaBasicExecutionRole")],
      tags: { b: "2" },
    },
    notImported: ["forceDetachPolicies"],
    replaced: [{ name: "other" }, { path: "/other/" }],
  },
  [rolePolicyAttachment]: {
    inputs: { role: "ecsTaskRole-agenticmem", policyArn: managedPolicy("AmazonECSTaskExecutionRolePolicy") },
    id: /^ecsTaskRole-agenticmem\/arn:aws:iam::aws:policy\/service-role\/AmazonECSTaskExecutionRolePolicy$/,
    replaced: [{ role: "other" }, { policyArn: managedPolicy("AWSLambdaBasicExecutionRole") }],
    deleteBeforeReplace: true,
  },
  [secret]: {
    inputs: { name: "staging/env", description: "keys", recoveryWindowInDays: 7, tags: { a: "1" } },
    id: /^arn:aws:secretsmanager:us-west-2:123456789012:secret:staging\/env-\w{6}$/,
    notImported: ["recoveryWindowInDays", "forceOverwriteReplicaSecret"],
    changed: {
      description: "other",
      recoveryWindowInDays: 0,
      policy: readAccess,
      tags: { b: "2" },
    },
    replaced: [{ name: "other" }],
  },
  [secretVersion]: {
    inputs: { secretId: "agenticmem/prod/env", secretString: '{"KEY":"v4lue"}' },
    id: /^agenticmem\/prod\/env\|[\w-]{36}$/,
    changed: { versionStages: ["AWSCURRENT", "blue"] },
    replaced: [{ secretString: "other" }, { secretId: "other" }],
    stays: true,
  },
  [repository]: {
    inputs: { name: "staging", imageScanningConfiguration: { scanOnPush: true }, forceDelete: true, tags: { a: "1" } },
    id: /^staging$/,
    notImported: ["forceDelete"],
    changed: { imageScanningConfiguration: { scanOnPush: false }, imageTagMutability: "IMMUTABLE", tags: { b: "2" } },
    replaced: [{ name: "other" }, { encryptionConfigurations: [{ encryptionType: "KMS" }] }],
  },
  [lifecyclePolicy]: {
    inputs: { repository: "agenticmem", policy: lifecycle(10) },
    id: /^agenticmem$/,
    replaced: [{ repository: "other" }, { policy: lifecycle(20) }],
    deleteBeforeReplace: true,
  },
};

describe("provider: the foundation on a local AWS", function () {
  this.timeout(30_000);
  const provider = useProvider();
  const { checked, isGone } = provider;

  for (const [type, story] of Object.entries(stories)) {
    const urn = urnOf(type);

    it(`${type}: is made, found, imported, changed and deleted`, async () => {
      const inputs = await checked(type, story.inputs);
      const { id, state } = await provider.engine.create(urn, inputs);
      assert.match(id, story.id);
      assert.deepEqual((await provider.engine.diff(urn, state, inputs)).detailed, {});
      const refreshed = await provider.engine.read(urn, id, state, inputs);
      assert.deepEqual(refreshed, { id, state, inputs });

      const imported = await provider.engine.read(urn, story.importedBy ?? id);
      assert.equal(imported.id, id);
      const unknown = (await provider.engine.diff(urn, imported.state, inputs)).detailed;
      assert.deepEqual(
        Object.keys(unknown).filter((name) => !story.notImported?.includes(name)),
        [],
      );

      const wanted = await checked(type, { ...story.inputs, ...story.changed });
      const { replaces, changes } = await provider.engine.diff(urn, state, wanted);
      assert.deepEqual({ replaces, changes }, { replaces: [], changes: story.changed !== undefined });
      const after = await provider.engine.update(urn, id, state, wanted);
      assert.deepEqual((await provider.engine.diff(urn, after, wanted)).detailed, {});
      assert.deepEqual((await provider.engine.read(urn, id, after, wanted)).state, after);

      await provider.engine.delete(urn, id, after);
      if (story.stays) return;
      await isGone(type, id, after);
      await provider.engine.delete(urn, id, after);
    });

    it(`${type}: what replaces it`, async () => {
      const state = await checked(type, story.inputs);
      for (const change of story.replaced) {
        const wanted = await checked(type, { ...story.inputs, ...change });
        const { replaces, deleteBeforeReplace } = await provider.engine.diff(urn, state, wanted);
        assert.deepEqual(replaces, Object.keys(change));
        const keepsName = !("name" in change) && "name" in story.inputs;
        assert.equal(deleteBeforeReplace, story.deleteBeforeReplace ?? keepsName);
      }
    });
  }
});
