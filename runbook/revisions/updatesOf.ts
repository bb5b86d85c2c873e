import type { RevisionEntry, RevisionsDocument } from "../documents/revisions";
import type { Link } from "../history/link";
import type { StackUpdate } from "../history/stackUpdate";

/** What the history says of a revision; `updates` are newest first. */
export function updatesOf(
  name: string,
  updates: StackUpdate[],
  links: Map<number, Link>,
): Pick<RevisionEntry, "update" | "updates" | "possibleUpdates" | "outcome"> {
  const ascending = updates.toReversed();
  const ofKind = (isOne: (link: Link) => boolean) =>
    ascending.filter(({ number }) => isOne(links.get(number) ?? { kind: "none" }));
  const own = ofKind((link) => link.kind === "revision" && link.name === name);
  const possible = ofKind((link) => link.kind === "ambiguous" && link.names.includes(name));
  const [first] = own;
  return {
    update: first && {
      number: first.number,
      kind: first.kind,
      result: first.result,
      startTime: first.startTime.toISOString(),
      message: first.message,
      author: first.author,
      gitHead: first.gitHead,
      gitBranch: first.gitBranch,
      gitDirty: first.gitDirty,
    },
    updates: own.map(({ number }) => number),
    possibleUpdates: possible.map(({ number }) => number),
    // A green update has proven its revision healthy; a later red one may have failed before it changed anything.
    outcome: own.some(({ result }) => result === "succeeded") ? "succeeded" : own.at(-1)?.result,
  };
}

/** The updates that revisions are from, or may be from. */
export function updatesNamed(
  entries: Pick<RevisionEntry, "updates" | "possibleUpdates">[],
  updates: StackUpdate[],
): RevisionsDocument["updates"] {
  const named = new Set(entries.flatMap((entry) => [...entry.updates, ...entry.possibleUpdates]));
  return updates
    .filter(({ number }) => named.has(number))
    .map(({ number, kind, result, startTime, message }) => ({
      number,
      kind,
      result,
      startTime: startTime.toISOString(),
      message,
    }));
}
