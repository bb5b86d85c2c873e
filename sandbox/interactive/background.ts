/** The process behind the interactive sandbox: from the first command until `stop`, `reset` or 30 idle minutes. */
import { setTimeout as sleep } from "node:timers/promises";
import { startSession } from "../session";
import { interactiveDir, interactiveStack, removeRunning, writeRunning } from "./files";
import { idleMinutes } from "./idle";
import { Presence } from "./presence";

const startedBy = Number(process.argv[2]);

async function main(): Promise<void> {
  const orphaned = setInterval(() => process.ppid !== startedBy && process.exit(1), 100);
  const session = await startSession({
    dir: interactiveDir,
    stack: interactiveStack,
    progress: (line) => process.stdout.write(`${line}\n`),
  });
  const presence = new Presence();
  const port = await presence.open();
  const givenEndpoint = process.env.SANDBOX_AWS_ENDPOINT;
  writeRunning({ pid: process.pid, port, id: presence.id, givenEndpoint, variables: session.variables });
  clearInterval(orphaned);

  let asked = false;
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => (asked = true));
  while (!asked && presence.idleMs < idleMinutes * 60_000) await sleep(100);
  presence.end();
  await session.stop();
  removeRunning();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
