import { spawn } from "node:child_process";
import { fstatSync } from "node:fs";
import { EngineError, findEngine } from "../history/engine";
import type { Surroundings } from "../surroundings";

/** How a `pulumi up` ended. */
export interface UpRun {
  /** Undefined: a signal has ended it. */
  exitCode?: number;
  /** By Ctrl-C, or by a signal that was passed on. */
  isInterrupted: boolean;
}

/**
 * Runs `pulumi up` on this terminal; where there is none, or stdout is for the result alone, what it prints goes to stderr. Ctrl-C
 * is the engine's to handle: the terminal sends it to both. What is sent to this process alone, to end it, is passed on.
 */
export async function runUp(
  { projectDir, env, stderr }: Pick<Surroundings, "projectDir" | "env" | "stderr">,
  { stack, message, isOnTerminal }: { stack: string; message: string; isOnTerminal: boolean },
): Promise<UpRun> {
  const args = ["up", "--yes", "--skip-preview", "--stack", stack, "--message", message];
  let isInterrupted = false;
  const leaveIt = () => void (isInterrupted = true);
  const passOn = (signal: NodeJS.Signals) => void (isInterrupted = child.kill(signal));
  // A file or terminal is handed over, so that the engine goes on when this process is killed; a pipe that nobody reads any more
  // would end it.
  const own = "fd" in stderr && !isPipe(stderr.fd as number) ? stderr : "pipe";
  const child = spawn(findEngine(env), isOnTerminal ? args : [...args, "--non-interactive"], {
    cwd: projectDir,
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    stdio: isOnTerminal ? "inherit" : ["ignore", own, own],
  });
  process.on("SIGINT", leaveIt).on("SIGTERM", passOn).on("SIGHUP", passOn);
  for (const output of [child.stdout, child.stderr]) output?.on("data", (chunk: Buffer) => stderr.write(chunk));
  try {
    return await new Promise<UpRun>((resolve, reject) => {
      child.once("error", (error) => reject(new EngineError(`the engine cannot be run: ${error.message}`)));
      child.once("close", (code) => resolve({ exitCode: code ?? undefined, isInterrupted }));
    });
  } finally {
    process.off("SIGINT", leaveIt).off("SIGTERM", passOn).off("SIGHUP", passOn);
  }
}

function isPipe(fd: number): boolean {
  const file = fstatSync(fd);
  return file.isFIFO() || file.isSocket();
}
