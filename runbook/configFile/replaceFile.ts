import { randomUUID } from "node:crypto";
import { chmod, open, readdir, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UsageError } from "../usageError";

/**
 * Puts a text in the place of another one in a file, through symbolic links, with the file's mode kept. Readers, and whoever
 * comes after a crash, find the old text or the new one, never a part. Refuses when the file no longer has the old one.
 */
export async function replaceFile(path: string, { from, to }: { from: string; to: string }): Promise<void> {
  const file = await realpath(path);
  const { mode } = await stat(file);
  if ((await readFile(file, "utf8")) !== from) {
    throw new UsageError(`${basename(path)} has been changed meanwhile: run the command again. Nothing was changed.`);
  }
  const unfinished = join(dirname(file), `${unfinishedPrefix(file)}${randomUUID()}`);
  try {
    await writeDurably(unfinished, to);
    await chmod(unfinished, mode);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  // Whatever stands in the way of that, the file is written.
  await removeAbandoned(file).catch(() => undefined);
}

const unfinishedPrefix = (file: string) => `.${basename(file)}.`;

/** An unfinished file of that age is none that somebody still writes. */
const abandonedAfterMs = 10 * 60_000;

/** Removes what commands have left that were killed while they wrote the file. */
async function removeAbandoned(file: string): Promise<void> {
  const prefix = unfinishedPrefix(file);
  const isUnfinished = (name: string) => name.startsWith(prefix) && /^[\da-f-]{36}$/.test(name.slice(prefix.length));
  for (const name of (await readdir(dirname(file))).filter(isUnfinished)) {
    const path = join(dirname(file), name);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > abandonedAfterMs) await rm(path, { force: true });
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
