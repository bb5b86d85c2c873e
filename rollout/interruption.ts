import { setTimeout as sleep } from "node:timers/promises";

const signals = ["SIGINT", "SIGTERM"] as const;

/**
 * Ctrl-C: the terminal sends SIGINT to the engine and to this program, and newer engines pass it on besides. From its making
 * to its end, the signal wakes up what sleeps, so that there is time for a last word; outside of that it ends the process.
 */
export class Interruption {
  private readonly interrupt = new AbortController();
  private readonly stop = () => this.interrupt.abort();

  constructor() {
    for (const signal of signals) process.on(signal, this.stop);
  }

  end(): void {
    for (const signal of signals) process.off(signal, this.stop);
  }

  get isThere(): boolean {
    return this.interrupt.signal.aborted;
  }

  /** Sleeps, but not through an interruption. */
  async sleep(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.interrupt.signal }).catch(() => undefined);
  }
}
