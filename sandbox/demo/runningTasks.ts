import { ECS } from "@aws-sdk/client-ecs";
import { clientConfig } from "../aws/awsAccount";

/** Where the local AWS is. */
export interface LocalAws {
  endpoint: string;
  region: string;
}

/** What AWS says of a task that runs. */
export interface RunningTask {
  /** `family:revision`. */
  revision: string;
  cpu: string;
  memoryMiB: string;
  imageDigest: string;
}

/** Asks AWS, not Pulumi, what the running tasks of the service are. */
export async function runningTasks({ endpoint, region }: LocalAws): Promise<RunningTask[]> {
  const ecs = new ECS(clientConfig(endpoint, region));
  const cluster = "agenticmem-cluster";
  const { taskArns = [] } = await ecs.listTasks({ cluster, serviceName: "agenticmem-service" });
  if (taskArns.length === 0) return [];
  const { tasks = [] } = await ecs.describeTasks({ cluster, tasks: taskArns });
  return tasks
    .filter(({ lastStatus }) => lastStatus === "RUNNING")
    .map((task) => ({
      revision: task.taskDefinitionArn?.split("/").at(-1) ?? "",
      cpu: task.cpu ?? "",
      memoryMiB: task.memory ?? "",
      imageDigest: task.containers?.find(({ name }) => name === "agenticmem")?.imageDigest ?? "",
    }));
}
