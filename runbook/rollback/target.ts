import { AccountError } from "../../account/accountError";
import type { Link } from "../history/link";
import { isUpdate } from "../history/adoption";
import type { StackUpdate } from "../history/stackUpdate";
import { second } from "../text/short";
import { UsageError } from "../usageError";
import { isSameValue } from "../configFile/parsedValue";
import { departureFrom } from "./departure";

/** What the choice is made from. */
export interface Past {
  project: string;
  /** What settings are that an update did not know, by qualified key. */
  defaults: Record<string, string>;
  /** The whole history, newest first. */
  updates: StackUpdate[];
  /** Which revision was the stack's after an update, by the update's number. */
  links: Map<number, Link>;
  /** Statuses of ECS's service deployments by revision (`family:number`), as far as ECS remembers them. */
  statuses: Map<string, string[]>;
  /** ACTIVE revisions of the family. */
  active: Set<string>;
  service: {
    /** `family:number` that it is on; undefined: there is none. */
    running?: string;
    /** `family:number` of ECS's newest deployment of it; undefined: not known. */
    lastDeployed?: string;
    /** `family:number` that the stack's config points it at. */
    pinned?: string;
  };
  /** Whether two revisions run the same. */
  isSameContent(one: string, other: string): Promise<boolean>;
}

/** An update to go back to. */
export interface Target {
  update: StackUpdate;
  /** `family:number`; undefined when it is not known, or no more. */
  revision?: string;
}

/** The last healthy update, and the healthy ones after it that run the same as what is gone back from. */
export interface LastHealthy extends Target {
  passedOver: StackUpdate[];
}

/** With the time by which `pulumi stack history` lists it, since not every backend numbers its updates. */
export const describeUpdate = ({
  number,
  kind,
  startTime,
}: Pick<StackUpdate, "number" | "kind" | "startTime">): string => `update ${number} (${kind}, ${second(startTime)})`;

/** The stack's last update, whatever became of it; undefined before the first one. */
export const currentUpdate = (updates: StackUpdate[]): StackUpdate | undefined => updates.find(isUpdate);

/**
 * The newest update that was proven healthy and is something else than the current one, or than what the service was given since.
 * Throws when there is none, or when it is not certain which revision it ran.
 */
export async function lastHealthy(past: Past): Promise<LastHealthy> {
  const { updates } = past;
  // One that failed, such as of what is protected, may have left all of it.
  const latest = updates.find((update) => isUpdate(update) || isDestroyed(update));
  if (latest?.kind === "destroy") {
    throw new AccountError([`${describeUpdate(latest)} has destroyed the stack: pulumi up makes its service again`]);
  }
  const current = currentUpdate(updates);
  const departure = departureFrom(current, past);
  const passedOver: StackUpdate[] = [];
  for (const update of updates.filter((each) => departure !== undefined || each !== current)) {
    if (!isUpdate(update) || update.result !== "succeeded" || !hasConfig(past, update)) continue;
    if (!mayHaveBeenHealthy(past, update)) continue;
    const candidate = { update, revision: certainRevision(past, update) };
    const isOther =
      departure === undefined
        ? await differs(past, candidate, current!)
        : await runsOther(past, candidate.revision, departure.revision);
    if (isOther) return { ...candidate, passedOver };
    if (candidate.revision !== (departure?.revision ?? nameOf(past, current!))) passedOver.push(update);
  }
  throw new AccountError([
    `there is no update to go back to: none ${departure === undefined ? "before" : "up to"} ` +
      `${current === undefined ? "the first" : describeUpdate(current)} was proven healthy ` +
      "and ran something else (npm run revisions shows what there is; npm run rollback -- --to-revision <family:number>)",
  ]);
}

