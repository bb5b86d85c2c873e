import type { ContainerDefinition, PortMapping, TaskDefinition } from "@aws-sdk/client-ecs";
import { withoutEcsParts } from "../../rollout/preflight/newTasks";

/** A task definition by what it means: lists whose entries have names are maps, and nothing is in it that says nothing. */
export interface Meaning {
  [field: string]: unknown;
}

/** A revision as ECS describes it, or the JSON to register one. */
export type Definition = Partial<TaskDefinition>;

type Entry = Record<string, unknown>;

export const isMeaning = (value: unknown): value is Meaning =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Lists of which the order means nothing, by field: the name of an entry, and what of the entry is not its name. */
const named: Record<string, { name: (entry: Entry) => unknown; value?: string }> = {
  containerDefinitions: { name: ({ name }) => name },
  environment: { name: ({ name }) => name, value: "value" },
  secrets: { name: ({ name }) => name, value: "valueFrom" },
  secretOptions: { name: ({ name }) => name, value: "valueFrom" },
  dependsOn: { name: ({ containerName }) => containerName, value: "condition" },
  systemControls: { name: ({ namespace }) => namespace, value: "value" },
  resourceRequirements: { name: ({ type }) => type, value: "value" },
  properties: { name: ({ name }) => name, value: "value" },
  portMappings: { name: ({ name }) => name },
  mountPoints: { name: ({ containerPath }) => containerPath },
  volumesFrom: { name: ({ sourceContainer }) => sourceContainer },
  ulimits: { name: ({ name }) => name },
  extraHosts: { name: ({ hostname }) => hostname },
  tmpfs: { name: ({ containerPath }) => containerPath },
  volumes: { name: ({ name }) => name },
  inferenceAccelerators: { name: ({ deviceName }) => deviceName },
};

/** Fields whose entries come and go one by one. */
export const isCollection = (field: string): boolean =>
  Object.hasOwn(named, field) || field === "dockerLabels" || field === "options";

/** Lists of plain words that are sets. */
const sets = new Set(["requiresCompatibilities", "add", "drop"]);

/**
 * What ECS takes, and mostly answers, where nothing is given, by the field that it stands in. Source: Amazon ECS API Reference,
 * and "Task definition parameters for Fargate" for the platform and the disk.
 */
const defaults: Record<string, Entry> = {
  "": {
    enableFaultInjection: false,
    ephemeralStorage: { sizeInGiB: 20 },
    runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
  },
  containerDefinitions: {
    cpu: 0,
    disableNetworking: false,
    essential: true,
    interactive: false,
    privileged: false,
    pseudoTerminal: false,
    readonlyRootFilesystem: false,
  },
  healthCheck: { interval: 30, timeout: 5, retries: 3, startPeriod: 0 },
  mountPoints: { readOnly: false },
  portMappings: { protocol: "tcp" },
  runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
  volumes: { configuredAtLaunch: false },
  volumesFrom: { readOnly: false },
};

/** What two definitions that are compared have in common. */
export interface Shared {
  /** Each task has an address of its own, and the port that its container has. */
  isAwsvpc: boolean;
  /** Names of ports by `<container> <number>/<protocol>`, for those that one of the two has without a name. */
  portNames: Map<string, string>;
}

export function sharedBy(definitions: Definition[]): Shared {
  const ports = definitions
    .flatMap(({ containerDefinitions = [] }) => containerDefinitions)
    .flatMap((container) => (container.portMappings ?? []).map((port) => ({ container, port })));
  return {
    isAwsvpc: definitions.some(({ networkMode }) => networkMode === "awsvpc"),
    portNames: new Map(
      ports.flatMap(({ container, port }) => (port.name === undefined ? [] : [[placeOf(container, port), port.name]])),
    ),
  };
}

const numberOf = ({ containerPort, containerPortRange, protocol = "tcp" }: PortMapping) =>
  `${containerPort ?? containerPortRange}/${protocol}`;

const placeOf = ({ name }: ContainerDefinition, port: PortMapping) => `${name} ${numberOf(port)}`;

/** Without what ECS adds by itself, with what it takes where nothing is given. */
export function meaningOf(definition: Definition, shared: Shared): Meaning {
  const given = withoutEcsParts(definition);
  const containers = definition.containerDefinitions?.map((container) => ({
    ...container,
    portMappings: container.portMappings?.map((port) => comparable(container, port, shared)),
  }));
  return prune({ ...given, containerDefinitions: containers }, "") as Meaning;
}

function comparable(container: ContainerDefinition, { hostPort, ...port }: PortMapping, shared: Shared) {
  const isSame = shared.isAwsvpc && hostPort === port.containerPort;
  const knownAs = port.name ?? shared.portNames.get(placeOf(container, port)) ?? numberOf(port);
  return { ...port, ...(!isSame && { hostPort }), [known]: knownAs };
}

/** The name under which an entry is compared, where that is not its own. */
const known = Symbol("known as");

function prune(value: unknown, field: string): unknown {
  if (Array.isArray(value)) return pruneList(value as unknown[], field);
  if (!isMeaning(value)) return value ?? undefined;
  const given = Object.entries(value)
    .map(([key, item]) => [key, prune(item, key)] as const)
    .filter(([, item]) => item !== undefined);
  const entries = { ...defaults[field], ...Object.fromEntries(given) };
  return Object.keys(entries).length === 0 ? undefined : entries;
}

function pruneList(list: unknown[], field: string): unknown {
  if (list.length === 0) return undefined;
  const { name: nameOf, value } = named[field] ?? {};
  if (nameOf === undefined)
    return sets.has(field) ? list.toSorted() : list.map((item) => prune(item, `entry of ${field}`));
  const entries: Meaning = {};
  for (const entry of list as (Entry & { [known]?: string })[]) {
    const name = String(entry[known] ?? nameOf(entry));
    entries[unused(name, entries)] = value === undefined ? prune(entry, field) : (entry[value] ?? "");
  }
  return entries;
}

/** ECS takes the same name twice in some lists: none may be lost. */
function unused(name: string, taken: object): string {
  if (!Object.hasOwn(taken, name)) return name;
  for (let number = 2; ; number++) if (!Object.hasOwn(taken, `${name} (${number})`)) return `${name} (${number})`;
}
