import type { ECR, ImageDetail } from "@aws-sdk/client-ecr";
import type { Clients } from "../../account/clients";
import { parseEcrReference, type EcrReference } from "../../account/imageReference";
import { errorCode, isDenied } from "../../account/problem";
import { inParts, severalAtOnce } from "./severalAtOnce";

/** An image to be looked for: the reference that it is registered under, and the digest that is known of it. */
export interface KnownImage {
  reference: string;
  digest: string;
}

/** Digest → tags that it has now, sorted. A digest that is gone is not in it. */
export type TagsByDigest = Map<string, string[]>;

export interface FoundTags {
  /** By repository, as `repositoryOf` names it; one that may not be asked is not in it. */
  byRepository: Map<string, TagsByDigest>;
  /** Repositories that may not be asked. */
  denied: string[];
}

/** Registry and repository of an image in ECR; undefined for others. */
export const repositoryOf = (reference: string): string | undefined => parseEcrReference(reference)?.uri;

/** Looks up which tags images in ECR have now, with one call per repository and 100 digests. */
export async function lookUpTags(clients: Clients, images: KnownImage[]): Promise<FoundTags> {
  const wanted = new Map<string, { at: EcrReference; digests: Set<string> }>();
  for (const { reference, digest } of images) {
    const at = parseEcrReference(reference);
    if (at === undefined) continue;
    const { digests } = wanted.get(at.uri) ?? { digests: new Set() };
    wanted.set(at.uri, { at, digests: digests.add(digest) });
  }
  const found: FoundTags = { byRepository: new Map(), denied: [] };
  await severalAtOnce([...wanted], async ([uri, { at, digests }]) => {
    try {
      const ecr = await clients.ecr(at.region);
      const parts = await Promise.all(inParts([...digests], 100).map((part) => imagesThere(ecr, at, part)));
      found.byRepository.set(
        uri,
        new Map(parts.flat().map(({ imageDigest = "", imageTags = [] }) => [imageDigest, imageTags.toSorted()])),
      );
    } catch (error) {
      if (!isDenied(error)) throw error;
      found.denied.push(at.repository);
    }
  });
  return found;
}

/** One digest that is gone makes DescribeImages fail as a whole: halves are asked for until it stands alone. */
async function imagesThere(ecr: ECR, at: EcrReference, digests: string[]): Promise<ImageDetail[]> {
  const { registryId, repository: repositoryName } = at;
  try {
    const imageIds = digests.map((imageDigest) => ({ imageDigest }));
    return (await ecr.describeImages({ registryId, repositoryName, imageIds })).imageDetails ?? [];
  } catch (error) {
    if (errorCode(error) === "RepositoryNotFoundException") return [];
    if (errorCode(error) !== "ImageNotFoundException") throw error;
    if (digests.length === 1) return [];
    const halves = inParts(digests, Math.ceil(digests.length / 2));
    return (await Promise.all(halves.map((half) => imagesThere(ecr, at, half)))).flat();
  }
}
