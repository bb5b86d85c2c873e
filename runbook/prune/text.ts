import type { PruneDocument, RemovedEntry } from "../documents/prune";
import { revisionNumber } from "../revisions/family";
import { ranges } from "../revisions/numbers";
import { columns } from "../text/columns";

/** What is kept and why, and what is to be removed. */
export function planText({ family, kept, removed }: PruneDocument, withDeletion: boolean): string {
  const rows = kept.map(({ name, reasons }) => [String(revisionNumber(name)), reasons.join(", ")]);
  const table = rows.length === 0 ? [] : [columns([["REVISION", "KEPT, SINCE"], ...rows]), ""];
  return [...table, ...planned(family, removed, withDeletion)].join("\n");
}

function planned(family: string, removed: RemovedEntry[], withDeletion: boolean): string[] {
  if (removed.length === 0) return [`nothing needs to go: all revisions of ${family} that are left are kept`];
  const active = removed.filter(({ isDeregistered }) => !isDeregistered);
  const inactive = removed.filter(({ isDeregistered }) => isDeregistered);
  const verb = withDeletion ? "deregister and delete" : "deregister";
  return [
    ...(active.length > 0 ? [`${verb} ${listed(family, active)}`] : []),
    ...(inactive.length > 0 ? [`delete ${listed(family, inactive)}, deregistered before`] : []),
    ...(withDeletion ? [aboutDeletion] : []),
  ];
}

/** What was done, and what was not. */
export function outcomeText({ family, kept, removed }: PruneDocument): string {
  const deleted = removed.filter(({ isDeletionRequested }) => isDeletionRequested);
  const deregistered = removed.filter((entry) => entry.isDeregistered && !entry.isDeletionRequested);
  const problems = removed.filter(({ problem }) => problem !== undefined);
  const left = removed.filter((entry) => !entry.isDeregistered && entry.problem === undefined);
  return [
    ...(deleted.length > 0 ? [`deleted ${listed(family, deleted)}`, aboutDeletion] : []),
    ...(deregistered.length > 0 ? [`deregistered ${listed(family, deregistered)}`] : []),
    ...problems.map(({ name, problem }) => `${name} could not be removed: ${problem}`),
    ...(left.length > 0 ? [`not touched: ${listed(family, left)}`] : []),
    ...(problems.length > 0 ? ["what was done stays done; run prune again for the rest"] : []),
    `kept ${kept.length === 1 ? "1 revision" : `${kept.length} revisions`}`,
  ].join("\n");
}

const aboutDeletion =
  "Deletion cannot be undone. A revision that something still uses stays DELETE_IN_PROGRESS until nothing does.";

/** `48 revisions of agenticmem-task (1–30, 33–50)`. */
function listed(family: string, entries: RemovedEntry[]): string {
  const numbers = entries.map(({ name }) => revisionNumber(name)).toSorted((one, other) => one - other);
  const count = entries.length === 1 ? "1 revision" : `${entries.length} revisions`;
  return `${count} of ${family} (${ranges(numbers)})`;
}
