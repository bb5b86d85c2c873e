import { BatchGetImageCommand, ECRClient } from "@aws-sdk/client-ecr";
import { createHash } from "node:crypto";
import type { ContainerBehaviour } from "../ecs/behaviour";
import { behaviourOf } from "./imageManifest";
import type { Roles } from "./roles";

export type PulledImage = { digest: string; behaviour: ContainerBehaviour } | { cannotPull: string };

/** What Fargate does with an image reference before the container starts. */
export class TaskImages {
  constructor(
    private readonly ecr: ECRClient,
    private readonly roles: Roles,
    /** `123456789012.dkr.ecr.us-west-2.amazonaws.com` */
    private readonly registry: string,
  ) {}

  /** Images that are not in this account's registry always exist, and behave well. */
  async pull(reference: string, executionRoleArn?: string): Promise<PulledImage> {
    const image = parseImage(reference);
    if (image.registry !== this.registry) return { digest: image.digest ?? madeUpDigest(reference), behaviour: {} };
    const denied = await this.whyNotAllowed(executionRoleArn);
    if (denied !== undefined) return { cannotPull: denied };
    const { images = [] } = await this.ecr
      .send(
        new BatchGetImageCommand({
          repositoryName: image.repository,
          imageIds: [image.digest === undefined ? { imageTag: image.tag ?? "latest" } : { imageDigest: image.digest }],
        }),
      )
      .catch((error: unknown) => {
        if (error instanceof Error && error.name === "RepositoryNotFoundException") return { images: [] };
        throw error;
      });
    const [found] = images;
    if (found === undefined) return { cannotPull: notFound(reference) };
    return { digest: found.imageId?.imageDigest ?? "", behaviour: behaviourOf(found.imageManifest ?? "{}") };
  }

  private async whyNotAllowed(executionRoleArn: string | undefined): Promise<string | undefined> {
    if (executionRoleArn === undefined) return undefined;
    const denied = await this.roles.whyNotAllowed(executionRoleArn, "ecr:GetAuthorizationToken", "*");
    if (denied === undefined) return undefined;
    return (
      "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: " +
      `unable to retrieve ecr registry auth: service call has been retried 1 time(s): ${denied}`
    );
  }
}

/** `registry/repository[:tag][@digest]` in its parts; no registry: Docker Hub. */
export function parseImage(reference: string) {
  const [named = "", digest] = reference.split("@");
  const slash = named.indexOf("/");
  const first = named.slice(0, Math.max(slash, 0));
  const registry = /[.:]/.test(first) ? first : undefined;
  const path = registry === undefined ? named : named.slice(slash + 1);
  const colon = path.lastIndexOf(":");
  const tagged = colon > path.lastIndexOf("/");
  return {
    registry,
    repository: tagged ? path.slice(0, colon) : path,
    tag: tagged ? path.slice(colon + 1) : undefined,
    digest,
  };
}

const notFound = (reference: string) =>
  "CannotPullContainerError: pull image manifest has been retried 1 time(s): " +
  `failed to resolve ref ${reference}: ${reference}: not found`;

const madeUpDigest = (reference: string) => `sha256:${createHash("sha256").update(reference).digest("hex")}`;
