import { randomUUID } from "node:crypto";
import type { ContainerBehaviour } from "../ecs/behaviour";
import { sandboxAccount, type AwsAccount } from "./awsAccount";
import { makeImage, type Blob } from "./imageManifest";

export interface Push {
  /** Name of an ECR repository that exists. */
  repository: string;
  tag: string;
  /** Default: a container that starts, is healthy and runs for ever. */
  behaviour?: ContainerBehaviour;
  /** Same content and behaviour, same digest. By default every push has a digest of its own. */
  content?: string;
}

/** Does what `docker push` does: uploads an image and points the tag at it. Returns its digest. */
export async function pushImage(
  endpoint: string,
  { repository, tag, behaviour = {}, content = randomUUID() }: Push,
  account: AwsAccount = sandboxAccount,
): Promise<string> {
  const { manifest, blobs } = makeImage(behaviour, content);
  const registry = `${account.accountId}.dkr.ecr.${account.region}.amazonaws.com`;
  const send = async (method: string, path: string, body: Blob, contentType: string) => {
    const url = new URL(`/v2/${repository}/${path}`, endpoint);
    url.searchParams.set("ns", registry);
    const response = await fetch(url, { method, body: body.content, headers: { "content-type": contentType } });
    if (!response.ok) throw new Error(`${registry}/${repository}:${tag} could not be pushed: ${await response.text()}`);
  };
  await Promise.all(
    blobs.map((blob) => send("POST", `blobs/uploads/?digest=${blob.digest}`, blob, "application/octet-stream")),
  );
  await send("PUT", `manifests/${tag}`, manifest, manifest.mediaType);
  return manifest.digest;
}
