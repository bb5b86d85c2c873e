import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { projectDir } from "../../../sandbox/paths";
import type { TestStack } from "./testStack";

export interface Ran {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Starts a command of the runbook as a script does: no terminal. */
export const startCommand = (stack: TestStack, args: string[], env: NodeJS.ProcessEnv = {}) =>
  spawn(process.execPath, [join(projectDir, "runbook", "start.cjs"), ...args], {
    cwd: projectDir,
    env: { ...stack.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });

/** Runs one to its end. */
export async function runCommand(stack: TestStack, args: string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const child = startCommand(stack, args, env);
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exitOf(child)]);
  return { exitCode, stdout, stderr };
}

export const exitOf = (child: ChildProcess): Promise<number> =>
  new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? -1)));
