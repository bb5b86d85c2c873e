import type { ContainerDefinition, TaskDefinition as Revision } from "@aws-sdk/client-ecs";
import { parseSecretReference } from "../settings/arns";
import type { ContainerSettings, PortSetting, SecretSetting, Settings, SidecarSettings } from "../settings/types";

/** The settings that a revision stands for, or what keeps the stack's service from being pointed at it. */
export type StandsFor = { settings: Settings } | { problems: string[] };

/**
 * Turns the settings of a stack into those that a revision was made from, as far as anybody asks for them: what look-ups,
 * checks and hooks go by is then what the revision has. All that is not in a revision stays the stack's.
 */
export function settingsOfRevision(settings: Settings, revision: Revision): StandsFor {
  const containers = revision.containerDefinitions ?? [];
  const main = containers.find(({ name }) => name === settings.container.name);
  if (main === undefined) return { problems: [`it has no container "${settings.container.name}"`] };
  const container = containerOf(main, settings.container.ports, revision);
  const targetGroups = settings.targetGroups.map((target) => ({
    ...target,
    port: container.ports.find(({ name }) => name === target.portName)?.port,
  }));
  const problems = targetGroups.flatMap(({ portName, port, targetGroup }) =>
    port === undefined ? [`it has no port "${portName}", which is in target group ${targetGroup}`] : [],
  );
  if (problems.length > 0) return { problems };
  const versions = pinnedVersions(containers);
  return {
    settings: {
      ...settings,
      names: {
        ...settings.names,
        executionRole: roleName(revision.executionRoleArn),
        taskRole: roleName(revision.taskRoleArn),
      },
      size: { cpu: Number(revision.cpu), memoryMiB: Number(revision.memory) },
      image: { kind: "pinned", reference: main.image ?? "" },
      container,
      sidecars: containers.filter((other) => other !== main).map((other) => sidecarOf(other, revision)),
      targetGroups: targetGroups.map((target) => ({ ...target, port: target.port ?? 0 })),
      architecture: revision.runtimePlatform?.cpuArchitecture === "ARM64" ? "ARM64" : "X86_64",
      ephemeralStorageGiB: revision.ephemeralStorage?.sizeInGiB,
      pinSecretVersions: Object.keys(versions).length > 0,
      pins: { secrets: versions },
      // They are in the revision already.
      overrides: { ...settings.overrides, taskDefinition: {}, container: {}, sidecars: {} },
    },
  };
}

/** Undefined for a revision without one. */
const roleName = (arn: string | undefined) => arn?.split("/").at(-1);

function containerOf(definition: ContainerDefinition, known: PortSetting[], revision: Revision): ContainerSettings {
  const { healthCheck } = definition;
  return {
    name: definition.name ?? "",
    ports: portsOf(definition, known),
    environment: Object.fromEntries(
      (definition.environment ?? []).map(({ name = "", value = "" }): [string, string] => [name, value]),
    ),
    secrets: (definition.secrets ?? []).map(({ name = "", valueFrom = "" }) => ({
      variable: name,
      source: sourceOf(valueFrom, revision),
    })),
    healthCheck: healthCheck && {
      command: healthCheck.command ?? [],
      intervalSeconds: healthCheck.interval ?? 30,
      timeoutSeconds: healthCheck.timeout ?? 5,
      retries: healthCheck.retries ?? 3,
      startPeriodSeconds: healthCheck.startPeriod,
    },
    command: definition.command ?? [],
    entryPoint: definition.entryPoint ?? [],
    stopTimeoutSeconds: definition.stopTimeout,
  };
}

function sidecarOf(definition: ContainerDefinition, revision: Revision): SidecarSettings {
  return {
    ...containerOf(definition, [], revision),
    image: definition.image ?? "",
    essential: definition.essential ?? true,
    cpu: definition.cpu,
    memoryMiB: definition.memory,
    dependsOn: (definition.dependsOn ?? []).map(({ containerName = "", condition = "START" }) => ({
      container: containerName,
      condition,
    })),
  };
}

/** A port that was registered without a name has the one that the settings know it by. */
function portsOf({ portMappings = [] }: ContainerDefinition, known: PortSetting[]): PortSetting[] {
  return portMappings.map(({ name, containerPort: port = 0, protocol = "tcp" }) => ({
    name: name ?? known.find((other) => other.port === port && other.protocol === protocol)?.name ?? String(port),
    port,
    protocol,
  }));
}

/** ECS takes a parameter of the task's own region by its name too. */
function sourceOf(valueFrom: string, { taskDefinitionArn = "" }: Revision): SecretSetting["source"] {
  const reference = parseSecretReference(valueFrom);
  if (reference !== undefined) {
    return { kind: "secret", secret: reference.arn, ...(reference.key !== "" && { key: reference.key }) };
  }
  if (valueFrom.startsWith("arn:")) return { kind: "parameter", arn: valueFrom };
  const [arn, partition, , region, account] = taskDefinitionArn.split(":");
  return {
    kind: "parameter",
    arn: [arn, partition, "ssm", region, account, `parameter/${valueFrom.replace(/^\//, "")}`].join(":"),
  };
}

/** Secret's ARN → version id, for those that a container names by version. */
function pinnedVersions(containers: ContainerDefinition[]): Record<string, string> {
  const references = containers
    .flatMap(({ secrets = [] }) => secrets)
    .flatMap(({ valueFrom = "" }) => parseSecretReference(valueFrom) ?? []);
  return Object.fromEntries(
    references.filter(({ version }) => version !== "").map(({ arn, version }) => [arn, version]),
  );
}
