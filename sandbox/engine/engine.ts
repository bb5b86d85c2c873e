import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

/** A Pulumi engine that can run Node programs. */
export interface Engine {
  /** To be put first on the PATH: holds `pulumi`, which finds its Node language host from there. */
  binDir: string;
  version: string;
  source: "path" | "npm" | "built";
}

/** From here on a hook that throws after an operation fails the update; `requiredPulumiVersion` in `Pulumi.yaml` insists too. */
export const minimumEngineVersion = "3.238.0";

const onWindows = process.platform === "win32";

/** File names that may stand for a command. */
export function executableNames(command: string): string[] {
  return onWindows ? [`${command}.exe`, `${command}.cmd`] : [command];
}

/** The executable file of this command in these directories, the first that there is. */
export function findExecutable(command: string, dirs: string[]): string | undefined {
  const candidates = dirs.flatMap((dir) => executableNames(command).map((name) => join(dir, name)));
  return candidates.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** What `pulumi version` says, without the `v`. */
export async function engineVersion(pulumi: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await promisify(execFile)(pulumi, ["version"], {
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeout: 30_000,
  });
  return stdout.trim().replace(/^v/, "");
}

/** Whether a dotted version is this one or a later one; pre-release suffixes are not looked at. */
export function isAtLeast(version: string, minimum: string): boolean {
  const [have, need] = [version, minimum].map((text) => text.split("-")[0]!.split(".").map(Number));
  for (const [index, part] of need!.entries()) {
    const difference = (have![index] ?? 0) - part;
    if (difference !== 0) return difference > 0;
  }
  return true;
}
