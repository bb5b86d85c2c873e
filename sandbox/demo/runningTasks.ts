import { ECS } from "@aws-sdk/client-ecs";
import { clientConfig } from "../aws/awsAccount";
import { production } from "../aws/productionAccount";

/** Where the local AWS is. */
export interface LocalAws {
  endpoint: string;
  region: string;
}

/** What AWS says of a task that runs. */
export interface RunningTask {
  arn: string;
  /** `family:revision`. */
  revision: string;
  cpu: string;
  memoryMiB: string;
  imageDigest: string;
}

/**
 * Asks AWS, not Pulumi, what the running tasks of the app's service are; sorted by ARN.
 * @param app default: production's
 */
export async function runningTasks(
  { endpoint, region }: LocalAws,
  app: string = production.app,
): Promise<RunningTask[]> {
  const ecs = new ECS(clientConfig(endpoint, region));
  const cluster = `${app}-cluster`;
  const { taskArns = [] } = await ecs.listTasks({ cluster, serviceName: `${app}-service` });
  if (taskArns.length === 0) return [];
  const { tasks = [] } = await ecs.describeTasks({ cluster, tasks: taskArns.sort() });
  return tasks
    .filter(({ lastStatus }) => lastStatus === "RUNNING")
    .map((task) => ({
      arn: task.taskArn ?? "",
      revision: task.taskDefinitionArn?.split("/").at(-1) ?? "",
      cpu: task.cpu ?? "",
      memoryMiB: task.memory ?? "",
      imageDigest: task.containers?.find(({ name }) => name === app)?.imageDigest ?? "",
    }));
}

/** At least one task runs, and all of them are like that. */
export function areAll(tasks: RunningTask[], wanted: Partial<RunningTask>): boolean {
  const like = (task: RunningTask) =>
    Object.entries(wanted).every(([key, value]) => task[key as keyof RunningTask] === value);
  return tasks.length > 0 && tasks.every(like);
}

/** For people, for example `2 × agenticmem-task:7, cpu 1024`. */
export function describeTasks(tasks: RunningTask[]): string {
  const kinds = tasks.map(({ revision, cpu }) => `${revision}, cpu ${cpu}`);
  const counted = [...new Set(kinds)].map((kind) => {
    const count = kinds.filter((each) => each === kind).length;
    return count === 1 ? kind : `${count} × ${kind}`;
  });
  return counted.join("; ") || "nothing runs";
}

export const shortDigest = (digest: string | undefined): string => digest?.slice(0, "sha256:".length + 12) ?? "none";
