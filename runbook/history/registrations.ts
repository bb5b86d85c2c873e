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

/** How far the clock of who ran the update may be from AWS's. */
export const toleranceMs = 60_000;

/** A span of time, in milliseconds since 1970. */
interface Span {
  from: number;
  to: number;
}

/** The history's seconds are cut off. */
const spanOf = ({ startTime, endTime }: StackUpdate): Span => ({
  from: startTime.getTime(),
  to: endTime === undefined ? Infinity : endTime.getTime() + 999,
});

const widened = ({ from, to }: Span): Span => ({ from: from - toleranceMs, to: to + toleranceMs });
const meet = (one: Span, other: Span) => one.from <= other.to && other.from <= one.to;
const includes = ({ from, to }: Span, time: Date) => from <= time.getTime() && time.getTime() <= to;

/** A gap in the numbers of the revisions, and when these were registered. */
interface Gap extends Span {
  /** Of the last one in the gap, which stands for all of them. */
  name: string;
  numbers: { after: number; before: number };
}

/** When a family's revisions were registered, against when a stack's updates ran. */
export class Registrations {
  private readonly ascending: RegisteredRevision[];
  private readonly gaps: Gap[];
  private readonly owners: Map<RegisteredRevision, StackUpdate | undefined>;
  private readonly registering: StackUpdate[];
  private readonly doubtful: Set<StackUpdate>;

  /** `updates` are newest first; `revisions` all that still exist, from some number on. */
  constructor(updates: StackUpdate[], revisions: RegisteredRevision[]) {
    this.ascending = revisions.toSorted((one, other) => one.number - other.number);
    this.gaps = gapsIn(this.ascending);
    this.registering = updates.filter((update) => update.kind === "update" && mayRegister(update));
    // Of two updates that seem to meet in the same second, the later one: a program registers nothing in its first moments.
    const ownerOf = ({ registeredAt }: RegisteredRevision) =>
      this.registering.find((update) => includes(spanOf(update), registeredAt));
    this.owners = new Map(this.ascending.map((revision) => [revision, ownerOf(revision)]));
    this.doubtful = this.findDoubtful();
  }

  find(name: string): RegisteredRevision | undefined {
    return this.ascending.find((revision) => revision.name === name);
  }

  /** The name by which a revision is known here; one that is gone is known by the name of another one. */
  standIn(name: string): string {
    const number = numberOf(name);
    return this.gaps.find(({ numbers: { after, before } }) => after < number && number < before)?.name ?? name;
  }

  /** Registered while an update ran. */
  during(update: StackUpdate): RegisteredRevision[] {
    return this.ascending.filter((revision) => this.owners.get(revision) === update);
  }

  /** Registered while an update ran, if its clock was off by no more than the tolerance. */
  around(update: StackUpdate): RegisteredRevision[] {
    return this.ascending.filter(({ registeredAt }) => includes(widened(spanOf(update)), registeredAt));
  }

  /** Not registered while any update ran that is in the history. */
  isOwnerless(revision: RegisteredRevision): boolean {
    return this.owners.get(revision) === undefined;
  }

  /** Names of revisions that are gone, one for each gap in the numbers, and may have been registered while an update ran. */
  goneAround(update: StackUpdate): string[] {
    return this.goneWithin(widened(spanOf(update)));
  }

  /**
   * Names of what an update may have registered that ran between two others and is not in the history: an engine that is killed
   * leaves no entry. It came after what the stack had, of which `held` are the names that are possible.
   */
  between(before: StackUpdate | undefined, after: StackUpdate, held: string[]): string[] {
    const from = before === undefined ? -Infinity : (before.endTime ?? before.startTime).getTime();
    const gap = widened({ from, to: after.startTime.getTime() });
    const there = this.ascending.filter((each) => this.isOwnerless(each) && includes(gap, each.registeredAt));
    const names = [...there.map(({ name }) => name), ...(before === undefined ? [] : this.goneWithin(gap))];
    const least = Math.min(...held.map(numberOf));
    return names.filter((name) => held.length === 0 || numberOf(name) > least);
  }

  /** Whether what was registered while it ran may be another update's: the clocks differ, and the other one is near. */
  isDoubtful(update: StackUpdate): boolean {
    return this.doubtful.has(update);
  }

  private goneWithin(span: Span): string[] {
    return this.gaps.filter((each) => meet(each, span)).map(({ name }) => name);
  }

  /** Updates in a row with no more than the tolerance between them, where one lacks a revision and there is one too many. */
  private findDoubtful(): Set<StackUpdate> {
    const chains: StackUpdate[][] = [];
    for (const update of this.registering.toReversed()) {
      const last = chains.at(-1);
      const isNear = last !== undefined && spanOf(update).from <= spanOf(last.at(-1)!).to + toleranceMs;
      if (isNear) last.push(update);
      else chains.push([update]);
    }
    // One that failed may have made no more than the environment.
    const hasFirst = (update: StackUpdate) => update.result === "succeeded" && hasMadeAll(update);
    const ought = (update: StackUpdate) => (hasReplaced(update) || hasFirst(update) ? 1 : 0);
    const lacks = (update: StackUpdate) =>
      this.during(update).length < ought(update) && this.goneAround(update).length === 0;
    const isNearOne = (update: StackUpdate) => this.around(update).some((revision) => this.isOwnerless(revision));
    const hasTooMany = (update: StackUpdate) => this.during(update).length > ought(update) || isNearOne(update);
    return new Set(chains.filter((chain) => chain.some(lacks) && chain.some(hasTooMany)).flat());
  }
}

const numberOf = (name: string) => Number(name.slice(name.lastIndexOf(":") + 1));

/** Revisions are numbered without gaps: what is missing was deleted, or is older than all that are known. */
function gapsIn(ascending: RegisteredRevision[]): Gap[] {
  return ascending.flatMap(({ name, number, registeredAt }, index) => {
    const before = ascending[index - 1];
    const numbers = { after: before?.number ?? 0, before: number };
    if (number - 1 === numbers.after) return [];
    const last = `${name.slice(0, name.lastIndexOf(":"))}:${number - 1}`;
    return [{ name: last, numbers, from: before?.registeredAt.getTime() ?? -Infinity, to: registeredAt.getTime() }];
  });
}

const count = ({ resourceChanges }: StackUpdate, operations: string[]) =>
  operations.reduce((sum, operation) => sum + (resourceChanges[operation] ?? 0), 0);

/** Without any word of what it has done, an update may have been cut short. */
export const isSilent = ({ resourceChanges }: StackUpdate): boolean => Object.keys(resourceChanges).length === 0;

/** A task definition that changes is replaced. */
export const hasReplaced = (update: StackUpdate): boolean => count(update, ["replace", "create-replacement"]) > 0;

/** There was nothing in the state before. */
export const hasMadeAll = ({ resourceChanges }: StackUpdate): boolean =>
  Object.keys(resourceChanges).join() === "create";

/** A task definition is created as well: the first one, and one that was pinned or deregistered before. */
export const mayRegister = (update: StackUpdate): boolean =>
  isSilent(update) || hasReplaced(update) || count(update, ["create"]) > 0;
