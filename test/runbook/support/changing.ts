import { readFileSync, writeFileSync } from "node:fs";
import type { Project } from "./project";

/** Does something with some settings changed, undefined ones taken away; afterwards the stack's file is as it was. */
export async function changing<T>(
  project: Project,
  settings: Record<string, unknown>,
  run: () => Promise<T>,
): Promise<T> {
  const text = readFileSync(project.stackFile, "utf8");
  try {
    for (const [setting, value] of Object.entries(settings)) project.set(setting, value);
    return await run();
  } finally {
    writeFileSync(project.stackFile, text);
  }
}
