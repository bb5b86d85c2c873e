import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { needsStandIn } from "../awsPlugin";
import type { SandboxVariables } from "../environment";
import { withLock } from "../lock";
import { projectDir, withTypeScript } from "../paths";
import { endWithThisProcess, startChild, waitUntil, type Progress } from "../process";
import { removeStackFile } from "../stackFile";
import { interactiveDir, interactiveStack, lockFile, logFile, readRunning, removeRunning, type Running } from "./files";
import { visit, type Visit } from "./presence";

/** Building an engine takes minutes on a slow machine. */
const startLimitMs = 20 * 60_000;
const stopLimitMs = 30_000;

/** A background process that is up, and stays up while this process runs. */
type Visited = Running & Visit;

/** What the background process offers; it is started unless one is up that fits this command's environment. */
export async function ensureRunning(progress: Progress): Promise<SandboxVariables> {
  mkdirSync(interactiveDir, { recursive: true });
  const { variables } = await withLock(lockFile, progress, async () => {
    const running = await findRunning();
    if (running !== undefined && fits(running)) return running;
    if (running !== undefined) await end(running);
    return start(progress);
  });
  return variables;
}

/** Ends the background process; true when there was one. What is in the local AWS is kept. */
export async function stop(progress: Progress): Promise<boolean> {
  mkdirSync(interactiveDir, { recursive: true });
  return withLock(lockFile, progress, endRunning);
}

/** Ends the background process and forgets everything: the account, the stack's state and its config. */
export async function reset(progress: Progress): Promise<void> {
  mkdirSync(interactiveDir, { recursive: true });
  await withLock(lockFile, progress, async () => {
    await endRunning();
    rmSync(interactiveDir, { recursive: true, force: true });
    removeStackFile(interactiveStack);
  });
}

async function findRunning(): Promise<Visited | undefined> {
  const running = readRunning();
  if (running === undefined) return undefined;
  const found = await visit(running);
  if (found?.isEnding === false) return { ...running, ...found };
  await found?.ended;
  removeRunning();
  return undefined;
}

function fits({ givenEndpoint, variables }: Running): boolean {
  const isMissing =
    (needsStandIn("aws", process.env) && variables.providerPort === undefined) ||
    (needsStandIn("awsx", process.env) && variables.awsxPort === undefined);
  return givenEndpoint === process.env.SANDBOX_AWS_ENDPOINT && !isMissing;
}

async function start(progress: Progress): Promise<Visited> {
  rmSync(logFile, { force: true });
  const program = join(__dirname, "background.ts");
  const child = startChild(process.execPath, [...withTypeScript, program, String(process.pid)], {
    env: process.env,
    cwd: projectDir,
    logFile,
  });
  const release = endWithThisProcess(child.pid, "SIGTERM");
  let hasEnded = false;
  void child.ended.then(() => (hasEnded = true));
  let told = 0;
  try {
    await waitUntil("the sandbox to start", startLimitMs, () => {
      const failed = hasEnded;
      const log = readFileSync(logFile, "utf8");
      const lines = log.slice(told, log.lastIndexOf("\n") + 1);
      told += lines.length;
      for (const line of lines.split("\n").slice(0, -1)) progress(line);
      if (failed) throw new Error(`it could not start, see above and ${logFile}`);
      return Promise.resolve(readRunning()?.pid === child.pid);
    });
    const started = await findRunning();
    if (started === undefined) throw new Error(`it ended right after its start, see ${logFile}`);
    return started;
  } catch (error) {
    await child.stop();
    throw error;
  } finally {
    release();
  }
}

async function endRunning(): Promise<boolean> {
  const running = await findRunning();
  if (running !== undefined) await end(running);
  return running !== undefined;
}

async function end({ pid, ended }: Visited): Promise<void> {
  let hasEnded = false;
  void ended.then(() => (hasEnded = true));
  process.kill(pid, "SIGTERM");
  await waitUntil("the sandbox to end", stopLimitMs, () => Promise.resolve(hasEnded), 10);
}
