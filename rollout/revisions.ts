import type { ContainerDefinition, TaskDefinition } from "@aws-sdk/client-ecs";
import type { Clients } from "../account/clients";
import { answerInTime } from "./answerInTime";

/** What a rollout needs to know of a revision, as it is registered: overrides in the config are in it too. */
export interface Revision {
  /** An essential container has a health check; ECS derives a task's health from those alone. */
  isHealthChecked: boolean;
  containers: { name: string; logs?: LogStreams }[];
}

/** Where a container's awslogs driver writes: streams `<prefix>/<container>/<task id>`. */
export interface LogStreams {
  group: string;
  prefix: string;
  region?: string;
}

/** Looks revisions up, each once: they never change. */
export class Revisions {
  private readonly known = new Map<string, Promise<Revision>>();

  constructor(private readonly clients: Clients) {}

  get(arn: string): Promise<Revision> {
    const known = this.known.get(arn) ?? this.lookUp(arn);
    this.known.set(arn, known);
    known.catch(() => this.known.delete(arn));
    return known;
  }

  private async lookUp(arn: string): Promise<Revision> {
    const ecs = await this.clients.ecs();
    const { taskDefinition } = await ecs.describeTaskDefinition({ taskDefinition: arn }, answerInTime());
    const containers = taskDefinition?.containerDefinitions ?? [];
    return {
      isHealthChecked: isHealthChecked(taskDefinition),
      containers: containersOf({ containerDefinitions: containers }),
    };
  }
}

/** Whether its tasks have a health of their own: ECS derives it from the essential containers alone. */
export const isHealthChecked = ({ containerDefinitions = [] }: TaskDefinition = {}) =>
  containerDefinitions.some(({ essential, healthCheck }) => essential !== false && healthCheck !== undefined);

/** The containers of a revision, with where they write their logs. */
export const containersOf = ({ containerDefinitions = [] }: TaskDefinition): Revision["containers"] =>
  containerDefinitions.map((container) => ({ name: container.name ?? "", logs: logStreams(container) }));

/** Undefined for a container that does not write to CloudWatch Logs by task. */
function logStreams({ logConfiguration }: ContainerDefinition): LogStreams | undefined {
  const {
    "awslogs-group": group,
    "awslogs-stream-prefix": prefix,
    "awslogs-region": region,
  } = logConfiguration?.options ?? {};
  if (logConfiguration?.logDriver !== "awslogs" || group === undefined || prefix === undefined) return undefined;
  return { group, prefix, region };
}
