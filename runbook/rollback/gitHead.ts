import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Commit of the checkout that a folder is in; undefined where there is none, or no git. */
export async function gitHead(projectDir: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("git", ["rev-parse", "HEAD"], { cwd: projectDir, env });
    return stdout.trim();
  } catch {
    return undefined;
  }
}
