import { isAwsError, wordsOfFailedCall } from "../account/askedFor";
import { errorCode } from "../account/problem";
import type { Time } from "../rollout/time";

const throttledCodes = new Set([
  "ThrottlingException",
  "Throttling",
  "TooManyRequestsException",
  "RequestLimitExceeded",
]);

export const isThrottled = (error: unknown): boolean => throttledCodes.has(errorCode(error));

/** Whether a call to AWS failed because it is busy, or the way to it is lost: it may be answered another time. */
export function isPassing(error: unknown): boolean {
  if (isThrottled(error)) return true;
  if (!isAwsError(error)) return false;
  const { $metadata: { httpStatusCode = 500 } = {} } = error as { $metadata?: { httpStatusCode?: number } };
  return httpStatusCode >= 500;
}

const pauseMs = { first: 1_000, longest: 15_000 };

/** Asks AWS again where asking again helps. */
export class Patience {
  private hasAnswered = false;

  constructor(
    private readonly time: Time,
    /** Told once for each time of trouble. */
    private readonly tell: (line: string) => void,
    /** Whether a connection that is lost after a first answer is waited for, too. */
    private readonly outlastsLostConnection: boolean,
    /** By the time's `elapsedMs`: when patience ends. */
    private readonly untilMs = Infinity,
  ) {}

  /** The SDK has tried several times before an error comes here. */
  async ask<T>(call: () => Promise<T>): Promise<T> {
    for (let waitMs = pauseMs.first; ; waitMs = Math.min(2 * waitMs, pauseMs.longest)) {
      try {
        const answer = await call();
        this.hasAnswered = true;
        return answer;
      } catch (error) {
        const isOver = this.time.isInterrupted() || this.time.elapsedMs() > this.untilMs;
        if (isOver || !this.willPass(error)) throw error;
        if (waitMs === pauseMs.first) this.tell(`${wordsOfFailedCall(error)}; asking again`);
        await this.time.sleep(waitMs);
      }
    }
  }

  private willPass(error: unknown): boolean {
    return isThrottled(error) || (this.outlastsLostConnection && this.hasAnswered && isPassing(error));
  }
}
