import type { StackUpdate } from "./stackUpdate";

/** The message of the import that an adoption begins with: what it leaves is not proven yet. */
export const takeoverMessage = "takes over a live service";

/**
 * The message of the history's entry that an adoption ends with, once the preview was empty: an import of nothing, which records
 * the config. It tells which revision the stack's service was on, since that was registered long before.
 */
export const adoptionMessage = (revision: string): string => `adopted ${revision}`;

/** The revision (`family:number`) that an entry of the history says was adopted; undefined for all other entries. */
export function adoptedRevision({ kind, result, message }: StackUpdate): string | undefined {
  if (kind !== "resource-import" || result !== "succeeded") return undefined;
  return /^adopted ([A-Za-z0-9_-]+:\d+)$/.exec(message)?.[1];
}

/** Whether the last adoption was cut short before its end, and no update has come since; `updates` are newest first. */
export function isUnfinished(updates: StackUpdate[]): boolean {
  const last = updates.find((entry) => isUpdate(entry) || entry.message === takeoverMessage);
  return last !== undefined && !isUpdate(last);
}

/** An update, or an adoption, which stands for the one that made the service: after it, the stack's revision is what runs. */
export const isUpdate = (entry: StackUpdate): boolean =>
  entry.kind === "update" || adoptedRevision(entry) !== undefined;
