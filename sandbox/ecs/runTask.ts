import type * as sdk from "@aws-sdk/client-ecs";
import { clientException, invalidParameter } from "./awsError";
import { clusterOf } from "./clusters";
import { addTask, networksFor, whyNotPlaced, workloadOfTask } from "./launches";
import { checkNetwork } from "./serviceRules";
import type { Workload } from "./state";
import { setTags } from "./tags";
import { taskAnswer } from "./taskAnswer";
import { runnableDefinition } from "./taskDefinitionLookup";
import type { Wire } from "./wire";
import type { World } from "./world";

/** Runs tasks of no service; each ends when an essential container does. */
export async function runTask(world: World, request: Wire<sdk.RunTaskRequest>) {
  const cluster = clusterOf(world, request.cluster);
  const definition = runnableDefinition(world.state, request.taskDefinition);
  const { count = 1, overrides = {}, clientToken } = request;
  if (!Number.isInteger(count) || count < 1 || count > 10) throw invalidParameter("Count must be between 1 and 10.");
  for (const { name } of overrides.containerOverrides ?? [])
    if (!definition.containerDefinitions.some((container) => container.name === name))
      throw invalidParameter(`Override for container named ${name} is not a container in the TaskDefinition.`);
  if (request.propagateTags === "SERVICE") throw invalidParameter("Tasks cannot propagate the tags of a service.");
  const known = clientToken === undefined ? [] : startedWith(world, clientToken);
  if (known.length > 0) return { tasks: known.map((task) => taskAnswer(world, task)), failures: [] };
  const workload: Workload = {
    taskDefinition: definition.taskDefinitionArn,
    capacityProviderStrategy: request.capacityProviderStrategy,
    platformVersion: request.platformVersion ?? "LATEST",
    networkConfiguration: request.networkConfiguration ?? {},
    loadBalancers: [],
    serviceRegistries: [],
  };
  await checkNetwork(world.account, workload, definition);
  const refusal = await whyNotPlaced(world, definition);
  if (refusal) throw clientException(refusal.message);
  const networks = await networksFor(world, workload, count);
  const tasks = networks.map((network) =>
    addTask(world, definition, {
      ...workloadOfTask(workload),
      clusterArn: cluster.arn,
      group: request.group ?? `family:${definition.family}`,
      startedBy: request.startedBy,
      clientToken,
      enableExecuteCommand: request.enableExecuteCommand ?? false,
      overrides,
      network,
    }),
  );
  const inherited = request.propagateTags === "TASK_DEFINITION" ? world.state.tags[definition.taskDefinitionArn] : [];
  const managed = request.enableECSManagedTags ? [{ key: "aws:ecs:clusterName", value: cluster.name }] : [];
  for (const { arn } of tasks) setTags(world, arn, [...(inherited ?? []), ...managed, ...(request.tags ?? [])]);
  return { tasks: tasks.map((task) => taskAnswer(world, task)), failures: [] };
}

/** A call that is repeated with its token starts nothing more. */
const startedWith = ({ state }: World, token: string) =>
  Object.values(state.tasks).filter(({ clientToken }) => clientToken === token);
