import { setTimeout as sleep } from "node:timers/promises";
import { Interruption } from "./interruption";

/** How time passes for what waits for AWS; tests let it fly. */
export interface Time {
  /** Wakes up early when the user interrupts. */
  sleep(ms: number): Promise<void>;
  isInterrupted(): boolean;
  /** Milliseconds that only ever grow; not a time of day. */
  elapsedMs(): number;
  /** The waiting is over: from now on Ctrl-C ends the process. */
  end(): void;
}

/** From now to its end, Ctrl-C only wakes up what sleeps. */
export function realTime(): Time {
  const interruption = new Interruption();
  return {
    sleep: (ms) => interruption.sleep(ms),
    isInterrupted: () => interruption.isThere,
    elapsedMs: () => performance.now(),
    end: () => interruption.end(),
  };
}

/** Ctrl-C ends the process at once, as ever. */
export const plainTime = (): Time => ({
  sleep: (ms) => sleep(ms),
  isInterrupted: () => false,
  elapsedMs: () => performance.now(),
  end: () => undefined,
});
