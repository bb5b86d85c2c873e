import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, type Progress } from "./process";

const heartbeatMs = 5_000;
const deadAfterMs = 60_000;

/**
 * Runs `work` while no other process runs work under the same lock file; waits for the other, and says so.
 *
 * The file holds the owner's pid. The lock of a process that has ended, or that shows no sign of life (its pid may be
 * somebody else's by now), is taken over. The lock saves doing the work twice, no more: two that take over within the
 * same millisecond may both run.
 */
export async function withLock<T>(lockFile: string, progress: Progress, work: () => Promise<T>): Promise<T> {
  await acquire(lockFile, progress);
  const heartbeat = setInterval(
    () => existsSync(lockFile) && utimesSync(lockFile, new Date(), new Date()),
    heartbeatMs,
  );
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    rmSync(lockFile, { force: true });
  }
}

async function acquire(lockFile: string, progress: Progress): Promise<void> {
  let told = 0;
  while (!tryAcquire(lockFile)) {
    const owner = ownerOf(lockFile);
    if (owner === undefined) continue;
    if (!owner.alive) {
      rmSync(lockFile, { force: true });
      continue;
    }
    if (performance.now() >= told) {
      progress(`waiting for process ${owner.pid}, which is doing this already (lock ${lockFile})`);
      told = performance.now() + 30_000;
    }
    await sleep(200);
  }
}

function tryAcquire(lockFile: string): boolean {
  try {
    const file = openSync(lockFile, "wx");
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Undefined: the lock has just been released. */
function ownerOf(lockFile: string): { pid: number; alive: boolean } | undefined {
  try {
    const pid = Number(readFileSync(lockFile, "utf8"));
    const silentMs = Date.now() - statSync(lockFile).mtimeMs;
    return { pid, alive: silentMs < deadAfterMs && (pid === 0 || isRunning(pid)) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
