import { formatPath, type SettingPath } from "../../../settings/commands";

/** What the engine's config loses, however it is written: an empty line at the beginning, or a tab there before further lines. */
const isLost = (text: string) => /^([\n\u0085\u2028\u2029]|\t[^]*[\n\u0085\u2028\u2029])/.test(text);

/** Places of texts that a stack's config cannot hold, each in a sentence. */
export function lostTexts(value: unknown, path: SettingPath = []): string[] {
  if (typeof value === "string") {
    return isLost(value)
      ? [
          `${formatPath(path)} begins with an empty line or a tab, which Pulumi's config would lose (values are not shown)`,
        ]
      : [];
  }
  if (value === null || typeof value !== "object") return [];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, entry]) => lostTexts(entry, [...path, key]));
}
