import type { TaskDefinitionArgs } from "@pulumi/aws/ecs";
import type { Settings } from "../settings/types";
import type { TaskDefinition } from "./taskDefinition";

/** A rendered task definition as arguments of `aws.ecs.TaskDefinition`. */
export function taskDefinitionArgs(rendered: TaskDefinition, settings: Settings): TaskDefinitionArgs {
  const { family, containerDefinitions, ephemeralStorage, runtimePlatform, ...same } = rendered;
  return {
    family: family ?? settings.names.family,
    cpu: same.cpu,
    memory: same.memory,
    networkMode: same.networkMode,
    requiresCompatibilities: same.requiresCompatibilities,
    executionRoleArn: same.executionRoleArn,
    taskRoleArn: same.taskRoleArn,
    runtimePlatform: runtimePlatform && {
      cpuArchitecture: runtimePlatform.cpuArchitecture,
      operatingSystemFamily: runtimePlatform.operatingSystemFamily,
    },
    ...(ephemeralStorage?.sizeInGiB !== undefined && { ephemeralStorage: { sizeInGib: ephemeralStorage.sizeInGiB } }),
    containerDefinitions: JSON.stringify(containerDefinitions),
    tags: settings.tags,
    ...settings.overrides.taskDefinition,
  };
}
