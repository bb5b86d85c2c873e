import type * as sdk from "@aws-sdk/client-ecs";
import { AwsError, invalidParameter } from "./awsError";
import { clusterOf } from "./clusters";
import { isOver, revisionOf, setStatus, tasksOf } from "./deployments";
import { ecsArn, lastPart } from "./names";
import { page } from "./paging";
import { count, pendingStatuses, runningStatuses } from "./serviceAnswers";
import type { ServiceDeploymentRecord } from "./state";
import { definitionOf } from "./taskDefinitionLookup";
import { epochSeconds, type Wire } from "./wire";
import type { World } from "./world";

export function listServiceDeployments(world: World, request: Wire<sdk.ListServiceDeploymentsRequest>) {
  const cluster = clusterOf(world, request.cluster ?? clusterInArn(request.service));
  const serviceArn = ecsArn(world.account, `service/${cluster.name}/${lastPart(request.service ?? "")}`);
  if (!(serviceArn in world.state.services)) throw new AwsError("ServiceNotFoundException", "Service not found.");
  const { before = Infinity, after = -Infinity } = request.createdAt ?? {};
  const found = Object.values(world.state.serviceDeployments)
    .filter((deployment) => deployment.serviceArn === serviceArn)
    .filter(({ status }) => !request.status?.length || request.status.includes(status))
    .filter(({ createdAt }) => createdAt / 1000 < before && createdAt / 1000 > after)
    .toReversed();
  const { items, nextToken } = page(found, request, { default: 20, max: 100 });
  return {
    serviceDeployments: items.map((deployment) => ({
      serviceDeploymentArn: deployment.arn,
      serviceArn: deployment.serviceArn,
      clusterArn: deployment.clusterArn,
      targetServiceRevisionArn: deployment.targetRevisionArn,
      status: deployment.status,
      statusReason: deployment.statusReason,
      createdAt: epochSeconds(deployment.createdAt),
      startedAt: epochSeconds(deployment.startedAt),
      finishedAt: epochSeconds(deployment.finishedAt),
    })),
    nextToken,
  };
}

export function describeServiceDeployments(world: World, request: Wire<sdk.DescribeServiceDeploymentsRequest>) {
  const arns = request.serviceDeploymentArns ?? [];
  if (arns.length < 1 || arns.length > 20)
    throw invalidParameter("Between 1 and 20 service deployments can be described.");
  const found = arns.map((arn) => ({ arn, deployment: world.state.serviceDeployments[arn] }));
  return {
    serviceDeployments: found.flatMap(({ deployment }) => (deployment ? [answer(world, deployment)] : [])),
    failures: missing(found.filter(({ deployment }) => !deployment)),
  };
}

export function describeServiceRevisions(world: World, request: Wire<sdk.DescribeServiceRevisionsRequest>) {
  const arns = request.serviceRevisionArns ?? [];
  if (arns.length < 1 || arns.length > 20)
    throw invalidParameter("Between 1 and 20 service revisions can be described.");
  const found = arns.map((arn) => ({ arn, revision: world.state.revisions[arn] }));
  return {
    serviceRevisions: found.flatMap(({ revision }) => {
      if (!revision) return [];
      const { arn: serviceRevisionArn, serviceArn, clusterArn, createdAt, workload, digests } = revision;
      const { containerDefinitions } = definitionOf(world.state, workload.taskDefinition);
      return [
        {
          serviceRevisionArn,
          serviceArn,
          clusterArn,
          createdAt: epochSeconds(createdAt),
          ...workload,
          platformVersion: workload.platformVersion === "LATEST" ? "1.4.0" : workload.platformVersion,
          platformFamily: "Linux",
          guardDutyEnabled: false,
          containerImages: containerDefinitions.map(({ name, image }) => ({
            containerName: name,
            image,
            imageDigest: digests[name],
          })),
        },
      ];
    }),
    failures: missing(found.filter(({ revision }) => !revision)),
  };
}

export function stopServiceDeployment(world: World, request: Wire<sdk.StopServiceDeploymentRequest>) {
  const arn = request.serviceDeploymentArn ?? "";
  const deployment = world.state.serviceDeployments[arn];
  if (deployment === undefined)
    throw new AwsError("ServiceDeploymentNotFoundException", "The service deployment cannot be found.");
  if (isOver(deployment))
    throw new AwsError("ConflictException", `The service deployment is already in the ${deployment.status} state.`);
  const type = request.stopType ?? "ROLLBACK";
  if (deployment.status === "PENDING" || deployment.status === "IN_PROGRESS")
    setStatus(world, deployment, type === "ABORT" ? "STOP_REQUESTED" : "ROLLBACK_REQUESTED");
  return { serviceDeploymentArn: arn };
}

function answer(world: World, deployment: ServiceDeploymentRecord) {
  const service = world.state.services[deployment.serviceArn];
  const revisionSummary = (arn: string) => {
    const tasks = service ? tasksOf(world.state, service, `ecs-svc/${lastPart(arn)}`) : [];
    return {
      arn,
      requestedTaskCount:
        arn === service?.deployments[0]?.revisionArn
          ? service.desiredCount
          : tasks.filter(({ desiredStatus }) => desiredStatus === "RUNNING").length,
      runningTaskCount: count(tasks, runningStatuses),
      pendingTaskCount: count(tasks, pendingStatuses),
    };
  };
  const { rollback, deploymentConfiguration } = deployment;
  return {
    serviceDeploymentArn: deployment.arn,
    serviceArn: deployment.serviceArn,
    clusterArn: deployment.clusterArn,
    createdAt: epochSeconds(deployment.createdAt),
    startedAt: epochSeconds(deployment.startedAt),
    finishedAt: epochSeconds(deployment.finishedAt),
    stoppedAt: epochSeconds(deployment.stoppedAt),
    updatedAt: epochSeconds(deployment.statusSince),
    sourceServiceRevisions: deployment.sourceRevisionArns.map(revisionSummary),
    targetServiceRevision: revisionSummary(revisionOf(world.state, deployment.targetRevisionArn).arn),
    status: deployment.status,
    statusReason: deployment.statusReason,
    deploymentConfiguration,
    deploymentCircuitBreaker: deployment.breaker,
    alarms: {
      status: deployment.alarms.status,
      alarmNames: deploymentConfiguration.alarms?.alarmNames ?? [],
      triggeredAlarmNames: deployment.alarms.triggered,
    },
    rollback: rollback && {
      reason: rollback.reason,
      startedAt: epochSeconds(rollback.startedAt),
      serviceRevisionArn: rollback.revisionArn,
    },
  };
}

/** `arn:…:service/CLUSTER/NAME` names the cluster as well. */
const clusterInArn = (service: string | undefined) =>
  service?.startsWith("arn:") ? service.split("/").at(-2) : undefined;

const missing = (found: { arn: string }[]) => found.map(({ arn }) => ({ arn, reason: "MISSING" }));
