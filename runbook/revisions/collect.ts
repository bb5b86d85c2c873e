import type { ECS } from "@aws-sdk/client-ecs";
import { digestOf } from "../../account/imageReference";
import type { RevisionEntry, RevisionsDocument } from "../documents/revisions";
import type { History } from "../history/historyOrReason";
import { linkUpdates } from "../history/link";
import type { OpenStack } from "../openStack";
import { toleranceMs } from "../history/registrations";
import type { StackUpdate } from "../history/stackUpdate";
import { describeRevisions, listRevisions, newestFirst, type FamilyRevision } from "./family";
import { lookUpTags, repositoryOf, type FoundTags } from "./imageTags";
import { rememberedDeployments, type RememberedDeployment } from "./serviceDeployments";
import { inParts } from "./severalAtOnce";
import { namedDeployments, tasksByRevision } from "./use";
import { updatesNamed, updatesOf } from "./updatesOf";

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
  const all = newestFirst([...active, ...inactive]);
  const asked = new Set(names.slice(0, limit));
  const known = await describeRevisions(ecs, downTo(all, [...asked].at(-1)));
  const shown = known.filter(({ name }) => asked.has(name));
  const oldest = known.at(-1)?.registeredAt;
  const remembered = oldest && (await rememberedDeployments(ecs, cluster, service, oldest));
  const images = shown.map((revision) => imageOf(revision, settings.container.name, remembered ?? []));
  const [tags, past] = await Promise.all([lookUpTags(clients, images.filter(hasDigest)), history]);

  const updates = "updates" in past ? past.updates : [];
  const revisions = await readOn(ecs, { known, names: all, oldest: shown.at(-1) }, updates);
  const links = linkUpdates(updates, { revisions, deployments: remembered ?? [] }, config.project);
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
    updates: updatesNamed(entries, updates),
  };
  return { document, notes: notesOf(past, tags, shown.length > 0 && remembered === undefined) };
}

/** How many revisions beyond the oldest one are described with it: what was registered just before may be the same update's. */
const further = 2;

const downTo = (newestFirst: string[], oldest: string | undefined): string[] =>
  oldest === undefined ? [] : newestFirst.slice(0, newestFirst.indexOf(oldest) + 1 + further);

/** Describes older ones too, until all are known that an update may have registered which may be linked to one of those shown. */
async function readOn(
  ecs: ECS,
  { known, names, oldest }: { known: FamilyRevision[]; names: string[]; oldest: FamilyRevision | undefined },
  updates: StackUpdate[],
): Promise<FamilyRevision[]> {
  const shownSince = (oldest?.registeredAt.getTime() ?? Infinity) - toleranceMs;
  const first = updates.findLast(({ endTime }) => endTime === undefined || endTime.getTime() >= shownSince);
  const since = first === undefined ? Infinity : first.startTime.getTime() - toleranceMs;
  const revisions = [...known];
  for (const part of inParts(names.slice(known.length), 20)) {
    if (revisions.at(-1)!.registeredAt.getTime() < since) break;
    revisions.push(...(await describeRevisions(ecs, part)));
  }
  return revisions;
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
