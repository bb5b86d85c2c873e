import type { ECS, Service } from "@aws-sdk/client-ecs";
import { waitUntil } from "./process";

const limitMs = 60_000;

/** Whether no rollout is under way. ECS says so later than `aws ecs wait services-stable` is satisfied. */
export const isSettled = ({ deployments = [] }: { deployments?: { rolloutState?: string }[] }): boolean =>
  deployments.length === 1 && deployments[0]?.rolloutState === "COMPLETED";

/** The service with its tags, as soon as no rollout is under way. */
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
