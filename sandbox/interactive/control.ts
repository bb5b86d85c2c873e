import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { hasAwsPlugin } from "../awsPlugin";
import { withLock } from "../engine/lock";
import { namesAwsProvider } from "../environment";
import { projectDir } from "../paths";
import { startChild, waitUntil, type Progress } from "../process";
import { removeStackFile } from "../stackFile";
import { interactiveDir, interactiveStack, lockFile, logFile, readRunning, touchUsed, type Running } from "./files";

/** Building an engine takes minutes on a slow machine. */
const startLimitMs = 20 * 60_000;
const stopLimitMs = 30_000;

/** The background process, started unless one is up that fits this command's environment. */
export async function ensureRunning(progress: Progress): Promise<Running> {
  mkdirSync(interactiveDir, { recursive: true });
  return withLock(lockFile, progress, async () => {
    touchUsed();
    const running = readRunning();
    if (running !== undefined && fits(running)) return running;
    if (running !== undefined) await end(running);
    return start(progress);
  });
}

/** Ends the background process; true when there was one. What is in the local AWS is kept. */
export async function stop(): Promise<boolean> {
  const running = readRunning();
  if (running === undefined) return false;
  await end(running);
  return true;
}

/** Ends the background process and forgets everything: the account, the stack's state and its config. */
export async function reset(): Promise<void> {
  await stop();
  rmSync(interactiveDir, { recursive: true, force: true });
  removeStackFile(interactiveStack);
}

function fits({ givenEndpoint, variables }: Running): boolean {
  const needsProvider = !namesAwsProvider(process.env.PULUMI_DEBUG_PROVIDERS) && !hasAwsPlugin(process.env);
  return givenEndpoint === process.env.SANDBOX_AWS_ENDPOINT && (!needsProvider || variables.providerPort !== undefined);
}

async function start(progress: Progress): Promise<Running> {
  rmSync(logFile, { force: true });
  const child = startChild(
    process.execPath,
    ["--require", "ts-node/register/transpile-only", join(__dirname, "background.ts")],
    { env: process.env, cwd: projectDir, logFile },
  );
  let ended = false;
  void child.ended.then(() => (ended = true));
  let told = 0;
  try {
    return await waitUntil("the sandbox to start", startLimitMs, () => {
      const log = readFileSync(logFile, "utf8");
      const whole = log.slice(told, log.lastIndexOf("\n") + 1);
      told += whole.length;
      if (ended) throw new Error(`the sandbox could not start:\n${log}`);
      for (const line of whole.split("\n").slice(0, -1)) progress(line);
      const running = readRunning();
      return Promise.resolve(running?.pid === child.pid ? running : undefined);
    });
  } catch (error) {
    await child.stop();
    throw error;
  }
}

async function end({ pid }: Running): Promise<void> {
  process.kill(pid, "SIGTERM");
  await waitUntil("the sandbox to end", stopLimitMs, () => Promise.resolve(readRunning() === undefined));
}
