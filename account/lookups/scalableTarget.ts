import { removeCommand } from "../../settings/commands";
import type { Names } from "../../settings/types";
import type { Clients } from "../clients";
import { lookingFor, type Where } from "../problem";

/** What Application Auto Scaling keeps a service between: numbers of tasks. */
export interface ScalableTarget {
  min: number;
  max: number;
}

type ServiceName = Pick<Names, "cluster" | "service">;

/** Application Auto Scaling's name for what it scales: the desired count of a service of ECS. */
export const serviceNamespace = "ecs";
export const scalableDimension = "ecs:service:DesiredCount";
export const scalableResourceId = ({ cluster, service }: ServiceName) => `service/${cluster}/${service}`;

/** Undefined: nothing scales the service by itself. */
export function lookUpScalableTarget(
  clients: Clients,
  names: ServiceName,
  where: Where,
): Promise<ScalableTarget | undefined> {
  const sought = {
    what: `what scales service "${names.service}"`,
    where,
    fix: removeCommand(["autoscaling"]),
    action: "application-autoscaling:DescribeScalableTargets",
  };
  return lookingFor(sought, () => findScalableTarget(clients, names));
}

/** Likewise, with AWS's own errors. */
export async function findScalableTarget(clients: Clients, names: ServiceName): Promise<ScalableTarget | undefined> {
  const autoScaling = await clients.applicationAutoScaling();
  const { ScalableTargets: [found] = [] } = await autoScaling.describeScalableTargets({
    ServiceNamespace: serviceNamespace,
    ScalableDimension: scalableDimension,
    ResourceIds: [scalableResourceId(names)],
  });
  return found && { min: found.MinCapacity ?? 0, max: found.MaxCapacity ?? 0 };
}
