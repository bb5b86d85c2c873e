import type { Followed } from "./judge";
import { deploymentOf, primaryOf, type ServiceView } from "./observation";
import { isComplete } from "./serving";

/** How long to wait before the next look: often at first, when most happens; after a contradiction it is soon settled. */
export function pauseMs(waitedMs: number, isContradicted: boolean): number {
  if (isContradicted || waitedMs < 10_000) return 1_000;
  return waitedMs < 60_000 ? 2_500 : 5_000;
}

/** At least so long between two looks at the details: they cost about five calls, where the service costs one. */
const routineMs = 20_000;
const urgentMs = 10_000;

/**
 * Decides when the details are worth their calls: at once when a verdict may hang on them, soon when something failed, else
 * now and then. With that, a rollout costs less than 60 calls in its first minute and less than 30 in each later one.
 */
export class Pace {
  private askedAtMs: number | undefined;
  private seen = "";
  private seenFailures = 0;

  wantsDetails(service: ServiceView, { deploymentId, contradictions }: Followed, nowMs: number): boolean {
    const primary = primaryOf(service);
    const isDone = primary !== undefined && isComplete(primary, service);
    const own = deploymentOf(service, deploymentId);
    const decisive = JSON.stringify([primary?.id, isDone, own?.rolloutState]);
    const failures = own?.failedTasks ?? 0;
    const sinceMs = nowMs - (this.askedAtMs ?? -Infinity);
    const wanted =
      decisive !== this.seen ||
      contradictions > 0 ||
      sinceMs >= routineMs ||
      (sinceMs >= urgentMs && (isDone || failures > this.seenFailures));
    if (wanted) Object.assign(this, { askedAtMs: nowMs, seen: decisive, seenFailures: failures });
    return wanted;
  }

  /** The details that were wanted did not come: they are still wanted, but not at once. */
  missed(): void {
    this.seenFailures = -1;
  }
}
