import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Where progress of long steps goes: one line per call, shown on stderr by the commands. */
export type Progress = (line: string) => void;

export interface Child {
  pid: number;
  /** Resolves with the exit code, or the signal's name, once the process has ended. */
  ended: Promise<number | string>;
  /** Ends the process and everything it started: SIGTERM, then SIGKILL after `graceMs` (default 5,000). */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Starts a process in a process group of its own, which a Ctrl-C in the terminal does not reach, with its output in a log
 * file; without one its output goes where ours goes. It reads the input, if there is any, on stdin.
 */
export function startChild(
  command: string,
  args: string[],
  options: { env: NodeJS.ProcessEnv; cwd?: string; logFile?: string; input?: string },
): Child {
  const log = options.logFile === undefined ? undefined : openSync(options.logFile, "a");
  const child: ChildProcess = spawn(command, args, {
    env: options.env,
    cwd: options.cwd,
    stdio: [options.input === undefined ? "ignore" : "pipe", log ?? "inherit", log ?? "inherit"],
    detached: true,
  });
  child.stdin?.on("error", () => undefined).end(options.input);
  if (log !== undefined) closeSync(log);
  let running = true;
  const ended = new Promise<number | string>((resolve) => {
    const end = (outcome: number | string) => {
      running = false;
      resolve(outcome);
    };
    child.once("exit", (code, signal) => end(code ?? signal ?? "unknown"));
    child.once("error", (error) => end(error.message));
  });
  const signalGroup = (signal: NodeJS.Signals) => {
    if (!running || child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch {
      // The group has already ended.
    }
  };
  return {
    pid: child.pid ?? -1,
    ended,
    async stop(graceMs = 5_000) {
      signalGroup("SIGTERM");
      const graceOver = new AbortController();
      const timer = sleep(graceMs, undefined, { signal: graceOver.signal }).then(
        () => signalGroup("SIGKILL"),
        () => undefined,
      );
      await ended;
      graceOver.abort();
      await timer;
    },
  };
}

/**
 * Ends the group of a child of ours when this process ends or is interrupted, which a terminal tells only us; gives how to
 * let go of it.
 */
export function endWithThisProcess(pid: number, how: "SIGTERM" | "SIGKILL"): () => void {
  const end = () => {
    if (pid > 0 && isRunning(pid)) process.kill(-pid, how);
  };
  const onSignal = (signal: NodeJS.Signals) => {
    end();
    release();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const release = () => {
    process.off("exit", end).off("SIGINT", onSignal).off("SIGTERM", onSignal).off("SIGHUP", onSignal);
  };
  process.on("exit", end).on("SIGINT", onSignal).on("SIGTERM", onSignal).on("SIGHUP", onSignal);
  return release;
}

/** Whether a process with this id runs, anybody's. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Has ended, and is still listed: in a container the first process may never ask what became of its children. */
function isZombie(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) && readFileSync(file, "utf8").includes(") Z ");
}

/** Waits for a condition, asking every `everyMs` (default 50); throws, naming what it waited for, after `limitMs`. */
export async function waitUntil<T>(
  what: string,
  limitMs: number,
  condition: () => Promise<T | undefined | false>,
  everyMs = 50,
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const result = await condition();
    if (result !== undefined && result !== false) return result;
    if (performance.now() > deadline) throw new Error(`waited ${limitMs / 1000} s in vain for ${what}`);
    await sleep(everyMs);
  }
}

/** A TCP port on 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === "string") throw new Error("no TCP port could be had on 127.0.0.1");
  return address.port;
}
