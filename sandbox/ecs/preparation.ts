import type { Account, TargetGroup } from "./account";
import { durations } from "./durations";
import { fateOf } from "./fate";
import type { ContainerDefinition, ContainerRecord, Preparation, TaskDefinitionRecord, TaskRecord } from "./state";
import { definitionOf } from "./taskDefinitionLookup";
import type { World } from "./world";

/** Does what Fargate does before a task's containers start, in its order: secrets, log driver, image. */
export async function prepareTask(world: World, task: TaskRecord): Promise<void> {
  const definition = definitionOf(world.state, task.taskDefinitionArn);
  const failure =
    (await resolveSecrets(world.account, definition)) ??
    (await openLogs(world.account, definition)) ??
    (await pullImages(world, task, definition));
  task.preparation = failure ?? { targetGroups: await targetGroupsOf(world.account, task) };
}

async function resolveSecrets(account: Account, definition: TaskDefinitionRecord): Promise<Preparation | undefined> {
  const wanted = definition.containerDefinitions.flatMap(({ secrets = [] }) => secrets);
  for (const { valueFrom } of wanted) {
    const failure = await account.resolveSecret(valueFrom ?? "", definition.executionRoleArn ?? "");
    if (failure !== undefined) return { failure, afterSeconds: durations.givingUpOnResource };
  }
  return undefined;
}

async function openLogs(account: Account, definition: TaskDefinitionRecord): Promise<Preparation | undefined> {
  for (const { logConfiguration } of definition.containerDefinitions) {
    const options = logConfiguration?.options ?? {};
    const group = options["awslogs-group"];
    if (logConfiguration?.logDriver !== "awslogs" || group === undefined) continue;
    if (await account.logGroupExists(group)) continue;
    if (options["awslogs-create-group"] === "true") await account.createLogGroup(group);
    else
      return {
        failure:
          "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: " +
          "failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1",
        afterSeconds: durations.givingUpOnResource,
      };
  }
  return undefined;
}

async function pullImages(
  { account, state }: World,
  task: TaskRecord,
  definition: TaskDefinitionRecord,
): Promise<Preparation | undefined> {
  const digests = state.revisions[task.revisionArn ?? ""]?.digests ?? {};
  for (const container of task.containers) {
    const containerDefinition = definition.containerDefinitions.find(({ name }) => name === container.name);
    if (containerDefinition === undefined) continue;
    const known = containerDefinition.versionConsistency === "disabled" ? undefined : digests[container.name];
    const pulled = await account.pullImage(
      known === undefined ? container.image : byDigest(container.image, known),
      definition.executionRoleArn,
    );
    if ("cannotPull" in pulled)
      return {
        failure: pulled.cannotPull,
        container: pulled.cannotPull.startsWith("CannotPull") ? container.name : undefined,
        afterSeconds: durations.givingUpOnImage,
      };
    digests[container.name] ??= pulled.digest;
    container.imageDigest = pulled.digest;
    container.fate = fateOf(pulled.behaviour, surroundings(task, container, containerDefinition, definition));
  }
  return undefined;
}

function surroundings(
  task: TaskRecord,
  { name }: ContainerRecord,
  container: ContainerDefinition,
  definition: TaskDefinitionRecord,
) {
  const override = task.overrides.containerOverrides?.find((candidate) => candidate.name === name);
  const memory = override?.memory ?? container.memory ?? Number(task.overrides.memory ?? definition.memory);
  const variables = [...(container.environment ?? []), ...(override?.environment ?? []), ...(container.secrets ?? [])];
  return {
    architecture: definition.runtimePlatform?.cpuArchitecture ?? ("X86_64" as const),
    memoryLimitMiB: memory,
    variables: new Set(variables.map((variable) => variable.name ?? "")),
    command: override?.command ?? container.command,
    commandIsOverride: override?.command !== undefined,
  };
}

async function targetGroupsOf(account: Account, task: TaskRecord): Promise<Record<string, TargetGroup>> {
  const found: Record<string, TargetGroup> = {};
  for (const { targetGroupArn } of task.loadBalancers) {
    const group = targetGroupArn === undefined ? undefined : await account.targetGroup(targetGroupArn);
    if (targetGroupArn !== undefined && group) found[targetGroupArn] = group;
  }
  return found;
}

/** The image reference with the digest in place of its tag. */
function byDigest(image: string, digest: string): string {
  const withoutDigest = image.split("@")[0]!;
  const colon = withoutDigest.lastIndexOf(":");
  const repository = colon > withoutDigest.lastIndexOf("/") ? withoutDigest.slice(0, colon) : withoutDigest;
  return `${repository}@${digest}`;
}
