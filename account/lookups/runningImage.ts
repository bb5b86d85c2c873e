import type { Clients } from "../clients";
import { digestOf } from "../imageReference";
import { AccountProblem, lookingFor, type Where } from "../problem";
import type { FoundImage } from "./image";
import type { LiveService } from "./liveService";

/** What the live service runs: the digest in its revision or, where that names only a tag, the one that its tasks pulled. */
export async function lookUpRunningImage(
  clients: Clients,
  containerName: string,
  live: LiveService | undefined,
  where: Where,
): Promise<FoundImage> {
  const problem = (reason: string) =>
    new AccountProblem(`image "running" keeps the digest that runs, but ${reason} (pulumi config set image latest)`);
  if (live === undefined) throw problem("the service does not exist yet");
  const definition = live.taskDefinition?.containerDefinitions?.find(({ name }) => name === containerName);
  if (definition?.image === undefined) throw problem(`its revision has no container "${containerName}"`);
  const byDefinition = digestOf(definition.image);
  if (byDefinition !== undefined) {
    return { reference: definition.image, digest: byDefinition, asked: "running", warnings: [] };
  }
  const digest = await digestOfTasks(clients, live, containerName, where);
  if (digest === undefined) throw problem("no task of its current revision runs, and the revision names only a tag");
  const uri = definition.image.replace(/:[^/:]+$/, "");
  return { reference: `${uri}@${digest}`, digest, asked: "running", warnings: [] };
}

async function digestOfTasks(
  clients: Clients,
  { description, taskDefinitionArn }: LiveService,
  containerName: string,
  where: Where,
): Promise<string | undefined> {
  const { clusterArn: cluster, serviceName } = description;
  const sought = {
    what: `the digest that service "${serviceName}" runs`,
    where,
    fix: "pulumi config set image <tag or digest>",
  };
  const taskArns = await lookingFor({ ...sought, action: "ecs:ListTasks" }, async () => {
    const ecs = await clients.ecs();
    return (await ecs.listTasks({ cluster, serviceName })).taskArns;
  });
  if (taskArns === undefined || taskArns.length === 0) return undefined;
  const tasks = await lookingFor({ ...sought, action: "ecs:DescribeTasks" }, async () => {
    const ecs = await clients.ecs();
    return (await ecs.describeTasks({ cluster, tasks: taskArns })).tasks;
  });
  return tasks
    ?.filter((task) => task.taskDefinitionArn === taskDefinitionArn && task.lastStatus === "RUNNING")
    .flatMap((task) => task.containers ?? [])
    .find(({ name }) => name === containerName)?.imageDigest;
}
