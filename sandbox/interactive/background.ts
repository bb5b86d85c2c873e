/** The process behind the interactive sandbox: from the first command until `stop`, `reset` or 30 idle minutes. */
import { setTimeout as sleep } from "node:timers/promises";
import { startSession } from "../session";
import { idleMs, interactiveDir, interactiveStack, touchUsed, writeRunning } from "./files";
import { idleMinutes } from "./idle";

async function main(): Promise<void> {
  touchUsed();
  const session = await startSession({
    dir: interactiveDir,
    stack: interactiveStack,
    progress: (line) => process.stdout.write(`${line}\n`),
  });
  writeRunning({ pid: process.pid, givenEndpoint: process.env.SANDBOX_AWS_ENDPOINT, variables: session.variables });

  let asked = false;
  process.once("SIGTERM", () => (asked = true));
  while (!asked && idleMs() < idleMinutes * 60_000) await sleep(200);
  await session.stop();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
