import type { Cause } from "../../../rollout/causes";
import { failureOf } from "../../../rollout/failure";
import type { Details, ServiceView } from "../../../rollout/observation";
import { latestDeployment, type Latest } from "../../diagnose/latest";
import { exitCodes } from "../../exitCodes";
import { shortcomings } from "../verdict";

/** What is known of a service that is watched. Times are epoch milliseconds. */
export interface LiveState {
  stack: string;
  cluster: string;
  serviceName: string;
  /** Undefined: there is none. */
  service?: ServiceView;
  /** The latest ones, with all tasks that have stopped while it was watched. */
  details?: Details;
  /** Of the latest deployment. */
  causes: Cause[];
  /** What could not be looked at: sentences. */
  unseen: string[];
  /** Why the last look came to nothing; what was known before is shown. */
  trouble?: string;
  now: number;
}

export const latestOf = ({ service, details }: LiveState): Latest | undefined =>
  service && latestDeployment({ service, details });

/** Towards the new revision, or back. */
export const isUnderWay = (latest: Latest | undefined): boolean =>
  latest?.outcome === "under way" || latest?.outcome === "rolling back";

/** Why the service is not fine, a sentence each; none: it is, or it is not known. */
export function problemsOf({ service, details, cluster, serviceName }: LiveState): string[] {
  if (service === undefined)
    return [`service ${serviceName} does not exist in cluster ${cluster} (pulumi up makes it)`];
  return details === undefined ? [] : shortcomings({ service, details, portNames: new Map() });
}

export const isFine = (state: LiveState): boolean =>
  state.details !== undefined && state.unseen.length === 0 && problemsOf(state).length === 0;

/** The rollout that was seen under way. */
export interface Followed {
  deploymentId?: string;
  /** When it was first seen complete. */
  completeSince?: number;
  /** It has ended, and this is the command's exit code. */
  exitCode?: number;
}

/** Tasks and targets may be seen to settle a little later than the deployment is complete. */
const settlesWithinMs = 15_000;

/** Goes on with one more look: whether the rollout that was under way has ended, and how. */
export function follow(before: Followed, state: LiveState): Followed {
  const latest = latestOf(state);
  if (latest === undefined || state.service === undefined) return before;
  if (isUnderWay(latest)) return { deploymentId: latest.id };
  if (before.deploymentId === undefined) return before;
  const failure = failureOf(before.deploymentId, { service: state.service, details: state.details });
  if (latest.outcome !== "complete" || (failure !== undefined && latest.id !== before.deploymentId)) {
    // The service may be well again on what it went back to: the rollout is red all the same.
    return { ...before, exitCode: exitCodes.notFine };
  }
  const completeSince = before.completeSince ?? state.now;
  if (isFine(state)) return { ...before, completeSince, exitCode: exitCodes.fine };
  if (state.now - completeSince < settlesWithinMs) return { ...before, completeSince };
  return { ...before, completeSince, exitCode: problemsOf(state).length > 0 ? exitCodes.notFine : exitCodes.refused };
}
