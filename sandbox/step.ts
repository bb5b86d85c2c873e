import { readFileSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { endWithThisProcess, startChild } from "./process";

export interface StepOptions {
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** Holds the step's output; written anew. */
  logFile: string;
  /** How long the step may take; by default as long as it needs. */
  limitMs?: number;
  /** Called a few times a second with the output so far. */
  watch?: (output: string) => void;
}

/** Runs a download or a build to its end; throws with its last lines when it fails. What it started ends with this process. */
export async function runStep(command: string, args: string[], options: StepOptions): Promise<string> {
  const { env, cwd, logFile, limitMs = Infinity, watch } = options;
  const output = () => readFileSync(logFile, "utf8");
  rmSync(logFile, { force: true });
  const child = startChild(command, args, { env, cwd, logFile });
  const release = endWithThisProcess(child.pid, "SIGKILL");
  const startedAt = performance.now();
  try {
    for (;;) {
      const outcome = await Promise.race([child.ended, sleep(250, undefined, { ref: false })]);
      if (outcome === 0) return output();
      if (outcome !== undefined) throw new Error(failure(command, args, outcome, output()));
      if (performance.now() - startedAt > limitMs) {
        throw new Error(failure(command, args, `not done after ${limitMs / 1_000} s`, output()));
      }
      watch?.(output());
    }
  } finally {
    await child.stop();
    release();
  }
}

function failure(command: string, args: string[], outcome: number | string, output: string): string {
  const lastLines = output.trim().split("\n").slice(-5);
  return [
    `${command} ${args.join(" ")}: ${typeof outcome === "number" ? `exit code ${outcome}` : outcome}`,
    ...lastLines,
  ]
    .filter((line) => line.trim() !== "")
    .join("\n");
}
