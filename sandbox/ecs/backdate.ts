import { invalidParameter } from "./awsError";
import { ecsArn } from "./names";
import type { World } from "./world";

/**
 * Makes a service look as if its last deployment had ended at least so many days ago: it, and all before it, is moved into the past.
 * Throws while a deployment is under way.
 *
 * @param resourceId `service/CLUSTER/NAME`
 */
export function backdate(world: World, resourceId: string, days: number): void {
  const { account, state } = world;
  const arn = ecsArn(account, resourceId);
  const service = state.services[arn];
  if (service === undefined) throw invalidParameter(`${resourceId} does not exist.`);
  const [deployment] = service.deployments;
  const ended = state.serviceDeployments[service.serviceDeploymentArn]?.finishedAt;
  if (service.deployments.length !== 1 || deployment?.rolloutState !== "COMPLETED" || ended === undefined) {
    throw invalidParameter(`${resourceId} has a deployment under way, or none.`);
  }
  const by = Math.max(ended - (world.moment().now - days * 86_400_000), 0);
  const ofService = <T extends { serviceArn: string }>(records: Record<string, T>) =>
    Object.values(records).filter(({ serviceArn }) => serviceArn === arn);
  service.createdAt -= by;
  deployment.createdAt -= by;
  deployment.updatedAt -= by;
  for (const revision of ofService(state.revisions)) revision.createdAt -= by;
  for (const each of ofService(state.serviceDeployments)) {
    for (const time of ["createdAt", "startedAt", "finishedAt", "stoppedAt", "statusSince"] as const) {
      const at = each[time];
      if (at !== undefined) each[time] = at - by;
    }
    if (each.rollback) each.rollback.startedAt -= by;
  }
}
