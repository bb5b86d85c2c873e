import { exitCodes } from "./exitCodes";
import { commandOf, runbook } from "./runbook";
import type { Surroundings } from "./surroundings";

type Output = typeof process.stdout | typeof process.stderr;

/**
 * Runs a command line as what this process is for: its outputs, its exit code. When nobody reads what is printed any more
 * (`| head`), or it cannot be written, a command that only reads ends at once; one that changes something goes on to its end,
 * and what it prints is lost.
 */
export async function asProcess(args: string[], surroundings: Surroundings): Promise<void> {
  const { changes, failureExitCode = exitCodes.notFine } = commandOf(args) ?? {};
  let hasFailed = false;
  for (const output of [process.stdout, process.stderr]) {
    output.on("error", (error: NodeJS.ErrnoException) => {
      const isUnread = error.code === "EPIPE";
      lose(output);
      if (!isUnread) process.stderr.write(`what is printed gets lost: ${error.message}\n`);
      if (changes === undefined) process.exit(isUnread ? exitCodes.unread : failureExitCode);
      hasFailed ||= !isUnread;
    });
  }
  process.once("exit", (exitCode) => {
    if (hasFailed && exitCode === exitCodes.fine) process.exitCode = failureExitCode;
  });
  process.exitCode = await runbook(args, surroundings);
}

/** From now on, all that is written seems to have been. */
function lose(output: Output): void {
  output.write = (...args: unknown[]) => {
    const done = args.at(-1);
    if (typeof done === "function") process.nextTick(done);
    return true;
  };
}