/** The update that the user names; one that was not healthy is refused. */
export function namedUpdate(past: Past, number: number): Target {
  const update = past.updates.find((each) => each.number === number);
  if (update === undefined || !isUpdate(update)) {
    const known = past.updates.filter(isUpdate).map((each) => each.number);
    throw new UsageError(
      `${update === undefined ? `there is no update ${number}` : `${describeUpdate(update)} is none that can be gone back to`}: ` +
        (known.length === 0 ? "there is none yet" : `use one of ${known.slice(0, 20).join(", ")} (npm run revisions)`) +
        ". Nothing was changed.",
    );
  }
  const target = { update, revision: certainRevision(past, update) };
  if (!hasConfig(past, update)) {
    throw new UsageError(
      `the history has no config of ${describeUpdate(update)}. ${otherWays(past, target)} Nothing was changed.`,
    );
  }
  const isHealthy = update.result === "succeeded" ? wasHealthy(past, target) : statusesOf(past, target).includes(good);
  if (!isHealthy) {
    throw new UsageError(
      `${describeUpdate(update)} was not healthy: its result is ${update.result}` +
        `${deploymentsOf(past, target)}. ${otherWays(past, target)} Nothing was changed.`,
    );
  }
  return target;
}

const otherWays = ({ active }: Past, { revision }: Target) =>
  "Use another one (npm run revisions)" +
  (revision === undefined || !active.has(revision)
    ? "."
    : `, or its revision as it is (npm run rollback -- --to-revision ${revision}).`);

/** What is not in it would be set to its default. */
const hasConfig = ({ project }: Past, { config }: StackUpdate) =>
  Object.keys(config).some((key) => key.startsWith(`${project}:`));

const good = "SUCCESSFUL";

const statusesOf = ({ statuses }: Past, { revision }: Pick<Target, "revision">) => statuses.get(revision ?? "") ?? [];

function deploymentsOf(past: Past, target: Target): string {
  const statuses = statusesOf(past, target);
  return statuses.length === 0 ? "" : `, and ECS's deployments of ${target.revision} ended ${statuses.join(", ")}`;
}

/** ECS, while it remembers a deployment of the revision, has the last word. */
function wasHealthy(past: Past, target: Pick<Target, "revision">): boolean {
  const statuses = statusesOf(past, target);
  return statuses.length === 0 || statuses.includes(good);
}

/** Of any of the revisions that it may have run. */
function mayHaveBeenHealthy(past: Past, { number }: StackUpdate): boolean {
  const link = past.links.get(number);
  const names = link?.kind === "ambiguous" ? link.names : [link?.kind === "revision" ? link.name : undefined];
  return names.some((revision) => wasHealthy(past, { revision }));
}

function certainRevision(past: Past, update: StackUpdate): string | undefined {
  const link = past.links.get(update.number);
  if (link?.kind === "ambiguous") {
    const [usable] = link.names.filter((name) => past.active.has(name));
    throw new UsageError(
      `which revision ${describeUpdate(update)} ran is not certain: it may be ${link.names.join(" or ")}, since an update before it ` +
        "was cut short, or somebody registered one by hand, or the clocks differ. Name the one to go back to " +
        `(npm run rollback -- --to-revision ${usable ?? "<family:number>"}), or another update (--to). Nothing was changed.`,
    );
  }
  return nameOf(past, update);
}

function nameOf({ links }: Past, { number }: StackUpdate): string | undefined {
  const link = links.get(number);
  return link?.kind === "revision" ? link.name : undefined;
}

const isDestroyed = ({ kind, result }: StackUpdate) => kind === "destroy" && result === "succeeded";

/** Settings that say nothing about what runs. */
const besides = new Set([
  "desiredCount",
  "autoscaling",
  "dashboard",
  "alarms",
  "protect",
  "redeployment",
  "pins",
  "pinnedRevision",
]);

async function differs(past: Past, candidate: Target, current: StackUpdate): Promise<boolean> {
  if (!isSameConfig(past, candidate.update, current)) return true;
  const now = nameOf(past, current);
  return now === undefined || runsOther(past, candidate.revision, now);
}

async function runsOther(past: Past, then: string | undefined, now: string): Promise<boolean> {
  return then === undefined || (then !== now && !(await past.isSameContent(then, now)));
}

function isSameConfig({ project, defaults }: Past, one: StackUpdate, other: StackUpdate): boolean {
  const valueOf = ({ config }: StackUpdate, key: string) => config[key]?.value ?? defaults[key];
  const keys = new Set([...Object.keys(one.config), ...Object.keys(other.config)]);
  return [...keys]
    .filter((key) => key.startsWith(`${project}:`) && !besides.has(key.slice(project.length + 1)))
    .every((key) => isSameValue(valueOf(one, key), valueOf(other, key)));
}
