import type { DescribeSecretCommandOutput } from "@aws-sdk/client-secrets-manager";
import { isAwsError, step } from "../../awsErrors";
import { nameOf } from "../../names";
import { block, flag, integer, regionProperty, set, tagProperties, text } from "../../properties";
import type { Change, ResourceType, Scope } from "../../resource";
import { tagChanges } from "../../state";
import { textOf, textsOf } from "../../values";
import { policyText, policyToKeep } from "../iam/policyDocument";
import { keyValueTags, tagsFromKeyValues } from "../keyValueTags";
import { replicasFrom, replicate } from "./replicas";
import { secretsManager, unlessGone } from "./secretsManager";

/** Days that a deleted secret can be restored; 0: it is gone at once. */
const recoveryDays = [0, ...Array.from({ length: 24 }, (_, index) => index + 7)];

const properties = {
  arn: text({ output: true }),
  description: text(),
  forceOverwriteReplicaSecret: flag({ default: false, stateOnly: true }),
  kmsKeyId: text(),
  name: text({
    computed: true,
    replaces: true,
    autoname: true,
    conflictsWith: ["namePrefix"],
    check: (name) =>
      /^[0-9A-Za-z/_+=.@-]{1,512}$/.test(name)
        ? undefined
        : `invalid value for name (${name}): 1 to 512 letters, digits and any of /_+=.@-`,
  }),
  namePrefix: text({ computed: true, replaces: true, stateOnly: true }),
  policy: policyText("policy", { computed: true }),
  recoveryWindowInDays: integer({ default: 30, oneOf: recoveryDays, stateOnly: true }),
  replicas: set(
    block({
      kmsKeyId: text({ computed: true }),
      lastAccessedDate: text({ computed: true }),
      region: text({ required: true }),
      status: text({ computed: true }),
      statusMessage: text({ computed: true }),
    }),
  ),
  ...tagProperties,
  type: text({ replaces: true }),
  ...regionProperty,
};

/** Mirrors Terraform's `aws_secretsmanager_secret`: all of a secret but its value. */
export const secret: ResourceType = {
  token: "aws:secretsmanager/secret:Secret",
  properties,

  async create(inputs, scope, exists) {
    const { sdk, client } = await secretsManager(scope);
    const name = nameOf(inputs);
    const created = await step(`creating Secrets Manager Secret (${name})`, () =>
      client.send(
        new sdk.CreateSecretCommand({
          Name: name,
          Description: textOf(inputs.description) ?? "",
          KmsKeyId: textOf(inputs.kmsKeyId),
          Type: textOf(inputs.type),
          Tags: keyValueTags(textsOf(inputs.tags)),
        }),
      ),
    );
    const id = created.ARN ?? "";
    exists(id);
    await replicate(id, [], inputs, scope);
    if (hasText(inputs.policy)) await setPolicy(id, textOf(inputs.policy), scope);
  },

  async read(id, known, scope) {
    const { sdk, client } = await secretsManager(scope);
    return step(`reading Secrets Manager Secret (${id})`, async () => {
      const found = await unlessGone(client.send(new sdk.DescribeSecretCommand({ SecretId: id })));
      if (found?.ARN === undefined || found.DeletedDate !== undefined) return undefined;
      const { ResourcePolicy } = await client.send(new sdk.GetResourcePolicyCommand({ SecretId: id }));
      const policy = ResourcePolicy === undefined ? "" : policyToKeep(ResourcePolicy, known.policy);
      return { id: found.ARN, state: { ...reported(found), policy } };
    });
  },

  async update(change, scope) {
    const { id, state, inputs, changes } = change;
    const { sdk, client } = await secretsManager(scope);
    if (changes("replicas")) await replicate(id, state.replicas, inputs, scope);
    if (changes("description", "kmsKeyId")) {
      await step(`updating Secrets Manager Secret (${id})`, () =>
        client.send(
          new sdk.UpdateSecretCommand({
            SecretId: id,
            Description: textOf(inputs.description) ?? "",
            KmsKeyId: textOf(inputs.kmsKeyId),
          }),
        ),
      );
    }
    if (changes("policy")) await setPolicy(id, textOf(inputs.policy), scope);
    if (changes("tags")) await updateTags(change, scope);
  },

  /** An imported secret has no recovery window in its state until the first update, and is then gone at once, as with the real provider. */
  async delete(id, state, scope) {
    const { sdk, client } = await secretsManager(scope);
    const days = Number(state.recoveryWindowInDays ?? 0);
    const window = days === 0 ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: days };
    await replicate(id, state.replicas, {}, scope);
    await step(`deleting Secrets Manager Secret (${id})`, async () => {
      try {
        await client.send(new sdk.DeleteSecretCommand({ SecretId: id, ...window }));
      } catch (error) {
        if (!isAwsError(error, "ResourceNotFoundException")) throw error;
      }
    });
  },
};

function reported(found: DescribeSecretCommandOutput) {
  return {
    arn: found.ARN,
    description: found.Description,
    kmsKeyId: found.KmsKeyId,
    name: found.Name,
    replicas: replicasFrom(found.ReplicationStatus),
    type: found.Type,
    ...tagsFromKeyValues(found.Tags),
  };
}

const hasText = (policy: unknown) => policy !== undefined && policy !== "" && policy !== "{}";

async function setPolicy(id: string, policy: string | undefined, scope: Scope): Promise<void> {
  const { sdk, client } = await secretsManager(scope);
  if (hasText(policy)) {
    await step(`putting Secrets Manager Secret (${id}) policy`, () =>
      client.send(new sdk.PutResourcePolicyCommand({ SecretId: id, ResourcePolicy: policy })),
    );
  } else {
    await step(`deleting Secrets Manager Secret (${id}) policy`, () =>
      client.send(new sdk.DeleteResourcePolicyCommand({ SecretId: id })),
    );
  }
}

async function updateTags({ id, state, inputs }: Change, scope: Scope): Promise<void> {
  const { sdk, client } = await secretsManager(scope);
  const { set, removed } = tagChanges(state, inputs);
  const Tags = keyValueTags(set);
  await step(`updating tags for Secrets Manager Secret (${id})`, async () => {
    if (removed.length > 0) await client.send(new sdk.UntagResourceCommand({ SecretId: id, TagKeys: removed }));
    if (Tags !== undefined) await client.send(new sdk.TagResourceCommand({ SecretId: id, Tags }));
  });
}
