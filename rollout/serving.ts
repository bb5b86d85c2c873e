import {
  isSameRevision,
  type DeploymentView,
  type Details,
  type Observation,
  type ServiceView,
  type TaskView,
} from "./observation";

/** Complete, alone, and each of the desired tasks runs, is healthy, and in service in every target group. */
export function isServing(primary: DeploymentView, revisionArn: string, { service, details }: Observation): boolean {
  if (!isComplete(primary, service) || details === undefined) return false;
  const record = details.serviceDeployments?.find(({ deploymentId }) => deploymentId === primary.id);
  // There is none for a deployment of more than 90 days ago.
  if (record !== undefined && record.status !== "SUCCESSFUL") return false;
  return servingTasks(revisionArn, service, details).length >= service.desiredCount;
}

/** ECS calls the deployment complete, and nothing of another one runs. */
export function isComplete(primary: DeploymentView, { deployments, desiredCount }: ServiceView): boolean {
  const isAlone = deployments.every(({ id, runningCount }) => id === primary.id || runningCount === 0);
  return primary.rolloutState === "COMPLETED" && isAlone && primary.runningCount >= desiredCount;
}

function servingTasks(revisionArn: string, { loadBalancers }: ServiceView, details: Details): TaskView[] {
  return details.tasks.filter(
    (task) =>
      isSameRevision(task.revisionArn, revisionArn) &&
      task.lastStatus === "RUNNING" &&
      (!details.isHealthChecked || task.health === "HEALTHY") &&
      loadBalancers.every(({ targetGroupArn, containerPort }) =>
        details.targets.some(
          (target) =>
            target.targetGroupArn === targetGroupArn &&
            target.ip === task.privateIp &&
            target.port === containerPort &&
            target.state === "healthy",
        ),
      ),
  );
}

/** What a green verdict does not prove, in words. */
export function unproven({ service, details }: Observation): string[] {
  if (service.desiredCount === 0) return ["desired count is 0: that its tasks run is not proven"];
  if (details?.isHealthChecked === false && service.loadBalancers.length === 0) {
    return ["nothing checks health (no container health check, no target group): only that the tasks run is proven"];
  }
  return [];
}
