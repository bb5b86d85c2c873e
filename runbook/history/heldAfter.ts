import { hasReplaced, isSilent, mayRegister, type Registrations, type RegisteredRevision } from "./registrations";
import type { StackUpdate } from "./stackUpdate";

/** What the task definition in a stack's state may be, by name (`family:number`). */
export interface Held {
  names: string[];
  /** It may be none of them. */
  isOpen: boolean;
  /** Number of the oldest update that this goes back to. */
  by?: number;
}

/** What speaks for one revision or another. */
export interface Evidence {
  registrations: Registrations;
  /** What the update before has left. */
  held: Held;
  /** That, or what an update has registered since that is not in the history. */
  left: Held;
  /** Stand-ins; one of these was the service's when the update ended; undefined: not known. */
  deployed: Set<string> | undefined;
  project: string;
}

/** What an update that pins nothing has left in the state. */
export function heldAfter(update: StackUpdate, evidence: Evidence): Held {
  const { registrations, held, left, deployed, project } = evidence;
  const around = mayRegister(update) ? namesOf(registrations.around(update)) : [];
  const { registered, isLeftPossible, isOpen } = byTimes(update, evidence);
  const likely = union(registered, isLeftPossible ? left.names : []);
  const of = (names: string[], isOpenStill: boolean): Held => {
    const isOwn = names.length > 0 && names.every((name) => around.includes(name) || registered.includes(name));
    return { names, isOpen: isOpenStill, by: isOwn ? update.number : left.by };
  };

  const sized = update.result === "succeeded" ? preferred(likely, mayBeOfSize) : likely;
  if (deployed === undefined) return of(sized, isOpen);
  const possible = union(likely, around, left.names);
  const proven = possible.filter((name) => deployed.has(name));
  const isComplete = deployed.size === 1 || !(isOpen || held.isOpen);
  if (proven.length === 1 && isComplete) return of(proven, false);
  const both = sized.filter((name) => deployed.has(name));
  return both.length > 0 ? of(both, isOpen) : of(union(possible, [...deployed]), false);

  /** Of what is gone the size is not known. */
  function mayBeOfSize(name: string): boolean {
    const revision = registrations.find(name);
    return revision === undefined || isOfSize(revision, update, project);
  }
}

/** By the times, and by what the update says that it has done. */
interface Guess {
  /** What it seems to have registered. */
  registered: string[];
  /** It may have registered nothing. */
  isLeftPossible: boolean;
  /** It may be something else. */
  isOpen: boolean;
}

function byTimes(update: StackUpdate, { registrations, held, left, project }: Evidence): Guess {
  const orLeft = (registered: string[]): Guess => {
    const isNothing = registered.length + left.names.length === 0;
    // Where there was none before, a green update leaves a task definition, and another one may leave none.
    const isUnknown = held.names.length === 0 && isNothing === (update.result === "succeeded");
    return { registered, isLeftPossible: true, isOpen: held.isOpen || isUnknown };
  };
  const alone = (registered: string[]): Guess => ({ registered, isLeftPossible: false, isOpen: false });
  if (!mayRegister(update)) return orLeft([]);
  const fits = (revision: RegisteredRevision) => isOfSize(revision, update, project);
  const isDoubtful = registrations.isDoubtful(update);
  const around = registrations.around(update);
  const own = namesOf(preferred(registrations.during(update), fits));
  const near = namesOf(around.filter((each) => (isDoubtful || registrations.isOwnerless(each)) && fits(each)));
  if (isSilent(update)) return orLeft(union(own, near));
  if (own.length === 0) {
    const gone = registrations.goneAround(update);
    // It is most likely gone; a list of what it may be would not help anybody.
    if (hasReplaced(update) && near.length === 0 && gone.length > 0) return { ...alone(gone), isOpen: true };
    return orLeft(union(near, gone));
  }
  // With a task definition in the state, what is created is something else, unless that one had been deregistered.
  const isOther = !hasReplaced(update) && (held.names.length > 0 || held.isOpen);
  if (isOther) return orLeft(union(own, near));
  return alone(isDoubtful ? union(own, namesOf(around)) : own);
}

/** Whether a revision has the size of the update's config. */
function isOfSize({ cpu, memory }: RegisteredRevision, { config }: StackUpdate, project: string): boolean {
  const valueOf = (setting: string) => config[`${project}:${setting}`]?.value;
  // Both may give the task another size than the flat settings say.
  const isElsewhere = ["overrides", "services"].some((setting) => !["{}", "", undefined].includes(valueOf(setting)));
  return isElsewhere || (cpu === valueOf("cpu") && memory === valueOf("memory"));
}

const namesOf = (revisions: RegisteredRevision[]) => revisions.map(({ name }) => name);

export const union = (...lists: string[][]): string[] => [...new Set(lists.flat())];

const preferred = <T>(all: T[], isPreferred: (each: T) => boolean): T[] => {
  const some = all.filter(isPreferred);
  return some.length > 0 ? some : all;
};
