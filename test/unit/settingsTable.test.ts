import { deepStrictEqual as deepEqual, equal, throws } from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withGenerated } from "../../docs/generated";
import { outdatedDocuments } from "../../docs/main";
import { renderSettingsTable } from "../../docs/settingsTable";
import { projectFile } from "./settingsOf";

const root = join(__dirname, "../..");
const yaml = `
name: shop
config:
  cpu: { type: integer, description: CPU units., default: 256 }
  subnets: { type: array, items: { type: string }, description: Ids., default: [] }
  shop:secret: { type: string, description: A | B., default: "" }
  free: { description: Either., default: {} }
`;

describe("the table of settings", () => {
  it("is up to date in every document, as all generated parts (npm run docs)", () => {
    deepEqual([...outdatedDocuments(root).keys()], []);
  });

  it("has a line for every setting", () => {
    const rows = renderSettingsTable(readFileSync(join(root, "Pulumi.yaml"), "utf8"))
      .split("\n")
      .slice(2);
    deepEqual(
      rows.map((row) => /^\| `(\w+)` \|/.exec(row)?.[1]),
      Object.keys(projectFile.config),
    );
  });

  it("shows type, default and description", () => {
    equal(
      renderSettingsTable(yaml),
      [
        "| Setting | Type | Default | Meaning |",
        "| --- | --- | --- | --- |",
        "| `cpu` | integer | `256` | CPU units. |",
        "| `subnets` | list of string | `[]` | Ids. |",
        "| `secret` | string | empty | A \\| B. |",
        "| `free` | list or map | `{}` | Either. |",
      ].join("\n"),
    );
  });

  it("replaces what is between the markers and nothing else", () => {
    const once = withGenerated("before\n<!-- settings -->\nold\n<!-- /settings -->\nafter\n", "settings", "TABLE");
    equal(once.includes("old"), false);
    equal(once.startsWith("before\n") && once.includes("\nTABLE\n") && once.endsWith("\nafter\n"), true);
    equal(withGenerated(once, "settings", "TABLE"), once);
    throws(() => withGenerated("no markers", "settings", "TABLE"), /<!-- settings -->/);
  });

  it("is outdated where Pulumi.yaml has changed", async () => {
    const directory = mkdtempSync(join(tmpdir(), "settings-table-"));
    try {
      writeFileSync(join(directory, "Pulumi.yaml"), yaml);
      await mkdir(join(directory, "docs"));
      const document = join(directory, "docs/settings.md");
      writeFileSync(
        document,
        withGenerated("<!-- settings --><!-- /settings -->", "settings", renderSettingsTable(yaml)),
      );
      equal(outdatedDocuments(directory).size, 0);
      writeFileSync(join(directory, "Pulumi.yaml"), yaml.replace("256", "512"));
      deepEqual([...outdatedDocuments(directory).keys()], [document]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
