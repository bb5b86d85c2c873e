import { chmodSync, readFileSync, renameSync, writeFileSync } from "node:fs";

/** Writes a small file so that readers see the old text or the new one, never a part; leaves it alone when it is right. */
export function writeAtomically(path: string, text: string, mode = 0o644): void {
  if (textOf(path) === text) return;
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, text);
  chmodSync(unfinished, mode);
  renameSync(unfinished, path);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
