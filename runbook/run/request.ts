import type { ContainerDefinition, RunTaskCommandInput } from "@aws-sdk/client-ecs";
import type { LiveService } from "../../account/lookups/liveService";
import { revisionName } from "../../rollout/observation";
import { UsageError } from "../usageError";

/** Tells our tasks from those of services and people. */
export const startedBy = "runbook-run";

/** What is to be run. */
export interface Command {
  container: string;
  words: string[];
  environment: { name: string; value: string }[];
}

/** A container of the live revision by its name. */
export function containerNamed(
  name: string,
  containers: ContainerDefinition[],
  revisionArn: string,
): ContainerDefinition {
  const found = containers.find((container) => container.name === name);
  if (found !== undefined) return found;
  const names = containers.map((container) => container.name).join(", ");
  throw new UsageError(`${revisionName(revisionArn)} has no container ${name}: use --container ${names}`);
}

/** A task like those of the service, but for one container's command. */
export function requestFor(cluster: string, live: LiveService, command: Command): RunTaskCommandInput {
  const {
    capacityProviderStrategy = [],
    launchType,
    platformVersion,
    networkConfiguration,
    ...service
  } = live.description;
  const { container, words, environment } = command;
  return {
    cluster,
    taskDefinition: live.taskDefinitionArn,
    count: 1,
    ...(capacityProviderStrategy.length > 0 ? { capacityProviderStrategy } : { launchType }),
    platformVersion,
    networkConfiguration,
    overrides: {
      containerOverrides: [{ name: container, command: words, ...(environment.length > 0 && { environment }) }],
    },
    startedBy,
    enableECSManagedTags: service.enableECSManagedTags,
    // A task of its own cannot take over the service's tags.
    ...(service.propagateTags !== "NONE" && { propagateTags: "TASK_DEFINITION" as const }),
  };
}

/** The request for people. */
export function describeRequest({ cluster, taskDefinition = "", ...request }: RunTaskCommandInput): string {
  const [{ name, command, environment = [] } = {}] = request.overrides?.containerOverrides ?? [];
  const { subnets = [], securityGroups = [], assignPublicIp } = request.networkConfiguration?.awsvpcConfiguration ?? {};
  const providers = request.capacityProviderStrategy?.map(({ capacityProvider }) => capacityProvider);
  return [
    `would run one task of ${revisionName(taskDefinition)} in cluster ${cluster}:`,
    `  command of container ${name}: ${JSON.stringify(command)}`,
    ...environment.map(({ name, value }) => `  variable ${name}: ${value}`),
    `  on: ${providers?.join(", ") ?? request.launchType}, platform version ${request.platformVersion}`,
    `  subnets: ${subnets.join(", ")}; security groups: ${securityGroups.join(", ")}; public address: ${assignPublicIp}`,
  ].join("\n");
}
