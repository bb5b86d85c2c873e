import { containerHealth, taskHealth } from "./health";
import { lastPart } from "./names";
import type { ContainerRecord, TaskRecord } from "./state";
import { definitionOf } from "./taskDefinitionLookup";
import { epochSeconds } from "./wire";
import type { World } from "./world";

/** A task as the API shows it, without its tags. */
export function taskAnswer(world: World, task: TaskRecord) {
  const definition = definitionOf(world.state, task.taskDefinitionArn);
  const architecture = definition.runtimePlatform?.cpuArchitecture === "ARM64" ? "arm64" : "x86_64";
  const storage = task.overrides.ephemeralStorage ?? definition.ephemeralStorage ?? { sizeInGiB: 20 };
  return {
    taskArn: task.arn,
    clusterArn: task.clusterArn,
    taskDefinitionArn: task.taskDefinitionArn,
    group: task.group,
    startedBy: task.startedBy,
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    healthStatus: task.lastStatus === "STOPPED" ? "UNKNOWN" : taskHealth(task, definition, world.moment()),
    connectivity: "CONNECTED",
    connectivityAt: epochSeconds(task.createdAt),
    createdAt: epochSeconds(task.createdAt),
    pullStartedAt: epochSeconds(task.pullStartedAt),
    pullStoppedAt: epochSeconds(task.pullStoppedAt),
    startedAt: epochSeconds(task.startedAt),
    stoppingAt: epochSeconds(task.stoppingAt),
    executionStoppedAt: epochSeconds(task.executionStoppedAt),
    stoppedAt: epochSeconds(task.stoppedAt),
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    containers: definition.containerDefinitions.flatMap((containerDefinition) => {
      const container = task.containers.find(({ name }) => name === containerDefinition.name);
      return container ? [containerAnswer(world, task, container, containerDefinition)] : [];
    }),
    attachments: [attachment(task)],
    attributes: [{ name: "ecs.cpu-architecture", value: architecture }],
    availabilityZone: task.network.availabilityZone,
    cpu: task.overrides.cpu ?? definition.cpu,
    memory: task.overrides.memory ?? definition.memory,
    ephemeralStorage: storage,
    fargateEphemeralStorage: storage,
    enableExecuteCommand: task.enableExecuteCommand,
    launchType: task.launchType,
    capacityProviderName: task.capacityProviderName,
    platformVersion: task.platformVersion,
    platformFamily: "Linux",
    overrides: { inferenceAcceleratorOverrides: [], containerOverrides: [], ...task.overrides },
    version: task.version,
  };
}

function containerAnswer(
  world: World,
  task: TaskRecord,
  container: ContainerRecord,
  definition: ReturnType<typeof definitionOf>["containerDefinitions"][number],
) {
  const ended = container.endedAt !== undefined || task.lastStatus === "STOPPED";
  return {
    containerArn: `${task.arn.replace(":task/", ":container/")}/${container.id}`,
    taskArn: task.arn,
    name: container.name,
    image: container.image,
    imageDigest: container.imageDigest,
    runtimeId: container.runtimeId,
    lastStatus: ended ? "STOPPED" : container.startedAt === undefined ? "PENDING" : "RUNNING",
    exitCode: container.exitCode,
    reason: container.reason,
    networkBindings: [],
    networkInterfaces: [{ attachmentId: task.network.attachmentId, privateIpv4Address: task.network.privateAddress }],
    healthStatus: ended ? "UNKNOWN" : containerHealth(container, definition.healthCheck, world.moment()),
    cpu: String(definition.cpu ?? 0),
    memory: definition.memory === undefined ? undefined : String(definition.memory),
    memoryReservation: definition.memoryReservation === undefined ? undefined : String(definition.memoryReservation),
    managedAgents:
      task.enableExecuteCommand && container.startedAt !== undefined
        ? [
            {
              name: "ExecuteCommandAgent",
              lastStatus: ended ? "STOPPED" : "RUNNING",
              lastStartedAt: epochSeconds(container.startedAt),
            },
          ]
        : undefined,
  };
}

function attachment({ network, lastStatus }: TaskRecord) {
  const { attachmentId, interfaceId, macAddress, privateAddress, subnetId, error } = network;
  const made = lastStatus !== "PROVISIONING" && error === undefined;
  const details = {
    subnetId,
    ...(made && {
      networkInterfaceId: interfaceId,
      macAddress,
      privateDnsName: `ip-${privateAddress.replaceAll(".", "-")}.ec2.internal`,
      privateIPv4Address: privateAddress,
    }),
  };
  return {
    id: lastPart(attachmentId),
    type: "ElasticNetworkInterface",
    status: lastStatus === "STOPPED" ? "DELETED" : made ? "ATTACHED" : "PRECREATED",
    details: Object.entries(details).map(([name, value]) => ({ name, value })),
  };
}
