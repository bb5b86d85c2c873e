import type { ContainerDefinition, TaskDefinition, Volume } from "@aws-sdk/client-ecs";
import { canonical } from "../../../components/canonical";
import { withoutEcsParts } from "../../../rollout/preflight/newTasks";
import type { Arguments } from "./serviceForm";

/** Fields by name. */
export type Fields = Record<string, unknown>;

/**
 * Containers as they were registered, by name: what the provider compares. It ignores the order of containers, variables and
 * secrets, and of nothing else. Source: `containerDefinitions.reduce` of the Terraform AWS provider.
 */
export const containerForms = (containers: ContainerDefinition[]): Record<string, Fields> =>
  Object.fromEntries(containers.map((container) => [container.name ?? "", containerForm(container)]));

function containerForm({ cpu, environment, secrets, ...rest }: ContainerDefinition): Fields {
  return canonical({
    essential: true,
    ...rest,
    // ECS says 0 where nothing was given.
    cpu: cpu === 0 ? undefined : cpu,
    environment: environment?.toSorted(byName),
    secrets: secrets?.toSorted(byName),
  });
}

const byName = (a: { name?: string }, b: { name?: string }) => ((a.name ?? "") < (b.name ?? "") ? -1 : 1);

/** A revision beside its containers, as it was registered. */
export function taskForm(revision: Partial<TaskDefinition>): Fields {
  const {
    containerDefinitions: _,
    requiresCompatibilities,
    volumes,
    proxyConfiguration,
    ...rest
  } = withoutEcsParts(revision);
  return canonical({
    ...rest,
    requiresCompatibilities: requiresCompatibilities?.toSorted(),
    volumes: volumes?.toSorted(byName),
    proxyConfiguration: proxyConfiguration && {
      ...proxyConfiguration,
      properties: proxyConfiguration.properties?.toSorted(byName),
    },
    // ECS says so where nothing was given.
    enableFaultInjection: rest.enableFaultInjection === true ? true : undefined,
  });
}

/** Fields of a revision as arguments of `aws.ecs.TaskDefinition`; those that it has no argument for are left out. */
export function taskArguments(fields: Fields): Arguments {
  const entries = Object.entries(fields).flatMap(([name, value]) => {
    const convert = converted[name];
    return convert === undefined ? [] : [[name, convert(value as never)] as const];
  });
  return Object.fromEntries(entries);
}

const same = (value: unknown) => value;

const converted: Record<string, (value: never) => unknown> = {
  cpu: same,
  enableFaultInjection: same,
  ephemeralStorage: ({ sizeInGiB }: { sizeInGiB: number }) => ({ sizeInGib: sizeInGiB }),
  executionRoleArn: same,
  ipcMode: same,
  memory: same,
  pidMode: same,
  placementConstraints: same,
  proxyConfiguration: ({ properties = [], ...rest }: { properties?: { name: string; value: string }[] }) => ({
    ...rest,
    properties: Object.fromEntries(properties.map(({ name, value }) => [name, value])),
  }),
  requiresCompatibilities: same,
  runtimePlatform: same,
  taskRoleArn: same,
  volumes: (volumes: Volume[]) => volumes.map(volume),
};

function volume({ host, configuredAtLaunch, ...rest }: Volume): Arguments {
  return {
    ...rest,
    ...(host?.sourcePath !== undefined && { hostPath: host.sourcePath }),
    ...(configuredAtLaunch !== undefined && { configureAtLaunch: configuredAtLaunch }),
  };
}
