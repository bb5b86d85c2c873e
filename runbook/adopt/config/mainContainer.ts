import type { ContainerDefinition, Service, TaskDefinition } from "@aws-sdk/client-ecs";

/** The container that the app is: the one that a target group is for, else the only essential one, else the first such. */
export function mainContainer(
  { containerDefinitions = [] }: Pick<TaskDefinition, "containerDefinitions">,
  { loadBalancers = [] }: Pick<Service, "loadBalancers">,
): ContainerDefinition {
  const targeted = loadBalancers.map(({ containerName }) => containerName);
  const essential = containerDefinitions.filter((container) => container.essential ?? true);
  const main =
    containerDefinitions.find(({ name }) => targeted.includes(name)) ?? essential[0] ?? containerDefinitions[0];
  if (main === undefined) throw new Error("a task definition has no container");
  return main;
}

/** The main container first, as the program orders them. */
export function mainFirst(
  revision: Pick<TaskDefinition, "containerDefinitions">,
  service: Pick<Service, "loadBalancers">,
): [ContainerDefinition, ...ContainerDefinition[]] {
  const main = mainContainer(revision, service);
  return [main, ...(revision.containerDefinitions ?? []).filter((other) => other !== main)];
}
