import { setTimeout as sleep } from "node:timers/promises";
import { isAwsError } from "./awsErrors";
import type { Scope } from "./resource";

/** How long the real provider waits for an ECS service where the program sets no limit. */
const defaultTimeoutSeconds = 20 * 60;

/** Asks, at first quickly and then once a second, until the state is the wanted one. */
export async function waitForState(wanted: string, scope: Scope, ask: () => Promise<string>): Promise<void> {
  const timeoutSeconds = scope.timeoutSeconds ?? defaultTimeoutSeconds;
  const deadline = performance.now() + timeoutSeconds * 1000;
  for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, 1000)) {
    const state = await ask();
    if (state === wanted) return;
    if (performance.now() > deadline) {
      throw new Error(
        `timeout while waiting for state to become '${wanted}' (last state: '${state}', timeout: ${timeoutSeconds}s)`,
      );
    }
    try {
      await sleep(pauseMs, undefined, { signal: scope.session.cancelled });
    } catch (cause) {
      throw new Error(`cancelled while waiting for state to become '${wanted}' (last state: '${state}')`, { cause });
    }
  }
}

/**
 * Does something again, at first quickly and then once a second, while AWS refuses it with one of the codes; in the end the
 * refusal is thrown.
 */
export async function retryOn<T>(
  codes: readonly string[],
  timeoutSeconds: number,
  scope: Scope,
  action: () => Promise<T>,
): Promise<T> {
  const deadline = performance.now() + timeoutSeconds * 1000;
  for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, 1000)) {
    try {
      return await action();
    } catch (error) {
      if (!isAwsError(error, ...codes) || performance.now() > deadline || scope.session.cancelled.aborted) throw error;
    }
    await sleep(pauseMs, undefined, { signal: scope.session.cancelled }).catch(() => undefined);
  }
}
