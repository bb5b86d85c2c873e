import type {
  DeploymentConfiguration,
  Service,
  ServiceConnectConfiguration,
  ServiceVolumeConfiguration,
} from "@aws-sdk/client-ecs";
import { canonical } from "../../../components/canonical";

/** Arguments of the provider, plain values. */
export type Arguments = Record<string, unknown>;

/**
 * A live service as arguments of `aws.ecs.Service`: what somebody would have to write to get it. Without the desired count, which
 * is not the stack's, and without its tags.
 */
export function serviceForm(service: Service): Arguments {
  const { deploymentConfiguration = {}, networkConfiguration, deployments = [] } = service;
  const primary = deployments.find(({ status }) => status === "PRIMARY");
  const vpc = networkConfiguration?.awsvpcConfiguration;
  return {
    name: service.serviceName,
    cluster: service.clusterArn,
    ...((service.capacityProviderStrategy ?? []).length === 0 && { launchType: service.launchType }),
    capacityProviderStrategies: service.capacityProviderStrategy,
    platformVersion: service.platformVersion,
    networkConfiguration: vpc && { ...vpc, assignPublicIp: vpc.assignPublicIp === "ENABLED" },
    loadBalancers: service.loadBalancers?.map(({ loadBalancerName, ...same }) => ({
      ...same,
      elbName: loadBalancerName,
    })),
    healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds,
    deploymentMinimumHealthyPercent: deploymentConfiguration.minimumHealthyPercent ?? 100,
    deploymentMaximumPercent: deploymentConfiguration.maximumPercent ?? 200,
    deploymentCircuitBreaker: {
      enable: deploymentConfiguration.deploymentCircuitBreaker?.enable ?? false,
      rollback: deploymentConfiguration.deploymentCircuitBreaker?.rollback ?? false,
    },
    alarms: deploymentConfiguration.alarms,
    deploymentConfiguration: strategy(deploymentConfiguration),
    availabilityZoneRebalancing: service.availabilityZoneRebalancing ?? "DISABLED",
    enableExecuteCommand: service.enableExecuteCommand ?? false,
    enableEcsManagedTags: service.enableECSManagedTags ?? false,
    propagateTags: service.propagateTags ?? "NONE",
    orderedPlacementStrategies: service.placementStrategy,
    placementConstraints: service.placementConstraints,
    serviceConnectConfiguration: serviceConnect(primary?.serviceConnectConfiguration),
    serviceRegistries: onlyOne(service.serviceRegistries),
    volumeConfiguration: volume(onlyOne(primary?.volumeConfigurations)),
    vpcLatticeConfigurations: primary?.vpcLatticeConfigurations,
  };
}

/** The provider has room for one where AWS has a list; more than one is refused. */
const onlyOne = <T>(list: T[] | undefined): T | undefined => list?.[0];

/** What is said beyond a plain rolling update. */
function strategy({ lifecycleHooks = [], bakeTimeInMinutes = 0 }: DeploymentConfiguration): Arguments | undefined {
  if (lifecycleHooks.length === 0 && bakeTimeInMinutes === 0) return undefined;
  return canonical({
    strategy: "ROLLING",
    bakeTimeInMinutes: String(bakeTimeInMinutes),
    lifecycleHooks: lifecycleHooks.map(({ hookDetails, ...same }) => ({
      ...same,
      hookDetails: hookDetails && JSON.stringify(hookDetails),
    })),
  });
}

function serviceConnect(configuration: ServiceConnectConfiguration | undefined): Arguments | undefined {
  if (configuration?.enabled !== true) return undefined;
  const { services = [], ...same } = configuration;
  return canonical({
    ...same,
    services: services.map(({ clientAliases = [], tls, ...service }) => ({
      ...service,
      clientAlias: clientAliases.map(({ testTrafficRules, ...alias }) => ({
        ...alias,
        testTrafficRules: testTrafficRules && [testTrafficRules],
      })),
      tls: tls && {
        ...tls,
        issuerCertificateAuthority: undefined,
        issuerCertAuthority: tls.issuerCertificateAuthority,
      },
    })),
  });
}

function volume(configuration: ServiceVolumeConfiguration | undefined): Arguments | undefined {
  if (configuration === undefined) return undefined;
  const { managedEBSVolume, ...same } = configuration;
  if (managedEBSVolume === undefined) return same;
  const { sizeInGiB, filesystemType, tagSpecifications, ...ebs } = managedEBSVolume;
  return canonical({
    ...same,
    managedEbsVolume: {
      ...ebs,
      sizeInGb: sizeInGiB,
      fileSystemType: filesystemType,
      tagSpecifications: tagSpecifications?.map(({ tags = [], ...one }) => ({
        ...one,
        tags: Object.fromEntries(tags.map(({ key = "", value = "" }) => [key, value])),
      })),
    },
  });
}
