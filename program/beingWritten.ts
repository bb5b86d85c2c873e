import { setTimeout as sleep } from "node:timers/promises";

const tries = 20;
const betweenMs = 100;

/**
 * Reads the state, which the engine may be writing at that moment: a backend of files then shows half of it. It is written for
 * each change of a resource, so for what a program has made before.
 */
export async function unlessBeingWritten<T>(
  read: () => Promise<T>,
  wait: (ms: number) => Promise<void> = sleep,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read();
    } catch (error) {
      const isHalf = error instanceof Error && error.message.includes("failed to load checkpoint");
      if (!isHalf || attempt === tries) throw error;
      await wait(betweenMs);
    }
  }
}
