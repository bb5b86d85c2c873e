/** `npm run docs`: writes the generated parts of the documents; with the word `pictures`, it records their terminal pictures instead. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderCommandsTable, renderExitCodes, renderResults } from "./commandTables";
import { withGenerated } from "./generated";
import { drawDashboard } from "./pictures/dashboard";
import { renderSettingsTable } from "./settingsTable";

interface Part {
  name: string;
  documents: string[];
  render: (directory: string) => string;
}

const parts: Part[] = [
  {
    name: "settings",
    documents: ["docs/settings.md"],
    render: (directory) => renderSettingsTable(readFileSync(join(directory, "Pulumi.yaml"), "utf8")),
  },
  { name: "commands", documents: ["docs/runbook.md"], render: renderCommandsTable },
  { name: "exit-codes", documents: ["docs/runbook.md"], render: renderExitCodes },
  { name: "results", documents: ["docs/runbook.md"], render: renderResults },
  { name: "dashboard", documents: ["docs/pictures/dashboard.svg"], render: drawDashboard },
];

/** The documents of a checkout whose generated parts are not up to date, as they should be, by path. */
export function outdatedDocuments(directory: string): Map<string, string> {
  const outdated = new Map<string, string>();
  for (const { name, documents, render } of parts) {
    for (const path of documents.map((document) => join(directory, document)).filter((file) => existsSync(file))) {
      const document = outdated.get(path) ?? readFileSync(path, "utf8");
      const updated = withGenerated(document, name, render(directory));
      if (updated !== document) outdated.set(path, updated);
    }
  }
  return outdated;
}

async function main(words: string[]): Promise<void> {
  if (words.join(" ") === "pictures") {
    const { recordTerminal } = await import("./pictures/record");
    for (const file of await recordTerminal((line) => console.error(line))) console.log(`wrote ${file}`);
    return;
  }
  if (words.length > 0) {
    throw new Error(
      `npm run docs writes the generated parts, npm run docs -- pictures records the terminal pictures; not "${words.join(" ")}"`,
    );
  }
  for (const [path, document] of outdatedDocuments(join(__dirname, ".."))) {
    writeFileSync(path, document);
    console.log(`wrote ${path}`);
  }
}

if (require.main === module) {
  main(process.argv.slice(2)).then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : String(error));
      process.exit(1);
    },
  );
}
