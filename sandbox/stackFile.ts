import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectDir } from "./paths";

const fileOf = (stack: string) => join(projectDir, `Pulumi.${stack}.yaml`);

/** Gives a sandbox stack production's config, unless it has one of its own already. Such files are ignored by git. */
export function writeStackFile(stack: string): void {
  if (existsSync(fileOf(stack))) return;
  writeFileSync(fileOf(stack), readFileSync(fileOf("prod"), "utf8"));
}

export function removeStackFile(stack: string): void {
  rmSync(fileOf(stack), { force: true });
}
