import type { OpenStack } from "../../openStack";
import type { Surroundings } from "../../surroundings";
import { colourFor } from "../../text/colour";
import { LiveLook } from "./liveLook";
import { Screen } from "./screen";
import { watchLive } from "./watchLive";

/** `--watch` on a terminal. Ctrl-C is one of the ways in which it is meant to end. */
export async function startLive(stack: OpenStack, { stdout }: Surroundings): Promise<number> {
  const interrupted = new AbortController();
  let received: NodeJS.Signals | undefined;
  const interrupt = (signal: NodeJS.Signals) => {
    received = signal;
    interrupted.abort();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.once(signal, interrupt);
  const hasColours = colourFor(stdout)("red", "x") !== "x";
  try {
    return await watchLive(new LiveLook(stack), new Screen(stdout, hasColours), interrupted.signal);
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
    // The terminal is as it was: now the others may do what they do.
    if (received !== undefined && received !== "SIGINT") process.kill(process.pid, received);
  }
}
