import type { ContainerDefinition } from "@aws-sdk/client-ecs";

/** Where containers send their logs, as the settings say it. */
export interface Logging {
  group: string;
  streamPrefix: string;
}

/**
 * The log group of a task, by the first container that has one which the settings can name: awslogs to this region. Undefined:
 * the task has none, and what its containers have is carried over as it is.
 */
export function loggingOf(containers: ContainerDefinition[], region: string): Logging | undefined {
  for (const { logConfiguration } of containers) {
    const options = logConfiguration?.options ?? {};
    const [group, streamPrefix] = [options["awslogs-group"], options["awslogs-stream-prefix"]];
    const isOurs = logConfiguration?.logDriver === "awslogs" && options["awslogs-region"] === region;
    if (isOurs && group !== undefined && streamPrefix !== undefined) return { group, streamPrefix };
  }
  return undefined;
}
