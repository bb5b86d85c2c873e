import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** Where the table goes in a document; all between the two markers is generated. */
const markers = { start: "<!-- settings -->", end: "<!-- /settings -->" };

const documents = ["docs/settings.md", "README.md"];

interface Declaration {
  type?: string;
  items?: { type: string };
  description?: string;
  default?: unknown;
}

/** The settings of a `Pulumi.yaml` as a Markdown table, in the file's order. */
export function renderSettingsTable(pulumiYaml: string): string {
  const { name, config } = parse(pulumiYaml) as { name: string; config: Record<string, Declaration> };
  const rows = Object.entries(config).map(([key, { type, items, description = "", default: fallback }]) =>
    row([
      `\`${key.replace(`${name}:`, "")}\``,
      items === undefined ? (type ?? "list or map") : `list of ${items.type}`,
      renderDefault(fallback),
      description,
    ]),
  );
  return [row(["Setting", "Type", "Default", "Meaning"]), row(["---", "---", "---", "---"]), ...rows].join("\n");
}

const row = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

function renderDefault(fallback: unknown): string {
  if (fallback === "") return "empty";
  return `\`${typeof fallback === "string" ? fallback : JSON.stringify(fallback)}\``;
}

/** The document with the table between its markers; prettier leaves the table alone, whose long cells it would pad. */
export function withSettingsTable(document: string, table: string): string {
  const start = document.indexOf(markers.start);
  const end = document.indexOf(markers.end);
  if (start === -1 || end < start) throw new Error(`the document has no ${markers.start} … ${markers.end}`);
  const generated = `\n\n<!-- prettier-ignore-start -->\n\n${table}\n\n<!-- prettier-ignore-end -->\n\n`;
  return document.slice(0, start + markers.start.length) + generated + document.slice(end);
}

/** The documents of a checkout whose table is not the one of its `Pulumi.yaml`, as they should be, by path. */
export function outdatedDocuments(directory: string): Map<string, string> {
  const table = renderSettingsTable(readFileSync(join(directory, "Pulumi.yaml"), "utf8"));
  const outdated = new Map<string, string>();
  for (const path of documents.map((document) => join(directory, document)).filter((file) => existsSync(file))) {
    const document = readFileSync(path, "utf8");
    const updated = withSettingsTable(document, table);
    if (updated !== document) outdated.set(path, updated);
  }
  return outdated;
}

if (require.main === module) {
  for (const [path, document] of outdatedDocuments(join(__dirname, ".."))) {
    writeFileSync(path, document);
    console.log(`wrote ${path}`);
  }
}
