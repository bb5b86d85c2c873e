import { spawn, type ChildProcess } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { cacheDir, projectDir, withTypeScript } from "../../../sandbox/paths";
import type { Finished } from "../../../sandbox/run";

/** Not part of what a sandbox needs, or linked. */
const leftOut = /^(\.|node_modules$|test$|docs$|bench$|Pulumi\.sandbox)/;

/**
 * A copy of this checkout, in a folder with a blank in its name, so that commands can be tried without touching the
 * sandbox that a developer uses. Packages and downloads are this checkout's.
 */
export class Checkout {
  readonly dir = join(realpathSync(mkdtempSync(join(tmpdir(), "checkout-"))), "a copy");

  constructor() {
    mkdirSync(join(this.dir, ".sandbox"), { recursive: true });
    for (const name of readdirSync(projectDir).filter((each) => !leftOut.test(each))) {
      cpSync(join(projectDir, name), join(this.dir, name), { recursive: true });
    }
    symlinkSync(join(projectDir, "node_modules"), join(this.dir, "node_modules"));
    symlinkSync(cacheDir, join(this.dir, ".sandbox", "cache"));
  }

  /** Starts one of the programs in `sandbox/`, for example `main.ts`. */
  start(program: string, words: string[] = [], env: NodeJS.ProcessEnv = {}): ChildProcess {
    const args = [...withTypeScript, join("sandbox", program), ...words];
    return this.spawn(process.execPath, args, env);
  }

  /** Runs `npm run sandbox -- …` to its end, whatever its exit code. */
  async sandbox(words: string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
    const child = this.spawn("npm", ["run", "--silent", "sandbox", "--", ...words], env);
    const ended = new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? -1)));
    const [stdout, stderr] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
    return { exitCode: await ended, stdout, stderr };
  }

  /** Everything in the project's folder and in `.sandbox`. */
  files(): string[] {
    return [...readdirSync(this.dir), ...readdirSync(join(this.dir, ".sandbox"))].sort();
  }

  remove(): void {
    rmSync(join(this.dir, ".."), { recursive: true });
  }

  private spawn(command: string, args: string[], env: NodeJS.ProcessEnv): ChildProcess {
    return spawn(command, args, {
      cwd: this.dir,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
  }
}
