import type { ImageSetting } from "../../settings/types";
import type { Clients } from "../clients";
import type { Place } from "../existing";
import { AccountProblem, looking } from "../problem";
import type { LiveService } from "./liveService";

/** The image of the main container, as it will be registered. */
export interface FoundImage {
  /** What stands in the task definition: `<repository URI>@<digest>` when the digest is pinned. */
  reference: string;
  /** Undefined for a reference outside ECR that is not a digest. */
  digest?: string;
  /** What the setting named, for people: `agenticmem:latest`. */
  asked: string;
  warnings: string[];
}

interface Request {
  image: ImageSetting;
  pinImageDigest: boolean;
  containerName: string;
}

const digestPattern = /@(sha256:[0-9a-f]{64})$/;
const ecrPattern =
  /^(?<uri>(?<registryId>\d{12})\.dkr\.ecr(?:-fips)?\.(?<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/(?<repository>[^:@]+))(?::(?<tag>[^@]+))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/;

/** The digest at the end of an image reference. */
export const digestOf = (reference: string): string | undefined => digestPattern.exec(reference)?.[1];

export async function lookUpImage(
  clients: Clients,
  { image, pinImageDigest, containerName }: Request,
  live: LiveService | undefined,
  place: Place,
): Promise<FoundImage> {
  switch (image.kind) {
    case "running":
      return runningImage(clients, containerName, live);
    case "reference":
      return lookUpReference(clients, image.reference, pinImageDigest, place);
    case "tag":
    case "digest": {
      const uri = await repositoryUri(clients, image.repository, place);
      const id = image.kind === "tag" ? { imageTag: image.tag } : { imageDigest: image.digest };
      const asked = image.kind === "tag" ? `${image.repository}:${image.tag}` : `${image.repository}@${image.digest}`;
      const digest = await lookUpDigest(clients, { repository: image.repository, asked, place }, id);
      const byTag = image.kind === "tag" && !pinImageDigest;
      return { reference: byTag ? `${uri}:${image.tag}` : `${uri}@${digest}`, digest, asked, warnings: [] };
    }
  }
}

async function lookUpReference(
  clients: Clients,
  reference: string,
  pinImageDigest: boolean,
  place: Place,
): Promise<FoundImage> {
  const parts = ecrPattern.exec(reference)?.groups;
  const given = digestOf(reference);
  if (parts?.repository === undefined) {
    const warnings =
      given === undefined
        ? [
            `image ${reference} is not in ECR and names no digest: it is used as it is, and a tag that moves is not rolled out ` +
              "(pulumi config set image <name>@sha256:…)",
          ]
        : [];
    return { reference, digest: given, asked: reference, warnings };
  }
  const { uri, registryId, region, repository, tag } = parts;
  const id = given === undefined ? { imageTag: tag ?? "latest" } : { imageDigest: given };
  const digest = await lookUpDigest(clients, { repository, registryId, region, asked: reference, place }, id);
  const pinned = given === undefined && !pinImageDigest ? reference : `${uri}@${digest}`;
  return { reference: pinned, digest, asked: reference, warnings: [] };
}

async function runningImage(
  clients: Clients,
  containerName: string,
  live: LiveService | undefined,
): Promise<FoundImage> {
  const problem = (reason: string) =>
    new AccountProblem(`image "running" keeps the digest that runs, but ${reason} (pulumi config set image latest)`);
  if (live === undefined) throw problem("the service does not exist yet");
  const definition = live.taskDefinition?.containerDefinitions?.find(({ name }) => name === containerName);
  if (definition?.image === undefined) throw problem(`its revision has no container "${containerName}"`);
  const byDefinition = digestOf(definition.image);
  if (byDefinition !== undefined) {
    return { reference: definition.image, digest: byDefinition, asked: "running", warnings: [] };
  }
  const digest = await digestOfTasks(clients, live, containerName);
  if (digest === undefined) throw problem("no task of its current revision runs, and the revision names only a tag");
  const uri = definition.image.replace(/:[^/:]+$/, "");
  return { reference: `${uri}@${digest}`, digest, asked: "running", warnings: [] };
}

async function digestOfTasks(clients: Clients, live: LiveService, containerName: string): Promise<string | undefined> {
  const ecs = await clients.ecs();
  const cluster = live.description.clusterArn;
  const { taskArns = [] } = await ecs.listTasks({ cluster, serviceName: live.description.serviceName });
  if (taskArns.length === 0) return undefined;
  const { tasks = [] } = await ecs.describeTasks({ cluster, tasks: taskArns });
  return tasks
    .filter((task) => task.taskDefinitionArn === live.taskDefinitionArn && task.lastStatus === "RUNNING")
    .flatMap((task) => task.containers ?? [])
    .find((container) => container.name === containerName)?.imageDigest;
}

async function repositoryUri(clients: Clients, repository: string, place: Place): Promise<string> {
  const wanted = {
    what: `ECR repository "${repository}"`,
    where: `account ${place.accountId}, region ${place.region}`,
    fix: "pulumi config set image <whole reference>",
    action: "ecr:DescribeRepositories",
  };
  return looking(wanted, async () => {
    const ecr = await clients.ecr();
    const { repositories = [] } = await ecr.describeRepositories({ repositoryNames: [repository] });
    return repositories[0]?.repositoryUri;
  });
}

async function lookUpDigest(
  clients: Clients,
  at: { repository: string; registryId?: string; region?: string; asked: string; place: Place },
  id: { imageTag: string } | { imageDigest: string },
): Promise<string> {
  const accountId = at.registryId ?? at.place.accountId;
  const region = at.region ?? at.place.region;
  const wanted = {
    what: `image "${at.asked}"`,
    where: `account ${accountId}, region ${region}`,
    fix: "push it, or pulumi config set image <tag, digest or whole reference>",
    action: "ecr:DescribeImages",
  };
  return looking(wanted, async () => {
    const ecr = await clients.ecr(region === at.place.region ? undefined : region);
    const { imageDetails = [] } = await ecr.describeImages({
      repositoryName: at.repository,
      registryId: at.registryId,
      imageIds: [id],
    });
    return imageDetails[0]?.imageDigest;
  });
}
