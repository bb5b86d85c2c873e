import type { Deployment, ECS, Service } from "@aws-sdk/client-ecs";
import { waitUntil } from "./process";

const limitMs = 60_000;

type Course = Pick<Deployment, "rolloutState" | "runningCount" | "desiredCount">;

/**
 * Whether no rollout is under way and as many tasks run as are desired. ECS says of a rollout that it has ended later
 * than `aws ecs wait services-stable` is satisfied; a new desired count alone leaves the deployment COMPLETED.
 */
export function isSettled({ deployments = [] }: { deployments?: Course[] }): boolean {
  const [deployment, ...others] = deployments;
  if (deployment === undefined || others.length > 0) return false;
  return deployment.rolloutState === "COMPLETED" && deployment.runningCount === deployment.desiredCount;
}

/** The service with its tags, as soon as it is settled. */
export function settledService(
  ecs: ECS,
  { cluster, service }: { cluster?: string; service: string },
): Promise<Service> {
  return waitUntil(`the rollout of ${service} to end`, limitMs, async () => {
    const asked = { cluster, services: [service], include: ["TAGS" as const] };
    const { services: [described] = [] } = await ecs.describeServices(asked);
    return described !== undefined && isSettled(described) && described;
  });
}
