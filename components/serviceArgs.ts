import type { ServiceArgs } from "@pulumi/aws/ecs";
import type * as pulumi from "@pulumi/pulumi";
import type { Existing } from "../account/existing";
import type { DeploymentSettings, Settings } from "../settings/types";
import type { FargateServiceArgs } from "./fargateService";
import { redeployment } from "./redeployment";

/** Arguments of `aws.ecs.Service` for a revision of the family. */
export function serviceArgs(
  { settings, existing, recordedService }: Pick<FargateServiceArgs, "settings" | "existing" | "recordedService">,
  revisionArn: pulumi.Input<string>,
): ServiceArgs {
  const { deployment } = settings;
  const recordedCount = recordedService?.desiredCount;
  const args: ServiceArgs = {
    name: settings.names.service,
    cluster: existing.clusterArn,
    taskDefinition: revisionArn,
    desiredCount:
      settings.desiredCount ?? (typeof recordedCount === "number" ? recordedCount : (settings.autoscaling?.min ?? 1)),
    ...launch(settings, existing),
    platformVersion: settings.platformVersion,
    networkConfiguration: {
      subnets: existing.network.subnetIds,
      securityGroups: existing.network.securityGroupIds,
      assignPublicIp: settings.assignPublicIp,
    },
    loadBalancers: settings.targetGroups.map(({ portName, port }) => ({
      targetGroupArn: existing.targetGroupArns[portName],
      containerName: settings.container.name,
      containerPort: port,
    })),
    healthCheckGracePeriodSeconds: deployment.healthCheckGracePeriodSeconds,
    deploymentMinimumHealthyPercent: deployment.minimumHealthyPercent,
    deploymentMaximumPercent: deployment.maximumPercent,
    deploymentCircuitBreaker: {
      enable: deployment.circuitBreaker,
      rollback: deployment.circuitBreaker && deployment.rollback,
    },
    alarms: deploymentAlarms(deployment, recordedService),
    availabilityZoneRebalancing: settings.availabilityZoneRebalancing ? "ENABLED" : "DISABLED",
    enableExecuteCommand: settings.enableExecuteCommand,
    enableEcsManagedTags: true,
    propagateTags: "SERVICE",
    tags: settings.tags,
    // The rollout is followed by our own hook: the provider's waiter takes a rollback for a success.
    waitForSteadyState: false,
    ...settings.overrides.service,
  };
  return { ...args, ...redeployment(args, { settings, existing, recordedService }) };
}

/** The provider leaves alarms that are there as they are when it is told of none: once there, they have to be switched off. */
function deploymentAlarms(
  { alarms, rollback }: DeploymentSettings,
  recordedService: Record<string, unknown> | undefined,
): ServiceArgs["alarms"] {
  if (alarms.length > 0) return { enable: true, rollback, alarmNames: alarms };
  const wereThere = recordedService?.alarms !== undefined && recordedService.alarms !== null;
  return wereThere ? { enable: false, rollback: false, alarmNames: [] } : undefined;
}

/** Weights change only with a new deployment: the provider refuses them without `forceNewDeployment`. */
function launch(
  { capacityProviders }: Settings,
  { service }: Existing,
): Pick<ServiceArgs, "launchType" | "capacityProviderStrategies" | "forceNewDeployment"> {
  if (capacityProviders.length === 0) {
    const hasStrategy = (service?.description.capacityProviderStrategy ?? []).length > 0;
    if (!hasStrategy) return { launchType: "FARGATE" };
    // Back to a launch type would replace the service; the strategy that means the same does not.
    return { forceNewDeployment: true, capacityProviderStrategies: [{ capacityProvider: "FARGATE", weight: 1 }] };
  }
  return {
    forceNewDeployment: true,
    capacityProviderStrategies: capacityProviders.map(({ name, weight, base }) => ({
      capacityProvider: name,
      weight,
      base,
    })),
  };
}
