import type * as sdk from "@aws-sdk/client-ecs";
import { invalidParameter } from "./awsError";
import { clusterOf } from "./clusters";
import { ecsArn, lastPart } from "./names";
import { page } from "./paging";
import { taskAnswer } from "./taskAnswer";
import { stopTask } from "./taskLife";
import type { Wire } from "./wire";
import type { World } from "./world";

export function listTasks(world: World, request: Wire<sdk.ListTasksRequest>) {
  const cluster = clusterOf(world, request.cluster);
  const { desiredStatus = "RUNNING", serviceName, family, startedBy, launchType } = request;
  const arns = Object.values(world.state.tasks)
    .filter((task) => task.clusterArn === cluster.arn)
    // Fargate tasks never have the desired status PENDING.
    .filter((task) => task.desiredStatus === desiredStatus)
    .filter((task) => serviceName === undefined || task.group === `service:${lastPart(serviceName)}`)
    .filter((task) => family === undefined || lastPart(task.taskDefinitionArn).split(":")[0] === family)
    .filter((task) => (startedBy ?? task.startedBy) === task.startedBy)
    .filter((task) => (launchType ?? task.launchType) === task.launchType)
    .map(({ arn }) => arn);
  const { items, nextToken } = page(arns, request);
  return { taskArns: items, nextToken };
}

export function describeTasks(world: World, request: Wire<sdk.DescribeTasksRequest>) {
  const cluster = clusterOf(world, request.cluster);
  const names = request.tasks ?? [];
  if (names.length === 0) throw invalidParameter("Tasks cannot be empty.");
  if (names.length > 100) throw invalidParameter("Tasks cannot have more than 100 items.");
  const withTags = request.include?.includes("TAGS") ?? false;
  const found = names.map((name) => {
    const arn = ecsArn(world.account, `task/${cluster.name}/${lastPart(name)}`);
    return { arn, task: world.state.tasks[arn] };
  });
  return {
    tasks: found.flatMap(({ arn, task }) =>
      task ? [{ ...taskAnswer(world, task), tags: withTags ? (world.state.tags[arn] ?? []) : [] }] : [],
    ),
    failures: found.filter(({ task }) => !task).map(({ arn }) => ({ arn, reason: "MISSING" })),
  };
}

export function stopTaskByUser(world: World, request: Wire<sdk.StopTaskRequest>) {
  const cluster = clusterOf(world, request.cluster);
  const task = world.state.tasks[ecsArn(world.account, `task/${cluster.name}/${lastPart(request.task ?? "")}`)];
  if (task === undefined) throw invalidParameter("The referenced task was not found.");
  stopTask(task, "UserInitiated", request.reason ?? "Task stopped by user", world.moment());
  return { task: taskAnswer(world, task) };
}
