import type * as sdk from "@aws-sdk/client-secrets-manager";
import { AwsError } from "../../ecs/awsError";
import { jsonReply, type Reply } from "../reply";
import { inputOf, type CorrectedCall, type Correction } from "./correction";

/** A staging label of our own, which keeps ministack from deleting a version that has lost all of AWS's. */
const keptPrefix = "sandbox-kept-";

/** Versions: what a new one is labelled with, and that they stay without labels. A rotation can wait; a deleted secret's name is taken. */
export const correctSecretsManager: Correction = async (call) => {
  switch (call.operation) {
    case "CreateSecret":
      await refuseDeletedName(call);
      return hasValue(call) ? addVersion(call) : createEmpty(call);
    case "PutSecretValue":
      return putValue(call);
    case "UpdateSecret":
      return addVersion(call);
    case "RotateSecret":
      return rotate(call);
    case "DescribeSecret":
    case "ListSecrets":
    case "GetSecretValue":
    case "BatchGetSecretValue":
      return withoutKeptLabels(await answerOf(call));
    case "ListSecretVersionIds":
      return listVersions(call);
    default:
      return undefined;
  }
};

async function refuseDeletedName(call: CorrectedCall): Promise<void> {
  const { Name } = inputOf<sdk.CreateSecretCommandInput>(call);
  const { answer } = await call.askJson("DescribeSecret", { SecretId: Name });
  if (answer.DeletedDate === undefined) return;
  throw new AwsError(
    "InvalidRequestException",
    "You can't create this secret because a secret with this name is already scheduled for deletion.",
  );
}

function hasValue(call: CorrectedCall): boolean {
  const { SecretString, SecretBinary } = inputOf<sdk.CreateSecretCommandInput>(call);
  return SecretString !== undefined || SecretBinary !== undefined;
}

/** A secret without a value has no version; ministack makes an empty one, which is hidden by taking its label away. */
async function createEmpty(call: CorrectedCall): Promise<Reply> {
  const { status, answer } = await answerOf(call);
  const { ARN, Name, VersionId } = answer;
  if (status !== 200) return jsonReply(answer, status);
  await call.askJson("UpdateSecretVersionStage", {
    SecretId: ARN,
    VersionStage: "AWSCURRENT",
    RemoveFromVersionId: VersionId,
  });
  return jsonReply({ ARN, Name });
}

/** A label belongs to one version; ministack leaves it where it was, and forgets it beside AWSCURRENT. */
async function putValue(call: CorrectedCall): Promise<Reply> {
  const { VersionStages = ["AWSCURRENT"] } = inputOf<sdk.PutSecretValueCommandInput>(call);
  const reply = await addVersion(call);
  if (reply.status !== 200) return reply;
  const answer = JSON.parse(reply.body) as sdk.PutSecretValueCommandOutput;
  const { ARN: SecretId, VersionId } = answer;
  const { VersionIdsToStages = {} } = (await call.askJson("DescribeSecret", { SecretId }))
    .answer as Partial<sdk.DescribeSecretCommandOutput>;
  for (const VersionStage of VersionStages.filter((label) => label !== "AWSCURRENT")) {
    const holder = Object.keys(VersionIdsToStages).find(
      (id) => id !== VersionId && VersionIdsToStages[id]?.includes(VersionStage),
    );
    await call.askJson("UpdateSecretVersionStage", {
      SecretId,
      VersionStage,
      MoveToVersionId: VersionId,
      RemoveFromVersionId: holder,
    });
  }
  return jsonReply({ ...answer, VersionStages });
}

async function addVersion(call: CorrectedCall): Promise<Reply> {
  const answered = await answerOf(call);
  const { ARN, VersionId } = answered.answer;
  if (answered.status === 200 && typeof VersionId === "string") {
    await call.askJson("UpdateSecretVersionStage", {
      SecretId: ARN,
      VersionStage: keptPrefix + VersionId,
      MoveToVersionId: VersionId,
    });
  }
  return withoutKeptLabels(answered);
}

/** With `RotateImmediately: false` AWS only turns rotation on; ministack makes a new version current all the same. */
async function rotate(call: CorrectedCall): Promise<Reply> {
  const { SecretId, RotateImmediately } = inputOf<sdk.RotateSecretCommandInput>(call);
  if (RotateImmediately !== false) return addVersion(call);
  const before = (await call.askJson("DescribeSecret", { SecretId })).answer;
  const { status, answer } = await answerOf(call);
  if (status !== 200) return jsonReply(answer, status);
  const stages = Object.entries((before.VersionIdsToStages ?? {}) as Record<string, string[]>);
  const move = (VersionStage: string, RemoveFromVersionId: unknown, MoveToVersionId?: string) =>
    call.askJson("UpdateSecretVersionStage", { SecretId, VersionStage, RemoveFromVersionId, MoveToVersionId });
  const holder = (stage: string) => stages.find(([, labels]) => labels.includes(stage))?.[0];
  await move("AWSCURRENT", answer.VersionId, holder("AWSCURRENT"));
  await move("AWSPREVIOUS", answer.VersionId, holder("AWSPREVIOUS"));
  return jsonReply({ ARN: answer.ARN, Name: answer.Name });
}

async function listVersions(call: CorrectedCall): Promise<Reply> {
  const { IncludeDeprecated } = inputOf<sdk.ListSecretVersionIdsCommandInput>(call);
  const { status, answer } = await answerOf(call);
  const listed = ((answer.Versions ?? []) as sdk.SecretVersionsListEntry[]).filter(
    ({ VersionStages = [] }) => VersionStages.length > 0,
  );
  const versions = stripLabels(listed) as sdk.SecretVersionsListEntry[];
  const shown = versions.filter(({ VersionStages = [] }) => IncludeDeprecated === true || VersionStages.length > 0);
  return jsonReply(status === 200 ? { ...answer, Versions: shown } : answer, status);
}

const answerOf = (call: CorrectedCall) => call.askJson(call.operation, inputOf<object>(call));

const withoutKeptLabels = ({ status, answer }: { status: number; answer: object }) =>
  jsonReply(stripLabels(answer) as object, status);

/** Takes our labels out of every list, and versions without any other out of the maps from version to labels. */
function stripLabels(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.filter((item) => !isKeptLabel(item)).map(stripLabels);
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => !(Array.isArray(inner) && inner.length > 0 && inner.every(isKeptLabel)))
      .map(([key, inner]) => [key, stripLabels(inner)]),
  );
}

const isKeptLabel = (item: unknown) => typeof item === "string" && item.startsWith(keptPrefix);
