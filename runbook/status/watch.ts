import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import type { Writable } from "node:stream";
import { readServices } from "../../settings/readServices";
import { readStackFiles } from "../../settings/stackFiles";
import { printed, type Answer, type Output } from "../answer";
import { chooseService } from "../chooseService";
import { exitCodes } from "../exitCodes";
import { failureOf } from "../failure";
import type { OpenStack } from "../openStack";
import { note, type Surroundings } from "../surroundings";

const everyMs = 2_000;

/** `--watch`: looks again and again, until Ctrl-C, which is how it is meant to end. */
export async function watchUntilInterrupted(
  look: () => Promise<Answer>,
  surroundings: Surroundings,
  output: Output,
): Promise<number> {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once("SIGINT", interrupt);
  try {
    await watch(async () => printed(await look(), output), surroundings, interrupted.signal);
  } finally {
    process.off("SIGINT", interrupt);
  }
  return exitCodes.fine;
}

/** A stack that was opened some time ago, with the settings that its files have now: somebody may be changing them. */
export function withPresentSettings(stack: OpenStack, { projectDir }: Surroundings): OpenStack {
  const { services } = readServices(readStackFiles(projectDir, stack.name));
  const { settings } = chooseService(services, stack.config.serviceKey);
  return { ...stack, settings };
}

/**
 * Prints what a look gives, again whenever it is another; on a terminal in place of what was there before. A look that AWS does
 * not answer is told, and the next one follows. Ends when the signal is aborted.
 */
export async function watch(
  look: () => Promise<string>,
  surroundings: Surroundings,
  signal: AbortSignal,
  ms = everyMs,
): Promise<void> {
  const { stdout, isTerminal } = surroundings;
  const ended = new Promise<undefined>((resolve) => signal.addEventListener("abort", () => resolve(undefined)));
  let shown = "";
  while (!signal.aborted) {
    try {
      const text = await Promise.race([look(), ended]);
      if (text !== undefined && text !== shown) {
        stdout.write((isTerminal ? erase(shown, stdout) : "") + text);
        shown = text;
      }
    } catch (error) {
      const failure = failureOf(error);
      // The first one tells whether it can work at all.
      if (failure === undefined || shown === "") throw error;
      note(surroundings, failure.message);
      // It stays on the screen, with what was there.
      shown = failure.message;
    }
    await sleep(ms, undefined, { signal }).catch(() => undefined);
  }
}

/** Moves up to where a text began, and clears from there on. One that is higher than the screen begins at its top. */
function erase(text: string, out: Writable): string {
  const { columns = 80, rows = 24 } = out as Partial<NodeJS.WriteStream>;
  const lines = text.split("\n").slice(0, -1);
  const heights = lines.map((line) => Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns)));
  const height = Math.min(
    heights.reduce((sum, each) => sum + each, 0),
    rows - 1,
  );
  return height === 0 ? "" : `\u001b[${height}A\u001b[G\u001b[J`;
}
