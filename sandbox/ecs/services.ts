import type * as sdk from "@aws-sdk/client-ecs";
import { AwsError, invalidParameter } from "./awsError";
import { clusterOf } from "./clusters";
import { currentRevision, needsDeployment, startDeployment } from "./deployments";
import { ecsArn, lastPart } from "./names";
import { serviceAnswer } from "./serviceAnswers";
import { checkSettings, checkWorkload } from "./serviceRules";
import type { ServiceRecord, ServiceSettings, Workload } from "./state";
import { setTags } from "./tags";
import { definitionOf, runnableDefinition } from "./taskDefinitionLookup";
import type { Wire } from "./wire";
import type { World } from "./world";

export async function createService(world: World, request: Wire<sdk.CreateServiceRequest>) {
  const cluster = clusterOf(world, request.cluster);
  const name = request.serviceName ?? "";
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(name))
    throw invalidParameter("Service name must be 1 to 255 letters, numbers, underscores, and hyphens.");
  const { desiredCount } = request;
  if (desiredCount === undefined) throw invalidParameter("desiredCount can not be blank.");
  checkDesiredCount(desiredCount);
  if (
    (request.schedulingStrategy ?? "REPLICA") !== "REPLICA" ||
    (request.deploymentController?.type ?? "ECS") !== "ECS"
  )
    throw invalidParameter("The sandbox models REPLICA services with the ECS deployment controller only.");
  if (request.launchType !== undefined && request.capacityProviderStrategy?.length)
    throw invalidParameter("Specifying both a launch type and capacity provider strategy is not supported.");
  const arn = ecsArn(world.account, `service/${cluster.name}/${name}`);
  checkNameIsFree(world, arn);

  const definition = runnableDefinition(world.state, request.taskDefinition);
  const strategy = request.capacityProviderStrategy?.length
    ? request.capacityProviderStrategy
    : cluster.defaultCapacityProviderStrategy;
  const usesStrategy = request.launchType === undefined && strategy.length > 0;
  const workload: Workload = {
    taskDefinition: definition.taskDefinitionArn,
    ...(usesStrategy ? { capacityProviderStrategy: strategy } : { launchType: request.launchType ?? "FARGATE" }),
    platformVersion: request.platformVersion ?? "LATEST",
    networkConfiguration: networkWithDefaults(request.networkConfiguration),
    loadBalancers: request.loadBalancers ?? [],
    serviceRegistries: request.serviceRegistries ?? [],
    serviceConnectConfiguration: request.serviceConnectConfiguration,
    volumeConfigurations: request.volumeConfigurations,
  };
  const settings: ServiceSettings = {
    deploymentConfiguration: mergeConfiguration(
      {
        deploymentCircuitBreaker: { enable: false, rollback: false },
        maximumPercent: 200,
        minimumHealthyPercent: 100,
        strategy: "ROLLING",
        bakeTimeInMinutes: 0,
      },
      request.deploymentConfiguration,
    ),
    healthCheckGracePeriodSeconds: request.healthCheckGracePeriodSeconds,
    enableExecuteCommand: request.enableExecuteCommand ?? false,
    enableECSManagedTags: request.enableECSManagedTags ?? false,
    propagateTags: request.propagateTags ?? "NONE",
    availabilityZoneRebalancing: request.availabilityZoneRebalancing ?? "ENABLED",
  };
  checkSettings(settings, workload);
  await checkWorkload(world.account, workload, definition);
  checkNameIsFree(world, arn);

  const service: ServiceRecord = {
    arn,
    name,
    clusterArn: cluster.arn,
    status: "ACTIVE",
    createdAt: world.moment().now,
    desiredCount,
    settings,
    revisionArn: "",
    deployments: [],
    serviceDeploymentArn: "",
    events: [],
    steady: false,
    launches: [],
  };
  world.state.services[arn] = service;
  setTags(world, arn, request.tags);
  startDeployment(world, service, workload);
  return { service: { ...serviceAnswer(world, service), tags: world.state.tags[arn] ?? [] } };
}

export async function updateService(
  world: World,
  request: Wire<sdk.UpdateServiceRequest>,
): Promise<{ service: object }> {
  const service = activeService(world, request);
  if (request.desiredCount !== undefined) checkDesiredCount(request.desiredCount);
  const before = currentRevision(world.state, service);
  const definition =
    request.taskDefinition === undefined
      ? definitionOf(world.state, before.workload.taskDefinition)
      : runnableDefinition(world.state, request.taskDefinition);
  const workload = { ...updatedWorkload(before.workload, request), taskDefinition: definition.taskDefinitionArn };
  const deploys = (request.forceNewDeployment ?? false) || needsDeployment(before.workload, workload);
  if (deploys) {
    await checkWorkload(world.account, workload, definition);
    // What is not mentioned stays as it is now, which may have changed meanwhile: a rollback may have begun.
    if (activeService(world, request).revisionArn !== before.arn) return updateService(world, request);
  }
  const settings = updatedSettings(service.settings, request, workload);
  checkSettings(settings, workload);

  rememberAnswer(world, service);
  service.desiredCount = request.desiredCount ?? service.desiredCount;
  service.settings = settings;
  if (deploys) startDeployment(world, service, workload);
  else before.workload = workload;
  return { service: serviceAnswer(world, service) };
}

