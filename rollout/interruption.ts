import { setTimeout as sleep } from "node:timers/promises";

/**
 * Ctrl-C: the terminal sends SIGINT to the engine and to this program, and newer engines pass it on besides. Once it was
 * caught, what sleeps wakes up, so that there is time for a last word before the engine ends the program.
 */
export class Interruption {
  private readonly interrupt = new AbortController();

  constructor() {
    const stop = () => this.interrupt.abort();
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
  }

  get isThere(): boolean {
    return this.interrupt.signal.aborted;
  }

  /** Sleeps, but not through an interruption. */
  async sleep(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.interrupt.signal }).catch(() => undefined);
  }
}
