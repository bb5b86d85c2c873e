import { paginateListTasks, type ECS, type Task } from "@aws-sdk/client-ecs";
import { isNotFound } from "../../account/problem";
import { revisionName } from "./family";
import { inParts, severalAtOnce } from "./severalAtOnce";

/** How many tasks have a revision. */
export interface TaskCount {
  running: number;
  pending: number;
}

/** A service's deployment, and the revision that it names. */
export interface NamedDeployment {
  service: string;
  /** `PRIMARY`, `ACTIVE`, … */
  status: string;
  revision: string;
}

/** Tasks of the family in the cluster, one-off tasks among them, by revision; none where there is no cluster. */
export async function tasksByRevision(ecs: ECS, cluster: string, family: string): Promise<Map<string, TaskCount>> {
  const counts = new Map<string, TaskCount>();
  for (const { taskDefinitionArn = "", lastStatus } of await orNone(describeTasks(ecs, cluster, family))) {
    const name = revisionName(taskDefinitionArn);
    const { running, pending } = counts.get(name) ?? { running: 0, pending: 0 };
    const isRunning = lastStatus === "RUNNING";
    counts.set(name, { running: running + Number(isRunning), pending: pending + Number(!isRunning) });
  }
  return counts;
}

async function describeTasks(ecs: ECS, cluster: string, family: string): Promise<Task[]> {
  const arns: string[] = [];
  for await (const page of paginateListTasks({ client: ecs }, { cluster, family, desiredStatus: "RUNNING" })) {
    arns.push(...(page.taskArns ?? []));
  }
  // DescribeTasks takes at most 100 tasks.
  const parts = await severalAtOnce(inParts(arns, 100), (tasks) => ecs.describeTasks({ cluster, tasks }));
  return parts.flatMap(({ tasks = [] }) => tasks);
}

/** What the deployments of services name; a service that does not exist has none. */
export async function namedDeployments(ecs: ECS, cluster: string, services: string[]): Promise<NamedDeployment[]> {
  // DescribeServices takes at most 10 services.
  const parts = await severalAtOnce(inParts(services, 10), (part) =>
    orNone(ecs.describeServices({ cluster, services: part }).then((answer) => answer.services ?? [])),
  );
  return parts.flat().flatMap(({ serviceName: service = "", deployments = [] }) =>
    deployments.map(({ status = "", taskDefinition = "" }) => ({
      service,
      status,
      revision: revisionName(taskDefinition),
    })),
  );
}

/** A cluster that does not exist has nothing in it. */
export async function orNone<T>(asked: Promise<T[]>): Promise<T[]> {
  try {
    return await asked;
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}
