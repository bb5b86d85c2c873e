import type { ContainerDefinition, TaskDefinition as Revision } from "@aws-sdk/client-ecs";
import { withoutEcsParts } from "../rollout/preflight/newTasks";
import { canonical } from "./canonical";
import type { TaskDefinition } from "./taskDefinition";

/**
 * A revision that ECS has described as it could be registered again: without what ECS adds, in canonical form with entries
 * sorted by name, as `renderTaskDefinition` makes it.
 */
export function registerForm(revision: Revision): TaskDefinition {
  const { containerDefinitions = [], enableFaultInjection, ...rest } = withoutEcsParts(revision);
  const given = { ...rest, ...(enableFaultInjection === true && { enableFaultInjection }) };
  return canonical({ ...given, containerDefinitions: containerDefinitions.map(container) }) as TaskDefinition;
}

function container({ cpu, ...rest }: ContainerDefinition): ContainerDefinition {
  return {
    ...rest,
    // ECS says 0 where nothing was given.
    cpu: cpu === 0 ? undefined : cpu,
    environment: rest.environment?.toSorted(byName),
    secrets: rest.secrets?.toSorted(byName),
    portMappings: rest.portMappings?.toSorted(byName),
  };
}

const byName = (a: { name?: string }, b: { name?: string }) => ((a.name ?? "") < (b.name ?? "") ? -1 : 1);
