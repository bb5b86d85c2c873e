import { randomInt } from "node:crypto";
import { revisionOf } from "./deployments";
import { named, report, reportTrouble } from "./events";
import { countFailure } from "./failures";
import { ecsArn, lastPart, newMacAddress, newNetworkInterfaceId, newTaskId, newUuid } from "./names";
import type { NetworkInterface, ServiceRecord, TaskDefinitionRecord, TaskRecord, Workload } from "./state";
import { setTags } from "./tags";
import { definitionOf } from "./taskDefinitionLookup";
import type { World } from "./world";

/** Launches tasks that the scheduler wants: they then exist, or an event says why they cannot be placed. */
export async function launchForService(world: World, service: ServiceRecord, launchId: string): Promise<void> {
  const launch = service.launches.find(({ id }) => id === launchId);
  const deployment = service.deployments.find(({ id }) => id === launch?.deploymentId);
  if (launch === undefined || deployment === undefined) return;
  const { workload, arn: revisionArn } = revisionOf(world.state, deployment.revisionArn);
  const definition = definitionOf(world.state, workload.taskDefinition);
  const refusal = await whyNotPlaced(world, definition);
  const networks = refusal ? [] : await networksFor(world, workload, launch.count);

  if (!service.launches.includes(launch)) return;
  service.launches = service.launches.filter((other) => other !== launch);
  const moment = world.moment();
  if (refusal) {
    countFailure(deployment, moment);
    reportTrouble(service, refusal.event, moment);
    return;
  }
  const tasks = networks.map((network) =>
    addTask(world, definition, {
      ...workloadOfTask(workload),
      clusterArn: service.clusterArn,
      group: `service:${service.name}`,
      startedBy: deployment.id,
      serviceArn: service.arn,
      revisionArn,
      enableExecuteCommand: service.settings.enableExecuteCommand,
      overrides: {},
      network,
    }),
  );
  for (const { arn } of tasks) setTags(world, arn, tagsForTasks(world, service, definition));
  report(service, `has started ${tasks.length} tasks: ${named(tasks)}.`, moment);
}

/** The tags that the service's tasks inherit, and those that ECS itself gives them. */
function tagsForTasks({ state }: World, service: ServiceRecord, definition: TaskDefinitionRecord) {
  const { propagateTags, enableECSManagedTags } = service.settings;
  const source = propagateTags === "SERVICE" ? service.arn : definition.taskDefinitionArn;
  return [
    ...(propagateTags === "NONE" ? [] : (state.tags[source] ?? [])),
    ...(enableECSManagedTags
      ? [
          { key: "aws:ecs:clusterName", value: lastPart(service.clusterArn) },
          { key: "aws:ecs:serviceName", value: service.name },
        ]
      : []),
  ];
}

/** Why nothing can be launched now: in the words of the API's error, and of the service's event. */
export async function whyNotPlaced(
  { account, options, state }: World,
  definition: TaskDefinitionRecord,
): Promise<{ message: string; event: string } | undefined> {
  for (const role of [definition.taskRoleArn, definition.executionRoleArn]) {
    const message = role === undefined ? undefined : await account.assumeRole(role);
    if (message !== undefined) return { message, event: `failed to launch a task with (error ${message}).` };
  }
  const running = Object.values(state.tasks).filter(({ lastStatus }) => lastStatus !== "STOPPED");
  const cpu = [definition, ...running.map((task) => definitionOf(state, task.taskDefinitionArn))]
    .map((each) => Number(each.cpu))
    .reduce((sum, each) => sum + each, 0);
  const message = options.capacityUnavailable
    ? "Capacity is unavailable at this time. Please try again later or in a different availability zone"
    : cpu / 1024 > options.vcpuQuota
      ? "You’ve reached the limit on the number of vCPUs you can run concurrently"
      : undefined;
  return message === undefined ? undefined : { message, event: `was unable to place a task. Reason: ${message}.` };
}

/** A network interface for each of so many tasks, spread over the subnets. */
export async function networksFor(
  { account, state }: World,
  { networkConfiguration }: Workload,
  count: number,
): Promise<NetworkInterface[]> {
  const ids = networkConfiguration.awsvpcConfiguration?.subnets ?? [];
  const subnets = await Promise.all(ids.map(async (id) => ({ id, found: await account.subnet(id) })));
  const inUse = (id: string) =>
    Object.values(state.tasks).filter((task) => task.network.subnetId === id && task.lastStatus !== "STOPPED").length;
  const offset = ids.reduce((least, id, index) => (inUse(id) < inUse(ids[least]!) ? index : least), 0);
  return Array.from({ length: count }, (_, index) => {
    const { id, found } = subnets[(offset + index) % subnets.length]!;
    return {
      attachmentId: newUuid(),
      interfaceId: newNetworkInterfaceId(),
      macAddress: newMacAddress(),
      privateAddress: addressIn(found?.cidrBlock ?? "10.0.0.0/16"),
      subnetId: id,
      availabilityZone: found?.availabilityZone ?? `${account.region}a`,
      error: interfaceError(id, found),
    };
  });
}

/** The part of a workload that a task carries itself. */
export function workloadOfTask(workload: Workload) {
  const heaviest = workload.capacityProviderStrategy?.toSorted(
    (one, other) => (other.base ?? 0) - (one.base ?? 0) || (other.weight ?? 0) - (one.weight ?? 0),
  )[0];
  return {
    launchType: "FARGATE" as const,
    capacityProviderName: heaviest?.capacityProvider,
    platformVersion: workload.platformVersion === "LATEST" ? "1.4.0" : workload.platformVersion,
    loadBalancers: workload.loadBalancers,
  };
}

/** Adds a task at the beginning of its life. */
export function addTask(
  world: World,
  definition: TaskDefinitionRecord,
  rest: Pick<
    TaskRecord,
    | "clusterArn"
    | "group"
    | "startedBy"
    | "clientToken"
    | "serviceArn"
    | "revisionArn"
    | "launchType"
    | "capacityProviderName"
    | "platformVersion"
    | "loadBalancers"
    | "enableExecuteCommand"
    | "overrides"
    | "network"
  >,
): TaskRecord {
  const { now } = world.moment();
  const task: TaskRecord = {
    ...rest,
    arn: ecsArn(world.account, `task/${lastPart(rest.clusterArn)}/${newTaskId()}`),
    taskDefinitionArn: definition.taskDefinitionArn,
    lastStatus: "PROVISIONING",
    desiredStatus: "RUNNING",
    statusSince: now,
    version: 1,
    containers: definition.containerDefinitions.map(({ name, image, essential }) => ({
      id: newUuid(),
      name,
      image,
      essential,
    })),
    targets: [],
    wasHealthy: false,
    createdAt: now,
  };
  world.state.tasks[task.arn] = task;
  return task;
}

function interfaceError(id: string, subnet: { freeAddresses: number } | undefined): string | undefined {
  if (subnet === undefined)
    return `Unexpected EC2 error while attempting to Create Network Interface in subnet '${id}': InvalidSubnetID.NotFound`;
  if (subnet.freeAddresses < 1)
    return `Unexpected EC2 error while attempting to Create Network Interface in subnet '${id}': InsufficientFreeAddressesInSubnet`;
  return undefined;
}

/** Some address of the block that is not one of the five AWS keeps for itself. */
function addressIn(cidrBlock: string): string {
  const [base = "10.0.0.0", bits = "16"] = cidrBlock.split("/");
  const first = base.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const address = first + randomInt(4, Math.max(5, 2 ** (32 - Number(bits)) - 1));
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}
