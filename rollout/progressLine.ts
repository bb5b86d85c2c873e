import type { Followed } from "./judge";
import type { Observation } from "./observation";

/** How the followed deployment stands, in one line. */
export function progressLine({ deploymentId }: Followed, { service, details }: Observation): string {
  const deployment = service.deployments.find(({ id }) => id === deploymentId);
  if (deployment === undefined) return "waiting for ECS to start the deployment";
  const own = details?.tasks.filter(({ startedBy }) => startedBy === deploymentId) ?? [];
  const healthy = own.filter(({ health }) => health === "HEALTHY").length;
  const inService = details?.targets.filter(
    ({ ip, state }) => state === "healthy" && own.some((t) => t.privateIp === ip),
  );
  const event = service.events[0]?.message.replace(/^\(service [^)]*\) /, "");
  return [
    `${deployment.runningCount} of ${service.desiredCount} tasks running`,
    deployment.pendingCount > 0 ? `${deployment.pendingCount} pending` : undefined,
    healthy > 0 ? `${healthy} healthy` : undefined,
    deployment.failedTasks > 0 ? `${deployment.failedTasks} failed` : undefined,
    inService === undefined || service.loadBalancers.length === 0 ? undefined : `${inService.length} targets healthy`,
    event === undefined ? undefined : `ECS: ${event}`,
  ]
    .filter((part) => part !== undefined)
    .join(", ");
}
