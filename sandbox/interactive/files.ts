import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SandboxVariables } from "../environment";
import { sandboxDir } from "../paths";

/** Everything of the interactive sandbox: its state, and how its background process is found. */
export const interactiveDir = join(sandboxDir, "interactive");
export const interactiveStack = "sandbox";
export const logFile = join(interactiveDir, "sandbox.log");
/** Held by whoever starts or ends the background process; beside the folder, which `reset` deletes. */
export const lockFile = `${interactiveDir}.lock`;
const runningFile = join(interactiveDir, "running.json");

/** The background process, once everything in it is up. */
export interface Running {
  pid: number;
  /** Where it answers, on 127.0.0.1, and with what: somebody else may have its pid and its port by now. */
  port: number;
  id: string;
  /** `SANDBOX_AWS_ENDPOINT` that it was started with. */
  givenEndpoint?: string;
  variables: SandboxVariables;
}

export function writeRunning(running: Running): void {
  // Holds only the sandbox's made-up credentials.
  writeFileSync(runningFile, JSON.stringify(running, undefined, 2), { mode: 0o600 });
}

/** What the last background process wrote, unless it has ended in order, was killed meanwhile, or is of an older version. */
export function readRunning(): Running | undefined {
  try {
    const running = JSON.parse(readFileSync(runningFile, "utf8")) as Partial<Running>;
    return running.port === undefined ? undefined : (running as Running);
  } catch {
    return undefined;
  }
}

export function removeRunning(): void {
  rmSync(runningFile, { force: true });
}
