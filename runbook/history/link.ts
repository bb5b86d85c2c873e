import { adoptedRevision, isUpdate } from "./adoption";
import type { StackUpdate } from "./stackUpdate";

/** What links a revision to the update that registered it. */
export interface RegisteredRevision {
  /** `family:number`. */
  name: string;
  number: number;
  /** By AWS's clock. */
  registeredAt: Date;
  /** CPU units, as registered. */
  cpu?: string;
  /** MiB, as registered. */
  memory?: string;
}

/** Which revision was the stack's after an update; `by` is the number of the update that registered it, or pinned it. */
export type Link =
  | { kind: "revision"; name: string; by: number }
  /** One of these, of the same size: they were registered while the update ran. */
  | { kind: "ambiguous"; names: string[]; by: number }
  /** There was none, or it is not among the revisions any more. */
  | { kind: "none" };

/** How far the clock of who ran the update may be from AWS's. */
export const toleranceMs = 60_000;

/**
 * Links each update of a family's stack, by number, to the revision that was the stack's after it: the one registered while it ran
 * (of an adoption, the one that it names), else that of the update before. `revisions` are all of the family that still exist, from some number on: an update before those is
 * linked to none.
 */
export function linkUpdates(
  updates: StackUpdate[],
  revisions: RegisteredRevision[],
  project: string,
): Map<number, Link> {
  const ascending = revisions.toSorted((one, other) => one.number - other.number);
  const registering = updates.filter((update) => update.kind === "update" && mayHaveRegistered(update));
  const owners = new Map(ascending.map((revision) => [revision, ownerOf(revision, registering)]));

  const links = new Map<number, Link>();
  let previous: Link = { kind: "none" };
  for (const update of updates.toReversed()) {
    if (update.kind === "destroy") previous = { kind: "none" };
    if (!isUpdate(update)) continue;
    previous =
      pinnedBy(update, project) ??
      adoptedBy(update) ??
      registeredBy(update, registering, owners, project) ??
      (registering.includes(update) && isOneMissingAfter(previous, ascending) ? { kind: "none" } : previous);
    links.set(update.number, previous);
  }
  return links;
}

/** Operations of the engine that make a resource. An update without any word of them may have been cut short. */
const makes = ["create", "replace", "create-replacement"];

function mayHaveRegistered({ resourceChanges }: StackUpdate): boolean {
  const isSilent = Object.keys(resourceChanges).length === 0;
  return isSilent || makes.some((operation) => (resourceChanges[operation] ?? 0) > 0);
}

function pinnedBy({ number, config }: StackUpdate, project: string): Link | undefined {
  const pinned = config[`${project}:pinnedRevision`]?.value ?? "";
  return pinned === "" ? undefined : { kind: "revision", name: pinned.slice(pinned.lastIndexOf("/") + 1), by: number };
}

/** What was adopted had been registered before there was a stack. */
function adoptedBy(update: StackUpdate): Link | undefined {
  const name = adoptedRevision(update);
  return name === undefined ? undefined : { kind: "revision", name, by: update.number };
}

function registeredBy(
  update: StackUpdate,
  registering: StackUpdate[],
  owners: Map<RegisteredRevision, StackUpdate | undefined>,
  project: string,
): Link | undefined {
  if (!registering.includes(update)) return undefined;
  const entries = [...owners];
  const within = entries.filter(([, owner]) => owner === update).map(([revision]) => revision);
  const near = entries.filter(([revision, owner]) => owner === undefined && isNear(revision, update));
  const ofSize = ({ cpu, memory }: RegisteredRevision) =>
    cpu === update.config[`${project}:cpu`]?.value && memory === update.config[`${project}:memory`]?.value;
  const candidates = within.length > 0 ? preferred(within, ofSize) : near.map(([revision]) => revision).filter(ofSize);
  const names = candidates.map(({ name }) => name);
  const [name] = names;
  if (name === undefined) return undefined;
  const by = update.number;
  return names.length === 1 ? { kind: "revision", name, by } : { kind: "ambiguous", names, by };
}

const preferred = <T>(all: T[], isPreferred: (each: T) => boolean): T[] => {
  const some = all.filter(isPreferred);
  return some.length > 0 ? some : all;
};

/** Of two updates that seem to meet in the same second, the later one: a program registers nothing in its first moments. */
function ownerOf(revision: RegisteredRevision, newestFirst: StackUpdate[]): StackUpdate | undefined {
  return newestFirst.find((update) => isWithin(revision, update, 0));
}

const isNear = (revision: RegisteredRevision, update: StackUpdate) => isWithin(revision, update, toleranceMs);

function isWithin({ registeredAt }: RegisteredRevision, { startTime, endTime }: StackUpdate, tolerance: number) {
  const at = registeredAt.getTime();
  // The history's seconds are cut off.
  const end = endTime === undefined ? Infinity : endTime.getTime() + 999;
  return at >= startTime.getTime() - tolerance && at <= end + tolerance;
}

/** Revisions are numbered without gaps: where there is one, a revision has been deleted, and it may have been this update's. */
function isOneMissingAfter(previous: Link, ascending: RegisteredRevision[]): boolean {
  if (previous.kind !== "revision") return false;
  const index = ascending.findIndex(({ name }) => name === previous.name);
  const [known, next] = [ascending[index], ascending[index + 1]];
  return known !== undefined && next !== undefined && next.number > known.number + 1;
}
