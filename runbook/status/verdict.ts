import {
  primaryOf,
  revisionName,
  type DeploymentView,
  type Observation,
  type TargetView,
} from "../../rollout/observation";
import { isServing } from "../../rollout/serving";
import { targetReason } from "../../rollout/targetReasons";

/** Whose tasks are judged. */
export interface Judged extends Required<Observation> {
  /** Names of the ports that are in target groups, by number. */
  portNames: Map<number, string>;
}

/** Why the service is not stable, complete and healthy on one revision, a sentence each; none: it is. */
export function shortcomings(judged: Judged): string[] {
  const primary = primaryOf(judged.service);
  if (primary === undefined) return ["ECS has no deployment of the service"];
  const found = [
    ...rollout(primary),
    ...others(primary, judged),
    ...missingTasks(primary, judged),
    ...unhealthyTasks(primary, judged),
    ...judged.service.loadBalancers.flatMap((group) => targets(group, judged)),
  ];
  if (found.length > 0 || isServing(primary, primary.revisionArn, judged)) return found;
  const record = judged.details.serviceDeployments?.find(({ deploymentId }) => deploymentId === primary.id);
  return [
    record === undefined || record.status === "SUCCESSFUL"
      ? "not each of its tasks is healthy and in service in every target group"
      : `ECS's record of the deployment says ${record.status}${record.reason === undefined ? "" : `: ${record.reason}`}`,
  ];
}

function rollout({ rolloutState, rolloutStateReason, revisionArn }: DeploymentView): string[] {
  if (rolloutState === "COMPLETED") return [];
  const reason = rolloutStateReason === undefined ? "" : ` (${rolloutStateReason.replace(/\.$/, "")})`;
  if (rolloutState === "FAILED") return [`the rollout of ${revisionName(revisionArn)} has failed${reason}`];
  return [`${revisionName(revisionArn)} is being rolled out${reason}`];
}

const taskCount = (count: number) => (count === 1 ? "1 task" : `${count} tasks`);

function others(primary: DeploymentView, { service }: Judged): string[] {
  return service.deployments
    .filter(({ id, runningCount }) => id !== primary.id && runningCount > 0)
    .map(({ revisionArn, runningCount }) => `${taskCount(runningCount)} of ${revisionName(revisionArn)} beside it`);
}

function missingTasks({ runningCount }: DeploymentView, { service: { desiredCount } }: Judged): string[] {
  return runningCount >= desiredCount ? [] : [`${runningCount} of ${taskCount(desiredCount)} running`];
}

/** Only where something checks it does ECS tell the health of a task. */
function unhealthyTasks({ id }: DeploymentView, { details: { tasks, isHealthChecked } }: Judged): string[] {
  if (!isHealthChecked) return [];
  const own = tasks.filter(({ startedBy, lastStatus }) => startedBy === id && lastStatus === "RUNNING");
  return [
    ["UNHEALTHY", "unhealthy"],
    ["UNKNOWN", "not yet known to be healthy"],
  ].flatMap(([state, words]) => {
    const count = own.filter(({ health }) => health === state).length;
    return count === 0 ? [] : [`${taskCount(count)} ${words}`];
  });
}

function targets(group: { targetGroupArn: string; containerPort: number }, { details, portNames }: Judged): string[] {
  const own = details.targets.filter(
    ({ targetGroupArn, port }) => targetGroupArn === group.targetGroupArn && port === group.containerPort,
  );
  const port = portNames.get(group.containerPort) ?? String(group.containerPort);
  return ["unhealthy", "initial", "unused", "unavailable"].flatMap((state) => {
    const such = own.filter((target) => target.state === state);
    const reasons = state === "initial" ? [] : reasonsOf(such);
    const count = such.length === 1 ? "1 target" : `${such.length} targets`;
    return such.length === 0
      ? []
      : [`port ${port}: ${count} ${state}${reasons.length === 0 ? "" : ` (${reasons.join("; ")})`}`];
  });
}

/** Each distinct reason once. */
export const reasonsOf = (targets: TargetView[]): string[] => [
  ...new Set(targets.map(({ description, reason }) => targetReason(description, reason)).filter((text) => text !== "")),
];
