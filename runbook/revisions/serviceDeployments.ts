import type { ECS, ServiceDeploymentBrief } from "@aws-sdk/client-ecs";
import { isDenied } from "../../account/problem";
import { revisionName } from "./family";
import { inParts, severalAtOnce } from "./severalAtOnce";
import { orNone } from "./use";

/** What ECS remembers of a deployment, for 90 days. */
export interface RememberedDeployment {
  revision: string;
  /** `SUCCESSFUL`, `ROLLBACK_SUCCESSFUL`, `IN_PROGRESS`, … */
  status: string;
  createdAt: Date;
  finishedAt?: Date;
  /** By container: what ECS found under the tags of its images. */
  digests: Record<string, string>;
}

/**
 * Service deployments, newest first; with `after` only later ones. None where there is no service; undefined without the
 * permissions, which are apart from those for services.
 */
export async function rememberedDeployments(
  ecs: ECS,
  cluster: string,
  service: string,
  after?: Date,
): Promise<RememberedDeployment[] | undefined> {
  try {
    return await orNone(remembered(ecs, cluster, service, after));
  } catch (error) {
    if (isDenied(error)) return undefined;
    throw error;
  }
}

async function remembered(ecs: ECS, cluster: string, service: string, after: Date | undefined) {
  const briefs = await listDeployments(ecs, cluster, service, after);
  const arns = [...new Set(briefs.flatMap(({ targetServiceRevisionArn: arn }) => arn ?? []))];
  // DescribeServiceRevisions takes at most 20 of them.
  const parts = await severalAtOnce(inParts(arns, 20), (serviceRevisionArns) =>
    ecs.describeServiceRevisions({ serviceRevisionArns }),
  );
  const revisions = new Map(
    parts.flatMap(({ serviceRevisions = [] }) => serviceRevisions.map((each) => [each.serviceRevisionArn, each])),
  );
  const newestFirst = briefs.toSorted((one, other) => Number(other.createdAt) - Number(one.createdAt));
  return newestFirst.flatMap(({ targetServiceRevisionArn, status = "", createdAt = new Date(0), finishedAt }) => {
    const revision = revisions.get(targetServiceRevisionArn);
    if (revision?.taskDefinition === undefined) return [];
    const digests = Object.fromEntries(
      (revision.containerImages ?? []).flatMap(({ containerName, imageDigest }) =>
        containerName === undefined || imageDigest === undefined ? [] : [[containerName, imageDigest]],
      ),
    );
    return [{ revision: revisionName(revision.taskDefinition), status, createdAt, finishedAt, digests }];
  });
}

async function listDeployments(ecs: ECS, cluster: string, service: string, after: Date | undefined) {
  const briefs: ServiceDeploymentBrief[] = [];
  let nextToken: string | undefined;
  do {
    const createdAt = after && { after };
    const page = await ecs.listServiceDeployments({ cluster, service, createdAt, maxResults: 100, nextToken });
    briefs.push(...(page.serviceDeployments ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return briefs;
}
