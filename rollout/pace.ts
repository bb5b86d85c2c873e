import type { Followed } from "./judge";
import { deploymentOf, primaryOf, type ServiceView } from "./observation";
import { isComplete } from "./serving";

/** So long most happens, and a local AWS is done. */
const atFirstMs = 10_000;

/** How long to wait before the next look: often at first; after a contradiction it is soon settled. */
export function pauseMs(waitedMs: number, isContradicted: boolean): number {
  if (isContradicted || waitedMs < atFirstMs) return 1_000;
  return waitedMs < 60_000 ? 3_000 : 5_000;
}

/** At least so long between two looks at the details: they cost about five calls, where the service costs one. */
const routineMs = { atFirst: 4_000, later: 20_000 };
const afterFailureMs = 5_000;
/** While they are all that is missing, or did not come when they were asked for. */
const awaitedMs = 10_000;

/**
 * Decides when the details are worth their calls: at once when a verdict may hang on them, soon when a task failed, else now
 * and then. A rollout costs less than 60 calls in its first minute and 30 in each later one, a failing one a few more.
 */
export class Pace {
  private askedAtMs = -Infinity;
  private seen = "";
  private seenFailures = 0;
  private areMissing = false;

  wantsDetails(service: ServiceView, { deploymentId, contradictions }: Followed, waitedMs: number): boolean {
    const primary = primaryOf(service);
    const isDone = primary !== undefined && isComplete(primary, service);
    const failed = service.deployments.filter(({ rolloutState }) => rolloutState === "FAILED").map(({ id }) => id);
    const decisive = JSON.stringify([primary?.id, isDone, failed]);
    const failures = deploymentOf(service, deploymentId)?.failedTasks ?? 0;
    const sinceMs = waitedMs - this.askedAtMs;
    const wanted =
      decisive !== this.seen ||
      contradictions > 0 ||
      sinceMs >= (waitedMs < atFirstMs ? routineMs.atFirst : routineMs.later) ||
      (sinceMs >= afterFailureMs && failures > this.seenFailures) ||
      (sinceMs >= awaitedMs && (isDone || this.areMissing));
    if (wanted) Object.assign(this, { askedAtMs: waitedMs, seen: decisive, seenFailures: failures, areMissing: false });
    return wanted;
  }

  /** The details that were wanted did not come: they are still wanted, but not at once. */
  missed(): void {
    this.areMissing = true;
  }
}
