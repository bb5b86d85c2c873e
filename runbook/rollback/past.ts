import type { ECS, TaskDefinition } from "@aws-sdk/client-ecs";
import { differencesBetween } from "../diff/differences";
import { linkUpdates, toleranceMs } from "../history/link";
import type { StackUpdate } from "../history/stackUpdate";
import type { OpenStack } from "../openStack";
import { describeRevisions, listRevisions, revisionNumber, type FamilyRevision } from "../revisions/family";
import { rememberedDeployments, type RememberedDeployment } from "../revisions/serviceDeployments";
import { inParts } from "../revisions/severalAtOnce";
import { isVersionLabel } from "./pins";
import type { Past } from "./target";

/** What is known of a stack's past, and what could not be asked for. */
export interface KnownPast extends Past {
  deployments: RememberedDeployment[];
  /** Sentences. */
  warnings: string[];
}

/** Puts the stack's history together with what ECS has of it. */
export async function readPast(
  { config, settings, clients }: OpenStack,
  updates: StackUpdate[],
  defaults: Record<string, string>,
): Promise<KnownPast> {
  const ecs = await clients.ecs();
  const { cluster, service, family } = settings.names;
  const [revisions, remembered] = await Promise.all([
    revisionsSince(ecs, family, updates.at(-1)?.startTime),
    rememberedDeployments(ecs, cluster, service),
  ]);
  const deployments = remembered ?? [];
  const describe = async (taskDefinition: string) =>
    (await ecs.describeTaskDefinition({ taskDefinition })).taskDefinition ?? {};
  return {
    project: config.project,
    defaults,
    updates,
    links: linkUpdates(updates, revisions, config.project),
    statuses: statusesByRevision(deployments),
    isSameContent: async (one, other) => runsSame(await describe(one), await describe(other)),
    deployments,
    warnings:
      remembered === undefined
        ? [
            "whether ECS confirms which updates were healthy is not known: permission for ecs:ListServiceDeployments or " +
              "ecs:DescribeServiceRevisions is missing",
          ]
        : [],
  };
}

function statusesByRevision(deployments: RememberedDeployment[]): Map<string, string[]> {
  const statuses = new Map<string, string[]>();
  for (const { revision, status } of deployments) statuses.set(revision, [...(statuses.get(revision) ?? []), status]);
  return statuses;
}

/** All that the stack's updates may have registered, deregistered ones too. */
async function revisionsSince(ecs: ECS, family: string, firstUpdate: Date | undefined): Promise<FamilyRevision[]> {
  if (firstUpdate === undefined) return [];
  const listed = await Promise.all([listRevisions(ecs, family, "ACTIVE"), listRevisions(ecs, family, "INACTIVE")]);
  const newestFirst = listed.flat().sort((one, other) => revisionNumber(other) - revisionNumber(one));
  const known: FamilyRevision[] = [];
  for (const part of inParts(newestFirst, 50)) {
    known.push(...(await describeRevisions(ecs, part)));
    if (known.at(-1)!.registeredAt.getTime() < firstUpdate.getTime() - toleranceMs) break;
  }
  return known;
}

/** The current versions of secrets come with every update: labels that record them make no difference. */
export const runsSame = (one: TaskDefinition, other: TaskDefinition): boolean =>
  differencesBetween(one, other).every(({ path }) => isVersionLabel(path.at(-1) ?? ""));
