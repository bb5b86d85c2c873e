/** `npm run docs`: writes the generated parts of the documents. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderCommandsTable, renderExitCodes, renderResults } from "./commandTables";
import { withGenerated } from "./generated";
import { renderSettingsTable } from "./settingsTable";

interface Part {
  name: string;
  documents: string[];
  render: (directory: string) => string;
}

const parts: Part[] = [
  {
    name: "settings",
    documents: ["docs/settings.md", "README.md"],
    render: (directory) => renderSettingsTable(readFileSync(join(directory, "Pulumi.yaml"), "utf8")),
  },
  { name: "commands", documents: ["docs/runbook.md"], render: renderCommandsTable },
  { name: "exit-codes", documents: ["docs/runbook.md"], render: renderExitCodes },
  { name: "results", documents: ["docs/runbook.md"], render: renderResults },
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

if (require.main === module) {
  for (const [path, document] of outdatedDocuments(join(__dirname, ".."))) {
    writeFileSync(path, document);
    console.log(`wrote ${path}`);
  }
}
