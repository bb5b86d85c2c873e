import { AccountError } from "../../account/accountError";
import type { Link } from "../history/link";
import { isUpdate } from "../history/adoption";
import type { StackUpdate } from "../history/stackUpdate";
import { UsageError } from "../usageError";
import { isSameValue } from "../configFile/parsedValue";

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
  /** Whether two revisions run the same. */
  isSameContent(one: string, other: string): Promise<boolean>;
}

/** An update to go back to. */
export interface Target {
  update: StackUpdate;
  /** `family:number`; undefined when it is not known, or no more. */
  revision?: string;
}

/** With the time by which `pulumi stack history` lists it, since not every backend numbers its updates. */
export const describeUpdate = ({
  number,
  kind,
  startTime,
}: Pick<StackUpdate, "number" | "kind" | "startTime">): string =>
  `update ${number} (${kind}, ${startTime.toISOString().slice(0, 19).replace("T", " ")} UTC)`;

/** The stack's last update, whatever became of it; undefined before the first one. */
export const currentUpdate = (updates: StackUpdate[]): StackUpdate | undefined => updates.find(isUpdate);

/**
 * The newest update before the current one that was proven healthy and is something else. Throws when there is none, or when it
 * is not certain which revision it ran.
 */
export async function lastHealthy(past: Past): Promise<Target> {
  const { updates } = past;
  const latest = updates.find((update) => isUpdate(update) || update.kind === "destroy");
  if (latest?.kind === "destroy") {
    throw new AccountError([`${describeUpdate(latest)} has destroyed the stack: pulumi up makes its service again`]);
  }
  const current = currentUpdate(updates);
  for (const update of updates.slice(current === undefined ? updates.length : updates.indexOf(current) + 1)) {
    if (!isUpdate(update) || update.result !== "succeeded" || !hasConfig(past, update)) continue;
    const candidate = { update, revision: certainRevision(past, update) };
    if (!wasHealthy(past, candidate)) continue;
    if (await differs(past, candidate, current!)) return candidate;
  }
  throw new AccountError([
    `there is no update to go back to: none before ${current === undefined ? "the first" : describeUpdate(current)} was proven healthy ` +
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
        `use one of ${known.slice(0, 20).join(", ") || "those to come, there is none yet"} (npm run revisions). Nothing was changed.`,
    );
  }
  const target = { update, revision: certainRevision(past, update) };
  if (!hasConfig(past, update)) {
    throw new UsageError(
      `the history has no config of ${describeUpdate(update)}. ${otherWays(target)} Nothing was changed.`,
    );
  }
  const isHealthy = update.result === "succeeded" ? wasHealthy(past, target) : statusesOf(past, target).includes(good);
  if (!isHealthy) {
    throw new UsageError(
      `${describeUpdate(update)} was not healthy: its result is ${update.result}` +
        `${deploymentsOf(past, target)}. ${otherWays(target)} Nothing was changed.`,
    );
  }
  return target;
}

const otherWays = ({ revision }: Target) =>
  "Use another one (npm run revisions)" +
  (revision === undefined ? "." : `, or its revision as it is (npm run rollback -- --to-revision ${revision}).`);

/** What is not in it would be set to its default. */
const hasConfig = ({ project }: Past, { config }: StackUpdate) =>
  Object.keys(config).some((key) => key.startsWith(`${project}:`));

const good = "SUCCESSFUL";

const statusesOf = ({ statuses }: Past, { revision }: Target) => statuses.get(revision ?? "") ?? [];

function deploymentsOf(past: Past, target: Target): string {
  const statuses = statusesOf(past, target);
  return statuses.length === 0 ? "" : `, and ECS's deployments of ${target.revision} ended ${statuses.join(", ")}`;
}

/** ECS, while it remembers a deployment of the revision, has the last word. */
function wasHealthy(past: Past, target: Target): boolean {
  const statuses = statusesOf(past, target);
  return statuses.length === 0 || statuses.includes(good);
}

function certainRevision({ links }: Past, update: StackUpdate): string | undefined {
  const link = links.get(update.number);
  if (link?.kind === "ambiguous") {
    throw new UsageError(
      `which revision ${describeUpdate(update)} ran is not certain: ${link.names.join(" or ")}. Name the one to go back to ` +
        `(npm run rollback -- --to-revision ${link.names[0]}). Nothing was changed.`,
    );
  }
  return link?.kind === "revision" ? link.name : undefined;
}

/** Settings that say nothing about what runs. */
const besides = new Set(["desiredCount", "redeployment", "pins", "pinnedRevision"]);

async function differs(past: Past, candidate: Target, current: StackUpdate): Promise<boolean> {
  if (!isSameConfig(past, candidate.update, current)) return true;
  const link = past.links.get(current.number);
  if (link?.kind !== "revision" || candidate.revision === undefined) return true;
  return candidate.revision !== link.name && !(await past.isSameContent(candidate.revision, link.name));
}

function isSameConfig({ project, defaults }: Past, one: StackUpdate, other: StackUpdate): boolean {
  const valueOf = ({ config }: StackUpdate, key: string) => config[key]?.value ?? defaults[key];
  const keys = new Set([...Object.keys(one.config), ...Object.keys(other.config)]);
  return [...keys]
    .filter((key) => key.startsWith(`${project}:`) && !besides.has(key.slice(project.length + 1)))
    .every((key) => isSameValue(valueOf(one, key), valueOf(other, key)));
}