export function deleteService(world: World, request: Wire<sdk.DeleteServiceRequest>) {
  const service = activeService(world, request);
  if (service.desiredCount > 0 && !(request.force ?? false))
    throw invalidParameter("The service cannot be stopped while it is scaled above 0.");
  service.status = "DRAINING";
  service.desiredCount = 0;
  service.launches = [];
  return { service: serviceAnswer(world, service) };
}

/** The ACTIVE service that a request names. */
export function activeService(
  world: World,
  { cluster, service: name }: { cluster?: string; service: string | undefined },
): ServiceRecord {
  const service = world.state.services[serviceArn(world, cluster, name)];
  if (service === undefined) throw new AwsError("ServiceNotFoundException", "Service not found.");
  if (service.status !== "ACTIVE") throw new AwsError("ServiceNotActiveException", "Service was not ACTIVE.");
  return service;
}

function serviceArn(world: World, cluster: string | undefined, name: string | undefined): string {
  return ecsArn(world.account, `service/${clusterOf(world, cluster).name}/${lastPart(name ?? "")}`);
}

function checkNameIsFree({ state }: World, arn: string): void {
  const status = state.services[arn]?.status;
  if (status === "ACTIVE") throw invalidParameter("Creation of service was not idempotent.");
  if (status === "DRAINING") throw invalidParameter("Unable to Start a service that is still Draining.");
}

function checkDesiredCount(count: number): void {
  if (!Number.isInteger(count) || count < 0 || count > 5_000)
    throw invalidParameter("The desired count of a service must be between 0 and 5000.");
}

function networkWithDefaults(network: Wire<sdk.NetworkConfiguration> | undefined): Workload["networkConfiguration"] {
  const vpc = network?.awsvpcConfiguration;
  if (vpc === undefined) return {};
  return {
    awsvpcConfiguration: {
      subnets: vpc.subnets,
      securityGroups: vpc.securityGroups ?? [],
      assignPublicIp: vpc.assignPublicIp ?? "DISABLED",
    },
  };
}

function updatedWorkload(before: Workload, request: Wire<sdk.UpdateServiceRequest>): Workload {
  return {
    ...before,
    platformVersion: request.platformVersion ?? before.platformVersion,
    ...(request.networkConfiguration && { networkConfiguration: networkWithDefaults(request.networkConfiguration) }),
    loadBalancers: request.loadBalancers ?? before.loadBalancers,
    serviceRegistries: request.serviceRegistries ?? before.serviceRegistries,
    serviceConnectConfiguration: request.serviceConnectConfiguration ?? before.serviceConnectConfiguration,
    volumeConfigurations: request.volumeConfigurations ?? before.volumeConfigurations,
    ...providersOf(request, before),
  };
}

function updatedSettings(
  before: ServiceSettings,
  request: Wire<sdk.UpdateServiceRequest>,
  { loadBalancers }: Workload,
): ServiceSettings {
  return {
    deploymentConfiguration: mergeConfiguration(before.deploymentConfiguration, request.deploymentConfiguration),
    healthCheckGracePeriodSeconds:
      request.healthCheckGracePeriodSeconds ??
      (loadBalancers.length > 0 ? before.healthCheckGracePeriodSeconds : undefined),
    enableExecuteCommand: request.enableExecuteCommand ?? before.enableExecuteCommand,
    enableECSManagedTags: request.enableECSManagedTags ?? before.enableECSManagedTags,
    propagateTags: request.propagateTags ?? before.propagateTags,
    availabilityZoneRebalancing: request.availabilityZoneRebalancing ?? before.availabilityZoneRebalancing,
  };
}

function providersOf(
  { capacityProviderStrategy: strategy }: Wire<sdk.UpdateServiceRequest>,
  before: Workload,
): Pick<Workload, "launchType" | "capacityProviderStrategy"> {
  if (strategy === undefined) return {};
  if (strategy.length === 0) return { launchType: "FARGATE", capacityProviderStrategy: undefined };
  return before.capacityProviderStrategy === undefined
    ? { launchType: undefined, capacityProviderStrategy: strategy }
    : { capacityProviderStrategy: strategy };
}

/** What an update does not mention stays, inside the circuit breaker, too. */
function mergeConfiguration(
  before: ServiceSettings["deploymentConfiguration"],
  wanted: Wire<sdk.DeploymentConfiguration> = {},
): ServiceSettings["deploymentConfiguration"] {
  return {
    ...before,
    ...wanted,
    maximumPercent: wanted.maximumPercent ?? before.maximumPercent,
    minimumHealthyPercent: wanted.minimumHealthyPercent ?? before.minimumHealthyPercent,
    deploymentCircuitBreaker: { ...before.deploymentCircuitBreaker, ...wanted.deploymentCircuitBreaker },
  };
}

function rememberAnswer(world: World, service: ServiceRecord): void {
  if (world.options.staleSeconds === 0) return;
  world.staleAnswers.set(service.arn, { since: world.moment().now, answer: serviceAnswer(world, service) });
}
