import type * as sdk from "@aws-sdk/client-ecs";
import { invalidParameter } from "./awsError";
import { clusterOf } from "./clusters";
import { currentRevision, revisionOf, tasksOf } from "./deployments";
import { ecsArn, lastPart } from "./names";
import { page } from "./paging";
import type { DeploymentRecord, ServiceRecord, TaskRecord } from "./state";
import { epochSeconds, type Wire } from "./wire";
import type { World } from "./world";

export function describeServices(world: World, request: Wire<sdk.DescribeServicesRequest>) {
  const cluster = clusterOf(world, request.cluster);
  const names = request.services ?? [];
  if (names.length === 0) throw invalidParameter("Services cannot be empty.");
  if (names.length > 10) throw invalidParameter("Services cannot have more than 10 items.");
  const withTags = request.include?.includes("TAGS") ?? false;
  const services: object[] = [];
  const failures: Wire<sdk.Failure>[] = [];
  for (const name of names) {
    const arn = ecsArn(world.account, `service/${cluster.name}/${lastPart(name)}`);
    const service = world.state.services[arn];
    if (service === undefined) failures.push({ arn, reason: "MISSING" });
    else
      services.push({
        ...(staleAnswer(world, arn) ?? serviceAnswer(world, service)),
        ...(withTags && { tags: world.state.tags[arn] ?? [] }),
      });
  }
  return { services, failures };
}

export function listServices(world: World, request: Wire<sdk.ListServicesRequest>) {
  const cluster = clusterOf(world, request.cluster);
  const arns = Object.values(world.state.services)
    .filter(({ clusterArn, status }) => clusterArn === cluster.arn && status !== "INACTIVE")
    .filter((service) => {
      const { launchType } = currentRevision(world.state, service).workload;
      return (request.launchType ?? launchType) === launchType;
    })
    .map(({ arn }) => arn);
  const { items, nextToken } = page(arns.toSorted(), request, { default: 10, max: 100 });
  return { serviceArns: items, nextToken };
}

/** A service as the API shows it, without its tags. */
export function serviceAnswer(world: World, service: ServiceRecord) {
  const { workload } = currentRevision(world.state, service);
  const { settings } = service;
  const deployments = service.deployments.map((deployment, index) =>
    deploymentAnswer(world, service, deployment, index),
  );
  const total = (count: "runningCount" | "pendingCount") =>
    deployments.reduce((sum, deployment) => sum + deployment[count], 0);
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: service.clusterArn,
    status: service.status,
    desiredCount: service.desiredCount,
    runningCount: total("runningCount"),
    pendingCount: total("pendingCount"),
    ...workload,
    // These two are shown by the deployments.
    serviceConnectConfiguration: undefined,
    volumeConfigurations: undefined,
    platformFamily: "Linux",
    ...settings,
    ...(workload.loadBalancers.length > 0 && {
      healthCheckGracePeriodSeconds: settings.healthCheckGracePeriodSeconds ?? 0,
    }),
    deployments,
    events: service.events.map((event) => ({ ...event, createdAt: epochSeconds(event.createdAt) })),
    createdAt: epochSeconds(service.createdAt),
    createdBy: `arn:${world.account.partition}:iam::${world.account.accountId}:root`,
    roleArn:
      `arn:${world.account.partition}:iam::${world.account.accountId}:` +
      "role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
    currentServiceDeployment: service.serviceDeploymentArn,
    currentServiceRevisions: service.deployments.map(({ id, revisionArn }, index) => ({
      arn: revisionArn,
      requestedTaskCount: deployments[index]!.desiredCount,
      runningTaskCount: count(tasksOf(world.state, service, id), runningStatuses),
      pendingTaskCount: count(tasksOf(world.state, service, id), pendingStatuses),
    })),
    schedulingStrategy: "REPLICA",
    deploymentController: { type: "ECS" },
    placementConstraints: [],
    placementStrategy: [],
  };
}

/** How many tasks of a deployment run and are about to run. */
export const runningStatuses: TaskRecord["lastStatus"][] = ["RUNNING"];
export const pendingStatuses: TaskRecord["lastStatus"][] = ["PROVISIONING", "PENDING", "ACTIVATING"];
export const count = (tasks: TaskRecord[], statuses: TaskRecord["lastStatus"][]) =>
  tasks.filter(({ lastStatus }) => statuses.includes(lastStatus)).length;

function deploymentAnswer(world: World, service: ServiceRecord, deployment: DeploymentRecord, index: number) {
  const { workload } = revisionOf(world.state, deployment.revisionArn);
  const tasks = tasksOf(world.state, service, deployment.id);
  const wanted = tasks.filter(({ desiredStatus }) => desiredStatus === "RUNNING").length;
  return {
    id: deployment.id,
    status: index === 0 ? "PRIMARY" : wanted > 0 || tasks.length === 0 ? "ACTIVE" : "DRAINING",
    taskDefinition: workload.taskDefinition,
    desiredCount: index === 0 ? service.desiredCount : wanted,
    pendingCount: count(tasks, pendingStatuses),
    runningCount: count(tasks, runningStatuses),
    failedTasks: deployment.failedTasks,
    createdAt: epochSeconds(deployment.createdAt),
    updatedAt: epochSeconds(deployment.updatedAt),
    launchType: workload.launchType,
    capacityProviderStrategy: workload.capacityProviderStrategy,
    platformVersion: workload.platformVersion === "LATEST" ? "1.4.0" : workload.platformVersion,
    platformFamily: "Linux",
    networkConfiguration: workload.networkConfiguration,
    serviceConnectConfiguration: workload.serviceConnectConfiguration,
    volumeConfigurations: workload.volumeConfigurations,
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
  };
}

function staleAnswer(world: World, arn: string): object | undefined {
  const stale = world.staleAnswers.get(arn);
  const isStill = stale && world.moment().secondsSince(stale.since) < world.options.staleSeconds;
  return isStill ? stale.answer : undefined;
}
