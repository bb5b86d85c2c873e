import type { StackUpdate } from "../history/stackUpdate";
import type { Past } from "./target";

/** What the service was given after the newest update of the history, when that is another revision than the update's. */
export interface Departure {
  /** `family:number` */
  revision: string;
  /** By an update that has not come to its end, as far as can be told: the revision is newer than all of the history's. */
  isUnfinished: boolean;
}

/** What has happened to the service since the newest update; undefined where that update's revision is what it was given last. */
export function departureFrom(current: StackUpdate | undefined, past: Past): Departure | undefined {
  if (current === undefined) return undefined;
  const link = past.links.get(current.number);
  if (link === undefined || link.kind === "none") return undefined;
  const names = link.kind === "revision" ? [link.name] : link.names;
  const { running, lastDeployed, pinned } = past.service;
  // ECS goes back by itself after a red update: what runs then is nobody's doing.
  const given = current.result === "succeeded" ? [lastDeployed, running] : [lastDeployed];
  const revision = given.find((name) => name !== undefined && !names.includes(name));
  if (revision === undefined) return undefined;
  const isNewer = names.every((name) => numberOf(name) < numberOf(revision));
  return { revision, isUnfinished: isNewer || pinned === revision };
}

const numberOf = (name: string) => Number(name.slice(name.lastIndexOf(":") + 1));

/** For people. */
export function describeDeparture({ revision, isUnfinished }: Departure, current: string): string {
  return isUnfinished
    ? `${revision} came after ${current}, and is of no update in the history: an update is under way or was cut short (or somebody ` +
        "has registered and deployed it by hand). What the config says now may have been deployed in part"
    : `${revision} was deployed after ${current}, and not by an update: somebody has changed the service by hand`;
}
