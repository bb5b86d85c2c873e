import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { projectDir, sandboxDir } from "./paths";
import { isRunning } from "./process";
import { removeStackFile } from "./stackFile";

/** Folder and config file, finished or not, of a sandbox that lives as long as the process that its name ends with. */
const temporary = /^(?:\.?Pulumi\.)?sandbox-(?:demo|test|bench)-(\d+)(?:-\d+)?(?:\.yaml(?:\.[\da-f-]{36})?)?$/;

/** Removes what demos and tests have left behind that were killed. */
export function removeLeftovers(dirs = [projectDir, sandboxDir]): void {
  for (const dir of dirs.filter((each) => existsSync(each))) {
    for (const name of readdirSync(dir)) {
      const pid = temporary.exec(name)?.[1];
      if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(dir, name), { recursive: true, force: true });
    }
  }
}

/** Removes all that a stopped sandbox of that name has left on disk. */
export function removeTemporary(name: string): void {
  rmSync(join(sandboxDir, name), { recursive: true, force: true });
  removeStackFile(name);
}
