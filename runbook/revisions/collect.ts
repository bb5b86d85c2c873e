import type { ECS } from "@aws-sdk/client-ecs";
import { digestOf } from "../../account/imageReference";
import type { RevisionEntry, RevisionsDocument } from "../documents/revisions";
import type { History } from "../history/historyOrReason";
import { linkUpdates } from "../history/link";
import type { OpenStack } from "../openStack";
import { describeRevisions, listRevisions, newestFirst, revisionNumber, type FamilyRevision } from "./family";
import { lookUpTags, repositoryOf, type FoundTags } from "./imageTags";
import { rememberedDeployments, type RememberedDeployment } from "./serviceDeployments";
import { namedDeployments, tasksByRevision } from "./use";
import { updatesOf } from "./updatesOf";

export interface Wanted {
  limit: number;
  includeInactive: boolean;
}

export interface Collected {
  document: RevisionsDocument;
  /** What could not be found out, for people. */
  notes: string[];
}

/** Revisions that nobody asked for are looked at too, since an update may have registered one; no more than this many. */
const inactiveLookedAt = 100;

/** The family's revisions with all that AWS and the history know of them. */
export async function collectRevisions(
  { clients, settings, config }: OpenStack,
  history: Promise<History>,
  { limit, includeInactive }: Wanted,
): Promise<Collected> {
  const { cluster, service, family } = settings.names;
  const ecs = await clients.ecs();
  const [active, inactive, tasks, deployments] = await Promise.all([
    listRevisions(ecs, family, "ACTIVE"),
    listRevisions(ecs, family, "INACTIVE", includeInactive ? Infinity : inactiveLookedAt),
    tasksByRevision(ecs, cluster, family),
    namedDeployments(ecs, cluster, [service]),
  ]);
  const names = newestFirst(includeInactive ? [...active, ...inactive] : active);
  const { shown, known } = await describe(ecs, names.slice(0, limit), inactive);

  const oldest = shown.at(-1)?.registeredAt;
  const remembered = oldest && (await rememberedDeployments(ecs, cluster, service, oldest));
  const images = shown.map((revision) => imageOf(revision, settings.container.name, remembered ?? []));
  const [tags, past] = await Promise.all([lookUpTags(clients, images.filter(hasDigest)), history]);

  const updates = "updates" in past ? past.updates : [];
  const links = linkUpdates(updates, known, config.project);
  const entries = shown.map((revision, index): RevisionEntry => {
    const { name, number, status, registeredAt, cpu, memory } = revision;
    const count = tasks.get(name);
    const deployment = remembered?.find((each) => each.revision === name);
    return {
      name,
      number,
      status,
      registeredAt: registeredAt.toISOString(),
      cpu,
      memory,
      image: imageEntry(images[index], tags),
      ...updatesOf(name, updates, links),
      deployment: deployment && {
        status: deployment.status,
        createdAt: deployment.createdAt.toISOString(),
        finishedAt: deployment.finishedAt?.toISOString(),
      },
      use: {
        runningTasks: count?.running ?? 0,
        pendingTasks: count?.pending ?? 0,
        deployments: deployments.filter((each) => each.revision === name).map((each) => each.status),
      },
    };
  });
  const isKnown = "updates" in past;
  const document: RevisionsDocument = {
    family,
    cluster,
    service,
    count: names.length,
    history: isKnown ? { isKnown } : { isKnown, reason: past.reason },
    revisions: entries,
  };
  return { document, notes: notesOf(past, tags, shown.length > 0 && remembered === undefined) };
}

/** `known` are, beside those that are shown, the INACTIVE ones between them. */
async function describe(ecs: ECS, names: string[], inactive: string[]) {
  const oldest = revisionNumber(names.at(-1) ?? ":Infinity");
  const between = inactive.filter((name) => revisionNumber(name) > oldest && !names.includes(name));
  const known = await describeRevisions(ecs, [...names, ...between]);
  return { shown: known.slice(0, names.length), known };
}

interface FoundImage {
  reference: string;
  digest?: string;
}

const hasDigest = (image: FoundImage | undefined): image is Required<FoundImage> => image?.digest !== undefined;

/** Of the main container, or the only one there is; where no digest is registered, that which ECS found under the tag. */
function imageOf(
  { name, containers }: FamilyRevision,
  mainContainer: string,
  remembered: RememberedDeployment[],
): FoundImage | undefined {
  const main = containers.find((container) => container.name === mainContainer) ?? containers[0];
  if (main === undefined) return undefined;
  const pulled = remembered.find(({ revision, digests }) => revision === name && digests[main.name] !== undefined);
  return { reference: main.image, digest: digestOf(main.image) ?? pulled?.digests[main.name] };
}

function imageEntry(image: FoundImage | undefined, { byRepository }: FoundTags): RevisionEntry["image"] {
  const tagsByDigest = byRepository.get(repositoryOf(image?.reference ?? "") ?? "");
  if (!hasDigest(image) || tagsByDigest === undefined) return image;
  const tags = tagsByDigest.get(image.digest);
  return { ...image, tags, isInRepository: tags !== undefined };
}

function notesOf(past: History, { denied }: FoundTags, mayNotListDeployments: boolean): string[] {
  return [
    ...("reason" in past ? [`updates, commits and outcomes are not known: ${past.reason}`] : []),
    ...denied.map((repository) => `tags are not known: permission for ecr:DescribeImages on ${repository} is missing`),
    ...(mayNotListDeployments
      ? [
          "what ECS remembers of deployments is not known: permission for ecs:ListServiceDeployments or " +
            "ecs:DescribeServiceRevisions is missing",
        ]
      : []),
  ];
}
