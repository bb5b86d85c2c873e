import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SandboxVariables } from "../environment";
import { sandboxDir } from "../paths";

/** Everything of the interactive sandbox: its state, and how its background process is found. */
export const interactiveDir = join(sandboxDir, "interactive");
export const interactiveStack = "sandbox";
export const logFile = join(interactiveDir, "sandbox.log");
export const lockFile = join(interactiveDir, "lock");
const runningFile = join(interactiveDir, "running.json");
const usedFile = join(interactiveDir, "used");

/** The background process, once everything in it is up. */
export interface Running {
  pid: number;
  /** `SANDBOX_AWS_ENDPOINT` that it was started with. */
  givenEndpoint?: string;
  variables: SandboxVariables;
}

export function writeRunning(running: Running): void {
  // Holds only the sandbox's made-up credentials.
  writeFileSync(runningFile, JSON.stringify(running, undefined, 2), { mode: 0o600 });
}

/** Undefined: no background process is up. */
export function readRunning(): Running | undefined {
  if (!existsSync(runningFile)) return undefined;
  const running = JSON.parse(readFileSync(runningFile, "utf8")) as Running;
  try {
    process.kill(running.pid, 0);
    return running;
  } catch {
    return undefined;
  }
}

/** Notes that the sandbox is in use, now. */
export function touchUsed(): void {
  if (existsSync(usedFile)) utimesSync(usedFile, new Date(), new Date());
  else writeFileSync(usedFile, "");
}

export const idleMs = (): number => Date.now() - statSync(usedFile).mtimeMs;
