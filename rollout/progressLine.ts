import type { Collected } from "./collected";
import { deploymentOf, type DeploymentView, type ServiceView } from "./observation";
import { shorten } from "./shorten";

/** How the followed deployment stands, in one line; counts of health are those of the latest details. */
export function progressLine(deploymentId: string | undefined, service: ServiceView, collected: Collected): string {
  const deployment = deploymentOf(service, deploymentId);
  if (deployment === undefined) return "waiting for ECS to start the deployment";
  const { tasks = [], targets = [], isHealthChecked } = collected.details ?? {};
  const own = tasks.filter(({ startedBy }) => startedBy === deploymentId);
  const healthy = own.filter(({ health }) => health === "HEALTHY").length;
  const inService = targets.filter(({ ip, state }) => state === "healthy" && own.some((task) => task.privateIp === ip));
  const event = collected.eventsOf(deploymentId)[0]?.message;
  return [
    `${deployment.runningCount} of ${service.desiredCount} tasks running`,
    deployment.pendingCount > 0 ? `${deployment.pendingCount} pending` : undefined,
    isHealthChecked === true ? `${healthy} healthy` : undefined,
    deployment.failedTasks > 0 ? `${deployment.failedTasks} failed` : undefined,
    service.loadBalancers.length > 0 ? `${inService.length} targets healthy` : undefined,
    isBaking(deployment, service) ? `ECS watches ${alarmWords(service)} for a while before it is complete` : undefined,
    event === undefined ? undefined : `ECS: ${shorten(withoutIds(event), 120)}`,
  ]
    .filter((part) => part !== undefined)
    .join(", ");
}

/** All new tasks run and all old ones are gone: what is left is the bake time of the alarms. */
const isBaking = (own: DeploymentView, { deployments, desiredCount, alarmNames }: ServiceView): boolean =>
  alarmNames.length > 0 &&
  own.rolloutState === "IN_PROGRESS" &&
  own.runningCount >= desiredCount &&
  deployments.every(({ id, runningCount }) => id === own.id || runningCount === 0);

const alarmWords = ({ alarmNames }: ServiceView) => (alarmNames.length === 1 ? "its alarm" : "its alarms");

/** An event without the service's name, task ids and ARNs, which only make it long. */
const withoutIds = (event: string) =>
  event
    .replace(/^\(service [^)]*\) /, "")
    .replace(/:? ?(?:\(task \w+\) ?)+/g, " ")
    .replace(/arn:\S+:targetgroup\/([^/]+)\/\w+/g, "$1")
    .replace(/ \.$/, ".");
