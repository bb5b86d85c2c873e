import { isDeepStrictEqual } from "node:util";
import { credentialKind, isCredential } from "../../settings/credentials";
import { formatPath, type SettingPath } from "../../settings/commands";
import type { StackConfig } from "../../settings";
import type { ConfigChange } from "../configFile/editConfig";
import { parsedValue } from "../configFile/parsedValue";
import { isRecord } from "../configFile/revisedNode";

/** One value that changes; a value that is none, or looks like a credential, is left out. */
export interface SettingChange {
  /** For example `cpu` or `environment.LOG_LEVEL`. */
  setting: string;
  from?: string;
  to?: string;
  change: "added" | "changed" | "removed";
}

/** Every single value that changes, entries of maps on their own; in the order of the settings. */
export function settingChanges(
  { project, values }: StackConfig,
  changes: Record<string, ConfigChange>,
): SettingChange[] {
  return Object.entries(changes).flatMap(([key, { value }]) => {
    const before = values[key] === undefined ? undefined : parsedValue(values[key]);
    return leaves([key.slice(project.length + 1)], before, parsedValue(value));
  });
}

function leaves(path: SettingPath, from: unknown, to: unknown): SettingChange[] {
  if (isDeepStrictEqual(from, to)) return [];
  if (isRecord(from) && isRecord(to)) {
    const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
    return names.flatMap((name) => leaves([...path, name], from[name], to[name]));
  }
  const change = isNone(from) ? "added" : isNone(to) ? "removed" : "changed";
  return [{ setting: formatPath(path), from: shown(path, from), to: shown(path, to), change }];
}

const isNone = (value: unknown) =>
  value === undefined ||
  value === "" ||
  (Array.isArray(value) && value.length === 0) ||
  (isRecord(value) && Object.keys(value).length === 0);

/** Nothing that looks like a credential, and nothing of `secrets`, where one may have got by mistake. */
function shown(path: SettingPath, value: unknown): string | undefined {
  const words = path.map(String);
  if (isNone(value) || words.includes("secrets")) return undefined;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const isPrivate = isCredential(text) || credentialKind(words.at(-1) ?? "", text) !== undefined;
  return isPrivate ? undefined : text;
}
