import type * as sdk from "@aws-sdk/client-ecr";
import { AwsError } from "../../ecs/awsError";
import { page } from "../../ecs/paging";
import { jsonReply, type Reply } from "../reply";
import { lifecyclePolicyProblem } from "./ecrLifecyclePolicy";
import { inputOf, type CorrectedCall, type Correction } from "./correction";

const pageSizes = { default: 100, max: 1_000 };

/** Repositories: names and policies that AWS refuses. Images: errors for those that are missing, one id per tag, no stale tags, pages, blobs that can be downloaded. */
export const correctEcr: Correction = async (call) => {
  switch (call.operation) {
    case "CreateRepository":
      return checkName(call);
    case "PutLifecyclePolicy":
      return checkLifecyclePolicy(call);
    case "DescribeImages":
      return describeImages(call);
    case "ListImages":
      return listImages(call);
    case "BatchGetImage":
      return batchGetImage(call);
    case "PutImage":
      return putImage(call);
    case "GetDownloadUrlForLayer":
      return downloadUrl(call);
    default:
      return undefined;
  }
};

function checkName(call: CorrectedCall): undefined {
  const { repositoryName = "" } = inputOf<sdk.CreateRepositoryCommandInput>(call);
  const part = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
  if (repositoryName.length >= 2 && new RegExp(`^(?:${part}/)*${part}$`).test(repositoryName)) return;
  throw new AwsError(
    "InvalidParameterException",
    `Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression ` +
      `'(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*''`,
  );
}

function checkLifecyclePolicy(call: CorrectedCall): undefined {
  const { lifecyclePolicyText = "" } = inputOf<sdk.PutLifecyclePolicyCommandInput>(call);
  const problem = lifecyclePolicyProblem(lifecyclePolicyText);
  if (problem === undefined) return;
  throw new AwsError(
    "InvalidParameterException",
    `Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure: ${problem}'`,
  );
}

async function describeImages(call: CorrectedCall): Promise<Reply> {
  const input = inputOf<sdk.DescribeImagesCommandInput>(call);
  const all = await imagesOf(call, input.repositoryName);
  if (!Array.isArray(all)) return all;
  const { imageIds = [], filter } = input;
  if (imageIds.length > 0) {
    return jsonReply({
      imageDetails: imageIds.map((id) => withoutEmptyTags(find(all, id) ?? notFound(call, input, id))),
    });
  }
  const wanted = all.filter((image) => hasTagStatus(image, filter?.tagStatus));
  const { items, nextToken } = page(wanted, input, pageSizes);
  return jsonReply({ imageDetails: items.map(withoutEmptyTags), nextToken });
}

async function listImages(call: CorrectedCall): Promise<Reply> {
  const input = inputOf<sdk.ListImagesCommandInput>(call);
  const all = await imagesOf(call, input.repositoryName);
  if (!Array.isArray(all)) return all;
  const ids = all
    .filter((image) => hasTagStatus(image, input.filter?.tagStatus))
    .flatMap(({ imageDigest, imageTags = [] }) =>
      imageTags.length === 0 ? [{ imageDigest }] : imageTags.map((imageTag) => ({ imageDigest, imageTag })),
    );
  const { items, nextToken } = page(ids, input, pageSizes);
  return jsonReply({ imageIds: items, nextToken });
}

/** ministack gives an image the tag it was pushed with, although that may have moved on. */
async function batchGetImage(call: CorrectedCall): Promise<Reply> {
  const input = inputOf<sdk.BatchGetImageCommandInput>(call);
  const images: object[] = [];
  const failures: object[] = [];
  for (const id of input.imageIds ?? []) {
    const { status, answer } = await call.askJson("BatchGetImage", { ...input, imageIds: [id] });
    if (status !== 200) return jsonReply(answer, status);
    const { images: [image] = [], failures: failed = [] } = answer as unknown as sdk.BatchGetImageCommandOutput;
    if (image) images.push({ ...image, imageId: { imageDigest: image.imageId?.imageDigest, imageTag: id.imageTag } });
    failures.push(...failed);
  }
  return jsonReply({ images, failures });
}

async function putImage(call: CorrectedCall): Promise<Reply | undefined> {
  const { imageManifest, imageTag, repositoryName } = inputOf<sdk.PutImageCommandInput>(call);
  if (!isJson(imageManifest)) throw new AwsError("InvalidParameterException", "Invalid parameter at 'imageManifest'");
  if (imageTag === undefined) return undefined;
  const { answer } = await call.askJson("BatchGetImage", { repositoryName, imageIds: [{ imageTag }] });
  const [current] = (answer as unknown as sdk.BatchGetImageCommandOutput).images ?? [];
  if (current?.imageManifest === imageManifest) {
    throw new AwsError(
      "ImageAlreadyExistsException",
      `Image with digest '${current?.imageId?.imageDigest}' and tag '${imageTag}' already exists in the repository ` +
        `with name '${repositoryName}' in registry with id '${call.accountId}'`,
    );
  }
  return undefined;
}

/** ministack has the blob but names a host that is AWS's. */
async function downloadUrl(call: CorrectedCall): Promise<Reply> {
  const { status, answer } = await call.askJson(call.operation, inputOf<object>(call));
  if (status !== 200) return jsonReply(answer, status);
  const url = new URL(String(answer.downloadUrl));
  url.searchParams.set("ns", url.host);
  return jsonReply({ ...answer, downloadUrl: `http://${call.host}${url.pathname}${url.search}` });
}

/** All images of a repository, or the error that ministack answered. */
async function imagesOf(call: CorrectedCall, repositoryName?: string): Promise<sdk.ImageDetail[] | Reply> {
  const { status, answer } = await call.askJson("DescribeImages", { repositoryName });
  return status === 200 ? (answer.imageDetails as sdk.ImageDetail[]) : jsonReply(answer, status);
}

const find = (images: sdk.ImageDetail[], { imageDigest, imageTag }: sdk.ImageIdentifier) =>
  images.find(
    (image) =>
      (imageDigest === undefined || image.imageDigest === imageDigest) &&
      (imageTag === undefined || (image.imageTags ?? []).includes(imageTag)),
  );

function notFound(call: CorrectedCall, input: { repositoryName?: string }, id: sdk.ImageIdentifier): never {
  const quoted = (value?: string) => `'${value ?? "null"}'`;
  throw new AwsError(
    "ImageNotFoundException",
    `The image with imageId {imageDigest:${quoted(id.imageDigest)}, imageTag:${quoted(id.imageTag)}} does not exist ` +
      `within the repository with name '${input.repositoryName}' in the registry with id '${call.accountId}'`,
  );
}

function hasTagStatus({ imageTags = [] }: sdk.ImageDetail, status: string | undefined): boolean {
  if (status === "TAGGED") return imageTags.length > 0;
  if (status === "UNTAGGED") return imageTags.length === 0;
  return true;
}

function withoutEmptyTags({ imageTags = [], ...rest }: sdk.ImageDetail): sdk.ImageDetail {
  return imageTags.length === 0 ? rest : { ...rest, imageTags };
}

function isJson(manifest: string | undefined): boolean {
  try {
    return typeof JSON.parse(manifest ?? "") === "object";
  } catch {
    return false;
  }
}
