import { setTimeout as sleep } from "node:timers/promises";
import { exitCodes } from "../../exitCodes";
import { failureOf } from "../../failure";
import { follow, type Followed, type LiveState } from "./state";
import type { Screen } from "./screen";
import { view } from "./view";

/** What is looked at, and when it is worth the next look. */
export interface Looked {
  look(): Promise<LiveState>;
  pauseMs: number;
}

const redrawMs = 1_000;

/**
 * Shows a service on a terminal until the signal is aborted, or a rollout that was seen under way has ended; gives the exit code.
 * A look that AWS does not answer is told on the view; when it is the first one, it ends with that.
 */
export async function watchLive(
  looked: Looked,
  screen: Screen,
  signal: AbortSignal,
  tickMs = redrawMs,
): Promise<number> {
  const ended = new Promise<undefined>((resolve) => signal.addEventListener("abort", () => resolve(undefined)));
  let state: LiveState | undefined;
  let followed: Followed = {};
  const draw = () => {
    if (state !== undefined) screen.draw(view(state, screen.size));
  };
  screen.onResize(draw);
  try {
    while (!signal.aborted) {
      const found: LiveState | undefined = await Promise.race([looked.look().catch(orTrouble(state)), ended]);
      if (found === undefined) break;
      state = found;
      draw();
      if (state.trouble === undefined) followed = follow(followed, state);
      if (followed.exitCode !== undefined) return followed.exitCode;
      for (let leftMs = looked.pauseMs; leftMs > 0 && !signal.aborted; leftMs -= tickMs) {
        await sleep(Math.min(tickMs, leftMs), undefined, { signal }).catch(() => undefined);
        state = { ...state, now: state.now + Math.min(tickMs, leftMs) };
        draw();
      }
    }
  } finally {
    screen.close();
  }
  return exitCodes.fine;
}

/** What was known before, with why there is nothing newer; a fault of the program itself is thrown on. */
const orTrouble =
  (before: LiveState | undefined) =>
  (error: unknown): LiveState => {
    const failure = failureOf(error);
    if (failure === undefined || before === undefined) throw error;
    return { ...before, trouble: failure.message };
  };
