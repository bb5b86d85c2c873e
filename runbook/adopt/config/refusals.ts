import type { DeploymentCircuitBreaker, Service, TaskDefinition } from "@aws-sdk/client-ecs";
import { isDeepStrictEqual } from "node:util";
import type { Live } from "../live/live";

/**
 * Why a service cannot be taken over as it is, whatever the settings say; a sentence each, with what is live. What the settings
 * have no words for is found by comparing.
 */
export function refusals({ service, revision, missing }: Live): string[] {
  return [
    ...kindOf(service, revision),
    ...stateOf(service, revision),
    ...deploymentOf(service),
    ...moreThanOne(service),
    ...missing,
  ];
}

/** Another kind of service than this project makes. */
function kindOf(service: Service, revision: TaskDefinition): string[] {
  const { launchType, schedulingStrategy = "REPLICA", deploymentController, taskSets = [] } = service;
  const providers = (service.capacityProviderStrategy ?? []).flatMap(({ capacityProvider }) => capacityProvider ?? []);
  const others = providers.filter((name) => name !== "FARGATE" && name !== "FARGATE_SPOT");
  const controller = deploymentController?.type ?? "ECS";
  return [
    ...(providers.length === 0 && launchType !== "FARGATE"
      ? [`launch type is ${launchType ?? "not given"}: only services on Fargate can be taken over`]
      : []),
    ...(others.length > 0 ? [`capacity provider ${others.join(", ")} is not Fargate's`] : []),
    ...(revision.networkMode !== "awsvpc"
      ? [`network mode is ${revision.networkMode ?? "not given"}, not awsvpc`]
      : []),
    ...(schedulingStrategy !== "REPLICA" ? [`scheduling strategy is ${schedulingStrategy}, not REPLICA`] : []),
    ...(controller !== "ECS" ? [`deployment controller is ${controller}: rollouts would not be ECS's own`] : []),
    ...(taskSets.length > 0
      ? [`it has ${taskSets.length} task sets, which an external deployment controller makes`]
      : []),
    ...(service.resourceManagementType !== undefined && service.resourceManagementType !== "CUSTOMER"
      ? [`its resources are managed by ${service.resourceManagementType}`]
      : []),
  ];
}

/** It has to be known what runs, and nothing may be under way. */
function stateOf({ status, deployments = [], ...service }: Service, revision: TaskDefinition): string[] {
  const { desiredCount = 0, runningCount = 0, pendingCount = 0 } = service;
  const wait = `aws ecs wait services-stable --cluster ${service.clusterArn} --services ${service.serviceName}`;
  const [primary] = deployments.filter((each) => each.status === "PRIMARY");
  const rolling =
    deployments.length > 1 || (primary?.rolloutState !== undefined && primary.rolloutState !== "COMPLETED");
  const name = `${revision.family}:${revision.revision}`;
  return [
    ...(status !== "ACTIVE" ? [`the service is ${status ?? "gone"}: it is being deleted`] : []),
    ...(status === "ACTIVE" && rolling
      ? [`a rollout is under way (${primary?.rolloutState ?? "IN_PROGRESS"}): wait until it has ended (${wait})`]
      : []),
    ...(status === "ACTIVE" && !rolling && (runningCount !== desiredCount || pendingCount > 0)
      ? [
          `${runningCount} of ${desiredCount} tasks run, and ${pendingCount} are starting: wait until it is stable (${wait})`,
        ]
      : []),
    ...(revision.status !== "ACTIVE"
      ? [
          `revision ${name} is ${revision.status ?? "gone"}, and nothing can be registered as the one that runs: register its like and ` +
            "update the service to that, which is a rollout, or adopt after its next one",
        ]
      : []),
  ];
}

/** What an update through the provider would reset, or what rollouts here cannot follow. */
function deploymentOf({ deploymentConfiguration = {} }: Service): string[] {
  const { strategy = "ROLLING", earlySuccessCriteria, deploymentCircuitBreaker } = deploymentConfiguration;
  return [
    ...(strategy !== "ROLLING" ? [`deployment strategy is ${strategy}: only rolling updates are followed`] : []),
    ...(earlySuccessCriteria?.enable === true
      ? ["deploymentConfiguration.earlySuccessCriteria is on, which the provider has no argument for"]
      : []),
    ...circuitBreaker(deploymentCircuitBreaker),
  ];
}

/** Source for the defaults: `DeploymentCircuitBreaker` and `ThresholdConfiguration`, Amazon ECS API reference. */
function circuitBreaker(breaker: DeploymentCircuitBreaker | undefined): string[] {
  const { thresholdConfiguration: threshold, resetOnHealthyTask = true } = breaker ?? {};
  const reset = "which the provider has no argument for: an update of the circuit breaker would reset it";
  return [
    ...(threshold !== undefined && !isDeepStrictEqual({ ...threshold }, { type: "BOUNDED_PERCENT", value: 50 })
      ? [`circuit breaker has thresholdConfiguration ${threshold.type} ${threshold.value}, ${reset}`]
      : []),
    ...(resetOnHealthyTask ? [] : [`circuit breaker has resetOnHealthyTask false, ${reset}`]),
  ];
}

/** Lists of AWS's for which the provider has one place. */
function moreThanOne({ serviceRegistries = [], deployments = [] }: Service): string[] {
  const volumes = deployments.find(({ status }) => status === "PRIMARY")?.volumeConfigurations ?? [];
  return [
    ...(serviceRegistries.length > 1
      ? [`it has ${serviceRegistries.length} service registries, and the provider has an argument for one`]
      : []),
    ...(volumes.length > 1
      ? [`it has ${volumes.length} volume configurations, and the provider has an argument for one`]
      : []),
  ];
}
