import type { ECS } from "@aws-sdk/client-ecs";
import type { DeploymentMade } from "../history/deployedAtEnd";
import { linkUpdates, type Link } from "../history/link";
import { isUpdate } from "../history/adoption";
import { toleranceMs } from "../history/registrations";
import type { StackUpdate } from "../history/stackUpdate";
import { describeRevisions, type FamilyRevision } from "../revisions/family";
import { inParts } from "../revisions/severalAtOnce";
import { namesOf, type Facts } from "./facts";
import { healthyKept, healthyUpdates } from "./healthyUpdates";

type Past = Pick<Facts, "updates" | "remembered" | "keep">;

/**
 * Links updates to revisions, describing these from the newest on (`names`), until none that is older can change the revision of an
 * update that is asked for.
 */
export async function linkNeeded(
  ecs: ECS,
  names: string[],
  past: Past & { remembered: DeploymentMade[] },
  project: string,
): Promise<Map<number, Link>> {
  const known: FamilyRevision[] = [];
  let links = new Map<number, Link>();
  if (past.updates.length === 0) return links;
  for (const part of inParts(names, 50)) {
    known.push(...(await describeRevisions(ecs, part)));
    links = linkUpdates(past.updates, { revisions: known, deployments: past.remembered }, project);
    const oldest = known.at(-1)!.registeredAt.getTime();
    if (oldest < settledSince({ ...past, links })) break;
  }
  return links;
}

/** A time; what was registered before it is of no consequence. */
export function settledSince(facts: Past & { links: Map<number, Link> }): number {
  const { updates, links, keep } = facts;
  const healthy = healthyUpdates(facts);
  const window = updates.filter(isUpdate).slice(0, keep);
  const first = updates.at(-1);
  const revisions = new Set(healthy.flatMap(({ number }) => namesOf(links.get(number))));
  // As long as there are too few of them, every update may be one.
  const lastHealthy = revisions.size < healthyKept ? first : healthy.at(-1);
  const asked = new Set([...window, ...updatesDownTo(updates, lastHealthy)]);
  const starts = [...asked].map(({ number }) => {
    const link = links.get(number);
    const by = link === undefined || link.kind === "none" ? first : updates.find((each) => each.number === link.by);
    return by?.startTime.getTime() ?? -Infinity;
  });
  return Math.min(...starts) - toleranceMs;
}

const updatesDownTo = (newestFirst: StackUpdate[], last: StackUpdate | undefined) =>
  newestFirst.slice(0, last === undefined ? 0 : newestFirst.indexOf(last) + 1).filter(isUpdate);
