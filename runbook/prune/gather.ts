import { paginateListServices, type ECS } from "@aws-sdk/client-ecs";
import type { History } from "../history/historyOrReason";
import type { OpenStack } from "../openStack";
import { listRevisions, newestFirst } from "../revisions/family";
import { rememberedDeployments } from "../revisions/serviceDeployments";
import { namedDeployments, orNone, tasksByRevision } from "../revisions/use";
import type { Facts } from "./facts";
import { linkNeeded } from "./linked";

export interface Wanted {
  keep: number;
  /** Deregistered revisions are to go as well. */
  withInactive: boolean;
}

/** Asks AWS and the history for all that decides which revisions are kept. */
export async function gather(
  { clients, settings, config }: OpenStack,
  history: Extract<History, { updates: unknown }>,
  { keep, withInactive }: Wanted,
): Promise<Facts> {
  const { cluster, service, family } = settings.names;
  const ecs = await clients.ecs();
  const [active, inactive, tasks, deployments, remembered = []] = await Promise.all([
    listRevisions(ecs, family, "ACTIVE"),
    listRevisions(ecs, family, "INACTIVE"),
    tasksByRevision(ecs, cluster, family),
    orNone(listServices(ecs, cluster)).then((services) => namedDeployments(ecs, cluster, services)),
    rememberedDeployments(ecs, cluster, service),
  ]);
  const { updates } = history;
  const names = newestFirst([...active, ...inactive]);
  return {
    active,
    inactive: withInactive ? inactive : [],
    keep,
    tasks,
    deployments,
    remembered,
    pinned: pinnedRevisions(settings),
    updates,
    links: await linkNeeded(ecs, names, { updates, remembered, keep }, config.project),
  };
}

/** Also in a cluster's other services a deployment may name a revision of the family. */
async function listServices(ecs: ECS, cluster: string): Promise<string[]> {
  const arns: string[] = [];
  for await (const page of paginateListServices({ client: ecs }, { cluster })) arns.push(...(page.serviceArns ?? []));
  return arns;
}

/** The one that the service is pointed at, and the one that a rollback's pins come from. */
function pinnedRevisions({ pinnedRevision, pins, names }: OpenStack["settings"]): string[] {
  const origin = new RegExp(`${names.family}:\\d+`).exec(pins.from ?? "")?.[0];
  return [pinnedRevision, origin].filter((name) => name !== undefined);
}
