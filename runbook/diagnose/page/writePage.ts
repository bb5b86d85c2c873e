import { randomUUID } from "node:crypto";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UsageError } from "../../usageError";
import { pageMark } from "./page";

/** Refuses a place where a page cannot go, or where it would destroy something that is no such page. */
export async function checkPlace(path: string, mayOverwrite: boolean): Promise<void> {
  const refuse = (why: string) => new UsageError(`--html ${path}: ${why}. Nothing was written.`);
  const folder = await stat(dirname(path)).catch(() => undefined);
  if (folder?.isDirectory() !== true)
    throw refuse(`folder ${dirname(path)} does not exist (mkdir -p ${dirname(path)})`);
  const there = await stat(path).catch(() => undefined);
  if (there === undefined) return;
  if (!there.isFile()) throw refuse("that is not a file");
  if (!mayOverwrite && !(await readFile(path, "utf8")).includes(pageMark)) {
    throw refuse("the file exists and is not a page of diagnose: name another one, or give --yes to overwrite it");
  }
}

/** The whole page, or nothing. */
export async function writePage(path: string, page: string): Promise<void> {
  const unfinished = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
  try {
    await writeFile(unfinished, page, { flag: "wx" });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
