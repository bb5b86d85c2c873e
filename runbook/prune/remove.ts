import type { ECS } from "@aws-sdk/client-ecs";
import { isAwsError, wordsOfFailedCall } from "../../account/askedFor";
import type { RemovedEntry } from "../documents/prune";
import { revisionName } from "../revisions/family";
import { inParts } from "../revisions/severalAtOnce";
import type { Verdict } from "./keep";

/** What is to be removed, before anything has been done. */
export const untouched = ({ name, isActive }: Verdict): RemovedEntry => ({
  name,
  isDeregistered: !isActive,
  isDeletionRequested: false,
});

/**
 * Deregisters revisions, and deletes them when asked to, the oldest first and one call after the other, as ECS allows few of them in a
 * second. Ends at the first call that fails; the entries say how far it came.
 */
export async function remove(ecs: ECS, verdicts: Verdict[], withDeletion: boolean): Promise<RemovedEntry[]> {
  const entries = verdicts.map(untouched);
  const oldestFirst = entries.toReversed();
  for (const entry of oldestFirst.filter(({ isDeregistered }) => !isDeregistered)) {
    entry.problem = await problemOf(() => ecs.deregisterTaskDefinition({ taskDefinition: entry.name }));
    if (entry.problem !== undefined) return entries;
    entry.isDeregistered = true;
  }
  // DeleteTaskDefinitions takes at most 10 revisions.
  for (const part of withDeletion ? inParts(oldestFirst, 10) : []) {
    const problem = await problemOf(() => deletePart(ecs, part));
    if (problem === undefined) continue;
    for (const entry of part) entry.problem = problem;
    return entries;
  }
  return entries;
}

async function deletePart(ecs: ECS, part: RemovedEntry[]): Promise<void> {
  const { failures = [] } = await ecs.deleteTaskDefinitions({ taskDefinitions: part.map(({ name }) => name) });
  for (const entry of part) {
    const failure = failures.find(({ arn = "" }) => revisionName(arn) === entry.name);
    entry.isDeletionRequested = failure === undefined;
    if (failure !== undefined) entry.problem = [failure.reason, failure.detail].filter(Boolean).join(": ");
  }
}

async function problemOf(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (isAwsError(error)) return wordsOfFailedCall(error);
    throw error;
  }
}
