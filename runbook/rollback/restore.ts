import type { StackConfig } from "../../settings";
import { appWide, declared } from "../../settings/declared";
import type { ConfigChange } from "../configFile/editConfig";
import { isSameValue } from "../configFile/parsedValue";
import type { StackUpdate } from "../history/stackUpdate";

/** What takes a stack's config back to that of an update. */
export interface Restored {
  /** By qualified key. */
  changes: Record<string, ConfigChange>;
  /** What stays different, and why, a sentence each. */
  notes: string[];
}

/**
 * The count, and its bounds, belong to who scales the service; what watches and protects it stays when it goes back; the others belong to the
 * commands, which set them anew.
 */
const neverRestored = new Set([
  ...["desiredCount", "autoscaling", "dashboard", "alarms", "protect"],
  ...["redeployment", "pins"],
]);

/** Only the stack's own settings are restored; those that an update did not know get their default. */
export function restoreConfig(
  now: StackConfig,
  then: StackUpdate["config"],
  defaults: Record<string, string>,
): Restored {
  // What all services have in common does not go back with one of them.
  const isElsewhere = (setting: string) => now.serviceKey !== undefined && appWide.includes(setting);
  const own = Object.keys(declared).filter((setting) => !neverRestored.has(setting) && !isElsewhere(setting));
  const changes: Record<string, ConfigChange> = {};
  const notes: string[] = [];
  for (const setting of own) {
    const key = `${now.project}:${setting}`;
    const entry = then[key];
    if (entry?.secret === true) {
      notes.push(`${setting} was an encrypted value then, which the history does not have: it stays as it is`);
      continue;
    }
    const value = entry?.value ?? defaults[key];
    if (value === undefined || isSameValue(value, now.values[key])) continue;
    changes[key] = { value, isDefault: isSameValue(value, defaults[key]) };
  }
  return { changes, notes: [...notes, ...gone(now, then), ...foreign(now, then)] };
}

function gone({ project }: StackConfig, then: StackUpdate["config"]): string[] {
  const unknown = settingsIn(project, Object.keys(then)).filter((setting) => !Object.hasOwn(declared, setting));
  return unknown.map((setting) => `${setting} was a setting then and is none any more: it is left out`);
}

/** Config of the provider and of others decides about the account, not about what runs there; it may hold credentials. */
function foreign({ project, values, secretKeys }: StackConfig, then: StackUpdate["config"]): string[] {
  const isForeign = (key: string) => !key.startsWith(`${project}:`);
  const keys = new Set([...Object.keys(values), ...Object.keys(then)].filter(isForeign));
  return [...keys]
    .filter(
      (key) => then[key]?.secret !== true && !secretKeys.includes(key) && !isSameValue(values[key], then[key]?.value),
    )
    .sort()
    .map((key) => `${key} is not what it was then, and is not changed`);
}

/** What the file says and no update has shipped yet. */
export interface PendingEdit {
  setting: string;
  /** Whether it is lost with the restored config. */
  isOverwritten: boolean;
}

export function pendingEdits(
  now: StackConfig,
  current: StackUpdate["config"],
  changes: Restored["changes"],
  defaults: Record<string, string>,
): PendingEdit[] {
  return Object.keys(declared)
    .filter((setting) => now.serviceKey === undefined || !appWide.includes(setting))
    .map((setting) => ({ setting, key: `${now.project}:${setting}` }))
    .filter(
      ({ key }) => current[key]?.secret !== true && !isSameValue(now.values[key], current[key]?.value ?? defaults[key]),
    )
    .map(({ setting, key }) => ({ setting, isOverwritten: Object.hasOwn(changes, key) }));
}

const settingsIn = (project: string, keys: string[]) =>
  keys.filter((key) => key.startsWith(`${project}:`)).map((key) => key.slice(project.length + 1));

/** The config with changes made, as the program would find it. */
export function changedConfig(config: StackConfig, changes: Record<string, ConfigChange>): StackConfig {
  const values = Object.entries(changes).map(([key, { value }]) => [key, value]);
  return { ...config, values: { ...config.values, ...(Object.fromEntries(values) as Record<string, string>) } };
}
