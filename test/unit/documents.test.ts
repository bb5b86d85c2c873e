import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { scripts } from "../../package.json";

const root = join(__dirname, "../..");
const documents = [
  ...["README.md", "ARCHITECTURE.md", "CHANGELOG.md"],
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];
const read = (document: string) => readFileSync(join(root, document), "utf8");

describe("the documents", () => {
  it("link to files that exist", () => {
    const missing = documents.flatMap((document) =>
      [...read(document).matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g)]
        .map(([, target = ""]) => join(dirname(document), target))
        .filter((target) => !existsSync(join(root, target)))
        .map((target) => `${document}: ${target}`),
    );
    deepEqual(missing, []);
  });

  it("name scripts that exist", () => {
    const known = Object.keys(scripts);
    const unknown = documents.flatMap((document) =>
      [...read(document).matchAll(/(?<!npm run run -- )\bnpm run (?:-s |--silent )?([a-z][\w:-]*)/g)]
        .map(([, name = ""]) => name)
        .filter((name) => !known.includes(name))
        .map((name) => `${document}: npm run ${name}`),
    );
    deepEqual(unknown, []);
  });

  it("are all named in the README", () => {
    const readme = read("README.md");
    const unnamed = documents.filter((document) => document !== "README.md" && !readme.includes(`](${document})`));
    deepEqual(unnamed, []);
  });
});
