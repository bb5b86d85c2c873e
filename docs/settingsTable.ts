import { parse } from "yaml";
import { table } from "./generated";

interface Declaration {
  type?: string;
  items?: { type: string };
  description?: string;
  default?: unknown;
}

/** The settings of a `Pulumi.yaml` as a Markdown table, in the file's order. */
export function renderSettingsTable(pulumiYaml: string): string {
  const { name, config } = parse(pulumiYaml) as { name: string; config: Record<string, Declaration> };
  const rows = Object.entries(config).map(([key, { type, items, description = "", default: fallback }]) => [
    `\`${key.replace(`${name}:`, "")}\``,
    items === undefined ? (type ?? "list or map") : `list of ${items.type}`,
    renderDefault(fallback),
    description,
  ]);
  return table([["Setting", "Type", "Default", "Meaning"], ...rows]);
}

function renderDefault(fallback: unknown): string {
  if (fallback === "") return "empty";
  return `\`${typeof fallback === "string" ? fallback : JSON.stringify(fallback)}\``;
}
