import { failureOf } from "./failure";
import { isSameRevision, primaryOf, revisionName, type DeploymentView, type Observation } from "./observation";
import { isServing, unproven } from "./serving";

/** What the update asked for, and what it knew of the service before. */
export interface Expected {
  /** The revision that is to run. */
  revisionArn: string;
  /** Deployments that the service had before the update, and those that ECS had records of; empty when none was made. */
  earlierDeploymentIds: string[];
  /** Revision that the service was on before the update. */
  previousRevisionArn?: string;
  /** The change is of a kind that makes ECS start a deployment. */
  startsDeployment: boolean;
  /** What the change sets it to, when it starts no deployment that would show that an answer is from after it. */
  desiredCount?: number;
}

/** What has been seen so far of the deployment that is followed. */
export interface Followed {
  /** Undefined until a deployment of the revision has been seen. */
  deploymentId?: string;
  /** Deployments that are older than the one that is followed: ECS works towards them only when it rolls back. */
  olderIds: string[];
  /** How many answers in a row spoke against the followed deployment. */
  contradictions: number;
}

export type Verdict =
  | { kind: "waiting" }
  | { kind: "green"; unproven: string[] }
  | { kind: "red"; why: "failed" | "rolled back" | "overtaken" | "elsewhere"; detail: string };

/**
 * A single answer may be older than one that came before it; this many in a row, asked a second apart, are believed. Only
 * for what an old answer can say as well: ECS's own word that the deployment has failed is believed at once.
 */
const believedContradictions = 4;

export const nothingFollowed = ({ startsDeployment, earlierDeploymentIds }: Expected): Followed => ({
  olderIds: startsDeployment ? earlierDeploymentIds : [],
  contradictions: 0,
});

/**
 * Judges one observation. Green needs all of it in this very answer: our revision is PRIMARY, complete, alone, and its own
 * tasks run and are healthy. Anything that shows that ECS works towards something else is red.
 */
export function judge(
  expected: Expected,
  before: Followed,
  seen: Observation,
): { followed: Followed; verdict: Verdict } {
  const primary = primaryOf(seen.service);
  if (primary === undefined) return { followed: before, verdict: { kind: "waiting" } };

  const unseen = before.deploymentId === undefined ? rolledBackUnseen(expected, seen) : undefined;
  const failureUnseen = failureOf(unseen, seen);
  if (failureUnseen !== undefined) {
    return { followed: { ...before, deploymentId: unseen }, verdict: { kind: "red", ...failureUnseen } };
  }
  const isWanted = ({ id, revisionArn }: DeploymentView) =>
    isSameRevision(revisionArn, expected.revisionArn) && !before.olderIds.includes(id);
  // When it was over before the first look, ours is no longer PRIMARY.
  const found = isWanted(primary) ? primary : seen.service.deployments.find(isWanted);
  const first = before.deploymentId === undefined && found !== undefined ? takeUp(before, found, seen) : before;
  const failure = failureOf(first.deploymentId, seen);
  if (failure !== undefined) return { followed: first, verdict: { kind: "red", ...failure } };

  const followed = isWanted(primary) ? takeUp(first, primary, seen) : first;
  if (isWanted(primary) && recordOf(primary.id, seen)?.status !== "STOPPED") {
    const verdict: Verdict = isServing(primary, expected.revisionArn, seen)
      ? { kind: "green", unproven: unproven(seen) }
      : { kind: "waiting" };
    return { followed: { ...followed, contradictions: 0 }, verdict };
  }
  // Until our deployment has been seen, an older one is most likely an answer from before the update.
  const isFromBefore = followed.deploymentId === undefined && followed.olderIds.includes(primary.id);
  const contradictions = isFromBefore ? 0 : followed.contradictions + 1;
  const verdict: Verdict =
    contradictions < believedContradictions ? { kind: "waiting" } : contradiction(expected, followed, primary, seen);
  return { followed: { ...followed, contradictions }, verdict };
}

/** The update's deployment, by ECS's records, when it was over and rolled back before any answer showed it. */
function rolledBackUnseen(expected: Expected, { details }: Observation): string | undefined {
  const { startsDeployment, previousRevisionArn, earlierDeploymentIds } = expected;
  // ECS may still have records of an earlier service of this name.
  if (!startsDeployment || previousRevisionArn === undefined) return undefined;
  const records = details?.serviceDeployments ?? [];
  const first = records.findLast(({ deploymentId }) => !earlierDeploymentIds.includes(deploymentId));
  return first?.status.startsWith("ROLLBACK_") === true ? first.deploymentId : undefined;
}

/** Follows this deployment from now on: the first of the revision that is seen, or one that was started for it again. */
function takeUp(before: Followed, { id, status }: DeploymentView, { service }: Observation): Followed {
  if (before.deploymentId === id) return before;
  const others = service.deployments.map((deployment) => deployment.id);
  const known = [...before.olderIds, ...(status === "PRIMARY" ? others : []), before.deploymentId];
  const olderIds = known.filter((older): older is string => older !== undefined && older !== id);
  return { deploymentId: id, olderIds: [...new Set(olderIds)], contradictions: 0 };
}

const recordOf = (id: string, { details }: Observation) =>
  details?.serviceDeployments?.find(({ deploymentId }) => deploymentId === id);

/** What answers that contradict the followed deployment, or the absence of one, mean. */
function contradiction(expected: Expected, followed: Followed, primary: DeploymentView, seen: Observation): Verdict {
  if (primary.id === followed.deploymentId) {
    return {
      kind: "red",
      why: "failed",
      detail: recordOf(primary.id, seen)?.reason ?? "the service deployment was stopped",
    };
  }
  const name = revisionName(primary.revisionArn);
  if (followed.deploymentId === undefined) {
    return { kind: "red", why: "elsewhere", detail: primary.rolloutStateReason ?? `the service is on ${name}` };
  }
  if (followed.olderIds.includes(primary.id)) {
    return { kind: "red", why: "rolled back", detail: primary.rolloutStateReason ?? `ECS went back to ${name}` };
  }
  const wasBefore =
    expected.previousRevisionArn !== undefined && isSameRevision(primary.revisionArn, expected.previousRevisionArn);
  return {
    kind: "red",
    why: "overtaken",
    detail: `deployment ${primary.id} of ${name}${wasBefore ? ", which ran before," : ""} has taken the place of ours (${followed.deploymentId})`,
  };
}
