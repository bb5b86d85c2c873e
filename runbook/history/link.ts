import { adoptedRevision, isUpdate, takeoverMessage } from "./adoption";
import { deployedAtEnd, type DeploymentMade } from "./deployedAtEnd";
import { heldAfter, union, type Held } from "./heldAfter";
import { hasMadeAll, Registrations, type RegisteredRevision } from "./registrations";
import type { StackUpdate } from "./stackUpdate";

/** Which revision was the stack's after an update; `by` is the number of the update that registered it, or pinned it. */
export type Link =
  | { kind: "revision"; name: string; by: number }
  /** One of these; `by` is the oldest update that may have registered it. */
  | { kind: "ambiguous"; names: string[]; by: number }
  /** There was none, or it is not among the revisions any more. */
  | { kind: "none" };

/** What the revisions of a family's stack have left behind. */
export interface Traces {
  /** All of the family that still exist, from some number on: an update before those is linked to none. */
  revisions: RegisteredRevision[];
  /** The service's, as far as ECS remembers them. */
  deployments: DeploymentMade[];
}

const nothing: Held = { names: [], isOpen: false };
const unknown: Held = { names: [], isOpen: true };

/**
 * Links each update of a family's stack, by number, to the revision that was the stack's after it; `updates` are the whole history,
 * newest first. It is the revision registered while the update ran (of an adoption, the one that it names), else that of the update
 * before. An update that was killed is not in the history, but the next one goes on from what it has registered: where that, or a
 * revision that somebody registered by hand, leaves a choice, ECS's deployments decide, and where they do not, it is ambiguous.
 *
 * What cannot be told: an update that replaced something else than the task definition, while somebody registered a revision and
 * ECS remembers no deployment of that time.
 */
export function linkUpdates(
  updates: StackUpdate[],
  { revisions, deployments }: Traces,
  project: string,
): Map<number, Link> {
  const registrations = new Registrations(updates, revisions);
  const known = deployments.map((each) => ({ ...each, revision: registrations.standIn(each.revision) }));
  const links = new Map<number, Link>();
  let held = unknown;
  let previous: StackUpdate | undefined;
  for (const update of updates.toReversed()) {
    const isAtStart = hasMadeAll(update);
    if (isAtStart || (update.kind === "destroy" && update.result === "succeeded")) held = nothing;
    if (update.message === takeoverMessage) held = unknown;
    if (update.kind === "destroy") previous = update;
    if (!isUpdate(update)) continue;

    const { number } = update;
    const unseen = previous === undefined || isAtStart ? [] : registrations.between(previous, update, held.names);
    const left: Held = { ...held, names: union(held.names, unseen), by: held.by ?? previous?.number ?? number };
    const adopted = adoptedRevision(update);
    const pinned = pinnedBy(update, project);
    if (adopted !== undefined) {
      held = { names: [adopted], by: number, isOpen: false };
      links.set(number, { kind: "revision", name: adopted, by: number });
    } else if (pinned !== undefined) {
      // While one is pinned, the state has no task definition.
      const isNew = held.names.length === 0 && unseen.length > 0;
      held = update.result === "succeeded" ? nothing : { ...left, isOpen: left.isOpen || isNew };
      links.set(number, { kind: "revision", name: pinned, by: number });
    } else {
      const deployed = deployedAtEnd(update, known);
      held = heldAfter(update, { registrations, held, left, deployed, project });
      links.set(number, linkOf(held, registrations));
    }
    previous = update;
  }
  return links;
}

function pinnedBy({ config }: StackUpdate, project: string): string | undefined {
  const pinned = config[`${project}:pinnedRevision`]?.value ?? "";
  return pinned === "" ? undefined : pinned.slice(pinned.lastIndexOf("/") + 1);
}

function linkOf({ names, isOpen, by = 0 }: Held, registrations: Registrations): Link {
  const [name] = names;
  if (name === undefined || names.every((each) => registrations.find(each) === undefined)) return { kind: "none" };
  return names.length === 1 && !isOpen ? { kind: "revision", name, by } : { kind: "ambiguous", names, by };
}
