import type { ContainerSettings, SidecarSettings } from "./types";

/** Source: "Amazon ECS service quotas": a task definition is at most 64 KiB of JSON. */
const mostBytes = 64 * 1024;

/** Why a rendered task definition is too big for ECS; undefined when it is not. */
export function taskDefinitionSizeProblem(json: string): string | undefined {
  const bytes = Buffer.byteLength(json);
  if (bytes <= mostBytes) return undefined;
  return (
    `the task definition has ${bytes} bytes, and ECS takes at most ${mostBytes}: use fewer or shorter environment values and ` +
    "commands, for example by moving long ones into a secret or an SSM parameter (pulumi config rm --path 'environment.<name>')"
  );
}

/** The part of a task definition that the settings alone decide: what is rendered is never smaller. */
export function settledPart(containers: (ContainerSettings | SidecarSettings)[]): string {
  return JSON.stringify(
    containers.map(({ environment, secrets, command, entryPoint, healthCheck }) => ({
      environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
      secrets: secrets.map(({ variable }) => ({ name: variable })),
      command,
      entryPoint,
      healthCheck: healthCheck?.command,
    })),
  );
}
