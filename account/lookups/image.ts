import type { ImageSetting } from "../../settings/types";
import type { Clients } from "../clients";
import { describePlace, type Place } from "../existing";
import { releaseCommand, withoutRegistry } from "../../settings/describePins";
import { digestOf, parseEcrReference } from "../imageReference";
import { looking, lookingFor } from "../problem";
import type { LiveService } from "./liveService";
import { lookUpRunningImage } from "./runningImage";

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
  /** Only asked for by what depends on it. */
  live: () => Promise<LiveService | undefined>;
  /** Of the app's repository, where it is known. */
  repositoryUri?: string;
  /** Nobody may have pushed to a repository that the stack makes: the preflight says so, together with all else that is missing. */
  mayBeMissing?: boolean;
}

/** The account and region that are looked in unless a reference names others. */
export interface Home {
  region: string;
  place: Promise<Place>;
}

export async function lookUpImage(
  clients: Clients,
  { image, pinImageDigest, containerName, live, repositoryUri, mayBeMissing = false }: Request,
  home: Home,
): Promise<FoundImage> {
  switch (image.kind) {
    case "running":
      return lookUpRunningImage(clients, containerName, await live(), async () => describePlace(await home.place));
    case "reference":
      return lookUpReference(clients, image.reference, pinImageDigest, home);
    case "pinned":
      return lookUpPinned(clients, image.reference, home);
    case "tag":
    case "digest": {
      const { repository } = image;
      const id = image.kind === "tag" ? { imageTag: image.tag } : { imageDigest: image.digest };
      const asked = image.kind === "tag" ? `${repository}:${image.tag}` : `${repository}@${image.digest}`;
      const [uri, digest] = await firstProblemWins(
        repositoryUri ?? lookUpRepository(clients, repository, home),
        lookUpDigest(clients, { repository, asked, mayBeMissing }, id, home),
      );
      const byTag = image.kind === "tag" && (!pinImageDigest || digest === undefined);
      const reference = byTag ? `${uri}:${image.tag}` : `${uri}@${image.kind === "tag" ? digest : image.digest}`;
      return { reference, digest, asked, warnings: [] };
    }
  }
}

/** Both at the same time; when both fail, the second one's failure only follows from the first one's. */
async function firstProblemWins<A, B>(first: A | Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return [await first, await second];
}

async function lookUpReference(
  clients: Clients,
  reference: string,
  pinImageDigest: boolean,
  home: Home,
): Promise<FoundImage> {
  const parts = parseEcrReference(reference);
  const given = digestOf(reference);
  if (parts === undefined) {
    const warnings =
      given === undefined
        ? [
            `image ${reference} is not in ECR and names no digest: it is used as it is, and a tag that moves is not rolled out ` +
              "(pulumi config set image <name>@sha256:…)",
          ]
        : [];
    return { reference, digest: given, asked: reference, warnings };
  }
  const id = given === undefined ? { imageTag: parts.tag ?? "latest" } : { imageDigest: given };
  const digest = await lookUpDigest(clients, { ...parts, asked: reference }, id, home);
  const pinned = given === undefined && !pinImageDigest ? reference : `${parts.uri}@${digest}`;
  return { reference: pinned, digest, asked: reference, warnings: [] };
}

/** As it is, by digest or, in a revision that was registered so, by tag. */
async function lookUpPinned(clients: Clients, reference: string, home: Home): Promise<FoundImage> {
  const asked = withoutRegistry(reference);
  const given = digestOf(reference);
  const parts = parseEcrReference(reference);
  if (parts === undefined) return { reference, digest: given, asked, warnings: [] };
  const id = given === undefined ? { imageTag: parts.tag ?? "latest" } : { imageDigest: given };
  const digest = await lookUpDigest(clients, { ...parts, asked, fix: releaseCommand }, id, home);
  return { reference, digest, asked, warnings: [] };
}

/** Its URI. */
export async function lookUpRepository(
  clients: Clients,
  repository: string,
  { place }: Pick<Home, "place">,
): Promise<string> {
  const sought = {
    what: `ECR repository "${repository}"`,
    where: async () => describePlace(await place),
    fix: "pulumi config set repository <name>, or pulumi config set image <whole reference>",
    action: "ecr:DescribeRepositories",
  };
  return looking(sought, async () => {
    const ecr = await clients.ecr();
    const { repositories = [] } = await ecr.describeRepositories({ repositoryNames: [repository] });
    return repositories[0]?.repositoryUri;
  });
}

async function lookUpDigest(
  clients: Clients,
  at: { repository: string; registryId?: string; region?: string; asked: string; fix?: string; mayBeMissing?: boolean },
  id: { imageTag: string } | { imageDigest: string },
  home: Home,
): Promise<string | undefined> {
  const { repository, registryId, region = home.region } = at;
  const sought = {
    what: `image "${at.asked}"`,
    where: async () => {
      const place = await home.place;
      return describePlace({ ...place, accountId: registryId ?? place.accountId, region });
    },
    fix: at.fix ?? "push it, or pulumi config set image <tag, digest or whole reference>",
    action: "ecr:DescribeImages",
  };
  return (at.mayBeMissing === true ? lookingFor : looking)(sought, async () => {
    const ecr = await clients.ecr(region === home.region ? undefined : region);
    const { imageDetails = [] } = await ecr.describeImages({
      repositoryName: repository,
      registryId,
      imageIds: [id],
    });
    return imageDetails[0]?.imageDigest;
  });
}
