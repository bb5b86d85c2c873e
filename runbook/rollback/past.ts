import type { ECS, TaskDefinition } from "@aws-sdk/client-ecs";
import { describePlace } from "../../account/existing";
import { lookUpRevision } from "../../account/lookups/liveService";
import { differencesBetween } from "../diff/differences";
import { linkUpdates } from "../history/link";
import { toleranceMs } from "../history/registrations";
import type { OpenStack } from "../openStack";
import { describeRevisions, listRevisions, newestFirst, revisionName, type FamilyRevision } from "../revisions/family";
import { rememberedDeployments, type RememberedDeployment } from "../revisions/serviceDeployments";
import { inParts } from "../revisions/severalAtOnce";
import { isVersionLabel } from "./pins";
import type { Given } from "./plan";
import type { Past } from "./target";

/** What is known of a stack's past, and what could not be asked for. */
export interface KnownPast extends Past {
  deployments: RememberedDeployment[];
  /** Sentences. */
  warnings: string[];
}

/** Puts the stack's history together with what ECS has of it. */
export async function readPast(
  stack: OpenStack,
  { updates, defaults, live }: Pick<Given, "updates" | "defaults" | "live">,
): Promise<KnownPast> {
  const { config, settings, clients } = stack;
  const ecs = await clients.ecs();
  const { cluster, service, family } = settings.names;
  const [active, inactive, remembered] = await Promise.all([
    listRevisions(ecs, family, "ACTIVE"),
    listRevisions(ecs, family, "INACTIVE"),
    rememberedDeployments(ecs, cluster, service),
  ]);
  const revisions = await revisionsSince(ecs, newestFirst([...active, ...inactive]), updates.at(-1)?.startTime);
  const deployments = remembered ?? [];
  const where = async () => describePlace(await stack.place());
  return {
    project: config.project,
    defaults,
    updates,
    links: linkUpdates(updates, { revisions, deployments }, config.project),
    statuses: statusesByRevision(deployments),
    active: new Set(active),
    service: {
      ...(live && { running: revisionName(live.taskDefinitionArn) }),
      ...(live && deployments[0] && { lastDeployed: deployments[0].revision }),
      ...(settings.pinnedRevision !== undefined && { pinned: settings.pinnedRevision }),
    },
    isSameContent: async (...names) => {
      const [one, other] = await Promise.all(names.map((name) => lookUpRevision(clients, name, where)));
      return one !== undefined && other !== undefined && runsSame(one, other);
    },
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

/** Of these names, all that the stack's updates may have registered, deregistered ones too. */
async function revisionsSince(ecs: ECS, names: string[], firstUpdate: Date | undefined): Promise<FamilyRevision[]> {
  if (firstUpdate === undefined) return [];
  const known: FamilyRevision[] = [];
  for (const part of inParts(names, 50)) {
    known.push(...(await describeRevisions(ecs, part)));
    if (known.at(-1)!.registeredAt.getTime() < firstUpdate.getTime() - toleranceMs) break;
  }
  return known;
}

/** The current versions of secrets come with every update: labels that record them make no difference. */
export const runsSame = (one: TaskDefinition, other: TaskDefinition): boolean =>
  differencesBetween(one, other).every(({ path }) => isVersionLabel(path.at(-1) ?? ""));
