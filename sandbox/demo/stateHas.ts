import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Whether a text is anywhere in a file backend: in a state, its backups or its history. */
export function stateHas(text: string, backend: string): boolean {
  return readdirSync(fileURLToPath(backend), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .some(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8").includes(text));
}
