import { step } from "../../awsErrors";
import { flag, integer, regionProperty, set, text } from "../../properties";
import type { Change, ResourceType, Scope } from "../../resource";
import { textListOf, textOf } from "../../values";
import { secretsManager, unlessGone } from "./secretsManager";

const current = "AWSCURRENT";
const previous = "AWSPREVIOUS";

const properties = {
  arn: text({ output: true }),
  hasSecretStringWo: flag({ output: true }),
  secretArn: text({ output: true }),
  secretBinary: text({
    secret: true,
    replaces: true,
    conflictsWith: ["secretString", "secretStringWo"],
    check: (binary) =>
      Buffer.from(binary, "base64").toString("base64") === binary
        ? undefined
        : `"secret_binary" must be base64-encoded`,
  }),
  secretId: text({ required: true, replaces: true }),
  secretString: text({ secret: true, replaces: true, conflictsWith: ["secretBinary", "secretStringWo"] }),
  /** Write-only: neither in the state nor compared. */
  secretStringWo: text({
    secret: true,
    conflictsWith: ["secretBinary", "secretString"],
    equivalent: () => true,
  }),
  secretStringWoVersion: integer({ replaces: true, stateOnly: true }),
  versionId: text({ output: true }),
  versionStages: set(text(), { computed: true }),
  ...regionProperty,
};

/**
 * Mirrors Terraform's `aws_secretsmanager_secret_version`. Another value is another version; AWS cannot delete one: it only loses
 * its staging labels, and keeps AWSCURRENT even then.
 */
export const secretVersion: ResourceType = {
  token: "aws:secretsmanager/secretVersion:SecretVersion",
  properties,

  async create(inputs, scope, exists) {
    const { sdk, client } = await secretsManager(scope);
    const secretId = textOf(inputs.secretId) ?? "";
    const binary = textOf(inputs.secretBinary);
    const stages = textListOf(inputs.versionStages);
    const put = await step(`putting Secrets Manager Secret (${secretId}) value`, () =>
      client.send(
        new sdk.PutSecretValueCommand({
          SecretId: secretId,
          SecretString: textOf(inputs.secretString) ?? textOf(inputs.secretStringWo),
          SecretBinary: binary === undefined ? undefined : Buffer.from(binary, "base64"),
          VersionStages: stages.length > 0 ? stages : undefined,
        }),
      ),
    );
    exists(`${secretId}|${put.VersionId}`);
  },

  async read(id, known, scope) {
    const { secretId, versionId } = parts(id);
    const { sdk, client } = await secretsManager(scope);
    const found = await step(`reading Secrets Manager Secret Version (${id})`, () =>
      unlessGone(client.send(new sdk.GetSecretValueCommand({ SecretId: secretId, VersionId: versionId }))),
    );
    if (found === undefined) return undefined;
    const isWriteOnly = known.hasSecretStringWo === true || known.secretStringWo !== undefined;
    const state = {
      arn: found.ARN,
      hasSecretStringWo: isWriteOnly,
      secretArn: found.ARN,
      secretBinary: found.SecretBinary && Buffer.from(found.SecretBinary).toString("base64"),
      secretId,
      secretString: isWriteOnly ? undefined : found.SecretString,
      versionId: found.VersionId,
      versionStages: found.VersionStages ?? [],
    };
    return { id, state };
  },

  update: moveLabels,

  async delete(id, state, scope) {
    const { secretId, versionId } = parts(id);
    for (const stage of textListOf(state.versionStages).filter((label) => label !== current)) {
      await step(`deleting Secrets Manager Secret Version (${id}) stage (${stage})`, () =>
        unlessGone(moveLabel({ secretId, stage, from: versionId }, scope)),
      );
    }
  },
};

/** AWSCURRENT is never taken away, and takes AWSPREVIOUS with it by itself. */
async function moveLabels({ id, state, inputs }: Change, scope: Scope): Promise<void> {
  const { secretId, versionId } = parts(id);
  const [before, after] = [textListOf(state.versionStages), textListOf(inputs.versionStages)];
  const added = after.filter((stage) => !before.includes(stage));
  for (const stage of added) {
    await step(`adding Secrets Manager Secret Version (${id}) stage (${stage})`, async () => {
      const from = stage === current ? await currentVersion(secretId, scope) : undefined;
      await moveLabel({ secretId, stage, from, to: versionId }, scope);
    });
  }
  const kept = added.includes(current) ? [current, previous] : [current];
  for (const stage of before.filter((label) => !after.includes(label) && !kept.includes(label))) {
    await step(`deleting Secrets Manager Secret Version (${id}) stage (${stage})`, () =>
      moveLabel({ secretId, stage, from: versionId }, scope),
    );
  }
}

async function moveLabel(
  { secretId, stage, from, to }: { secretId: string; stage: string; from?: string; to?: string },
  scope: Scope,
): Promise<void> {
  const { sdk, client } = await secretsManager(scope);
  await client.send(
    new sdk.UpdateSecretVersionStageCommand({
      SecretId: secretId,
      VersionStage: stage,
      RemoveFromVersionId: from,
      MoveToVersionId: to,
    }),
  );
}

async function currentVersion(secretId: string, scope: Scope): Promise<string | undefined> {
  const { sdk, client } = await secretsManager(scope);
  for await (const { Versions = [] } of sdk.paginateListSecretVersionIds({ client }, { SecretId: secretId })) {
    const found = Versions.find(({ VersionStages }) => VersionStages?.includes(current));
    if (found !== undefined) return found.VersionId;
  }
  return undefined;
}

/** An id is `secret|version`. */
function parts(id: string): { secretId: string; versionId: string } {
  const [secretId, versionId] = id.split("|");
  if (!secretId || !versionId) throw new Error(`unexpected format of ID (${id}), expected SecretID|VersionID`);
  return { secretId, versionId };
}
