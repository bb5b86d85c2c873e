import { isUpdate } from "../history/adoption";
import type { StackUpdate } from "../history/stackUpdate";
import { namesOf, successful, type Facts } from "./facts";

type Past = Pick<Facts, "updates" | "links" | "remembered">;

/**
 * How many different revisions that were proven healthy are kept: the current one, the one that a rollback goes to, and one more,
 * since a rollback skips a revision that runs the same as the current one.
 */
export const healthyKept = 3;

/** Newest updates that were proven healthy, as many as it takes to have three different revisions. */
export function healthyUpdates({ updates, links, remembered }: Past): StackUpdate[] {
  const found: StackUpdate[] = [];
  const revisions = new Set<string>();
  for (const update of updates) {
    if (revisions.size >= healthyKept) break;
    const names = namesOf(links.get(update.number));
    if (!isUpdate(update) || update.result !== "succeeded" || !names.some(mayBeHealthy)) continue;
    found.push(update);
    names.forEach((name) => revisions.add(name));
  }
  return found;

  /** ECS, while it remembers deployments of a revision, has the last word. */
  function mayBeHealthy(name: string): boolean {
    const own = remembered.filter(({ revision }) => revision === name);
    return own.length === 0 || own.some(({ status }) => status === successful);
  }
}
