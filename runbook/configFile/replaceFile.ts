import { randomUUID } from "node:crypto";
import { chmod, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
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
  const unfinished = join(dirname(file), `.${basename(file)}.${randomUUID()}`);
  try {
    await writeDurably(unfinished, to);
    await chmod(unfinished, mode);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
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
