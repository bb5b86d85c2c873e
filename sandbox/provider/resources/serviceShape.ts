import type {
  CreateServiceCommandInput,
  Service,
  ServiceVolumeConfiguration,
  UpdateServiceCommandInput,
} from "@aws-sdk/client-ecs";
import type { Property } from "../properties";
import { fromAws, toAws } from "../shapes";
import { isValues, textOf, textsOf, type Value, type Values } from "../values";
import { ecsTags, tagsFromEcs } from "./ecs";
import { serviceProperties } from "./serviceProperties";

/** Properties that only the creation of a service can set. */
const onlyOnCreate = {
  iamRole: "role",
  launchType: "launchType",
  name: "serviceName",
  schedulingStrategy: "schedulingStrategy",
};

/** Properties that are one field of the request each, whether the service is created or updated. */
const plainFields = [
  "availabilityZoneRebalancing",
  "capacityProviderStrategies",
  "deploymentController",
  "desiredCount",
  "enableEcsManagedTags",
  "enableExecuteCommand",
  "healthCheckGracePeriodSeconds",
  "loadBalancers",
  "networkConfiguration",
  "orderedPlacementStrategies",
  "placementConstraints",
  "platformVersion",
  "propagateTags",
  "serviceConnectConfiguration",
  "serviceRegistries",
  "taskDefinition",
  "volumeConfiguration",
  "vpcLatticeConfigurations",
] as const;

/** The request that creates a service as the inputs describe it. */
export function createRequest(inputs: Values): CreateServiceCommandInput {
  const isDaemon = inputs.schedulingStrategy === "DAEMON";
  const request: Values = { cluster: inputs.cluster };
  for (const [name, field] of Object.entries(onlyOnCreate)) request[field] = inputs[name];
  for (const name of plainFields) {
    if (inputs[name] !== undefined) Object.assign(request, field(name, inputs));
  }
  if (isDaemon) delete request.desiredCount;
  else request.desiredCount ??= 0;
  request.deploymentConfiguration = deployment(inputs, (name) => !isDaemon || name !== "deploymentMaximumPercent");
  return { ...request, tags: ecsTags(textsOf(inputs.tags)) } as CreateServiceCommandInput;
}

/** The request that changes what differs, and nothing else. */
export function updateRequest(
  id: string,
  inputs: Values,
  changes: (...names: string[]) => boolean,
): UpdateServiceCommandInput {
  const request: Values = {
    cluster: inputs.cluster,
    service: id,
    forceNewDeployment: inputs.forceNewDeployment === true,
  };
  for (const name of plainFields) {
    if (changes(name)) Object.assign(request, field(name, inputs));
  }
  const percentages = ["deploymentMaximumPercent", "deploymentMinimumHealthyPercent"];
  const changed = (name: string) => (percentages.includes(name) ? changes(...percentages) : changes(name));
  const configuration = deployment(inputs, changed);
  if (Object.keys(configuration).length > 0) request.deploymentConfiguration = configuration;
  return request as unknown as UpdateServiceCommandInput;
}

/** What a field has to say for its property to be gone. */
const absent: Record<string, Value> = {
  desiredCount: 0,
  enableEcsManagedTags: false,
  enableExecuteCommand: false,
  healthCheckGracePeriodSeconds: 0,
  capacityProviderStrategies: [],
  loadBalancers: [],
  orderedPlacementStrategies: [],
  placementConstraints: [],
  vpcLatticeConfigurations: [],
  propagateTags: "NONE",
};

function field(name: (typeof plainFields)[number], inputs: Values): Values {
  const property: Property = serviceProperties[name];
  const fieldName = property.awsName ?? name;
  const value = toAws({ [name]: property }, inputs)[fieldName] ?? absent[name];
  if (name === "networkConfiguration") {
    return isValues(value) ? { networkConfiguration: { awsvpcConfiguration: vpc(value) } } : {};
  }
  if (name === "serviceConnectConfiguration") {
    return { serviceConnectConfiguration: isValues(value) ? aliasesToAws(value) : { enabled: false } };
  }
  if (name === "serviceRegistries") return { serviceRegistries: isValues(value) ? [value] : [] };
  if (name === "volumeConfiguration") return { volumeConfigurations: isValues(value) ? [ebsToAws(value)] : [] };
  return value === undefined ? {} : { [fieldName]: value };
}

const vpc = ({ assignPublicIp, ...rest }: Values): Values => ({
  ...rest,
  assignPublicIp: assignPublicIp === true ? "ENABLED" : "DISABLED",
});

function aliasesToAws(configuration: Values): Values {
  const services = Array.isArray(configuration.services) ? configuration.services.filter(isValues) : undefined;
  return {
    ...configuration,
    services: services?.map(({ clientAlias, ...service }) => ({
      ...service,
      ...(Array.isArray(clientAlias) && { clientAliases: clientAlias.filter(isValues).map(aliasToAws) }),
    })),
  };
}

/** Terraform has a list of test traffic rules where AWS has one rule. */
function aliasToAws({ testTrafficRules, ...alias }: Values): Values {
  return Array.isArray(testTrafficRules) ? { ...alias, testTrafficRules: testTrafficRules[0] } : alias;
}

function ebsToAws({ managedEBSVolume, ...volume }: Values): Values {
  if (!isValues(managedEBSVolume)) return volume;
  const { tagSpecifications, ...ebs } = managedEBSVolume;
  const specifications = Array.isArray(tagSpecifications) ? tagSpecifications.filter(isValues) : undefined;
  return {
    ...volume,
    managedEBSVolume: {
      ...ebs,
      tagSpecifications: specifications?.map((one) => ({
        ...one,
        tags: ecsTags(textsOf(one.tags)) as Value[] | undefined,
      })),
    },
  };
}

/** The parts of AWS's deployment configuration whose properties are to be sent. */
function deployment(inputs: Values, send: (name: string) => boolean): Values {
  const { deploymentConfiguration, alarms, deploymentCircuitBreaker } = inputs;
  const noBreaker = { enable: false, rollback: false };
  const result: Values = {
    ...(send("deploymentConfiguration") && isValues(deploymentConfiguration) && strategyToAws(deploymentConfiguration)),
    ...(send("alarms") && { alarms: isValues(alarms) ? alarms : undefined }),
    ...(send("deploymentCircuitBreaker") && {
      deploymentCircuitBreaker: isValues(deploymentCircuitBreaker) ? deploymentCircuitBreaker : noBreaker,
    }),
    ...(send("deploymentMaximumPercent") && { maximumPercent: inputs.deploymentMaximumPercent }),
    ...(send("deploymentMinimumHealthyPercent") && { minimumHealthyPercent: inputs.deploymentMinimumHealthyPercent }),
  };
  return Object.fromEntries(Object.entries(result).filter(([, value]) => value !== undefined));
}

function strategyToAws(configuration: Values): Values {
  return mapMinutes(configuration, (value) => (typeof value === "string" ? Number(value) : value));
}

function strategyFromAws(configuration: Values): Values {
  return mapMinutes(configuration, (value) => (typeof value === "number" ? String(value) : value));
}

/** Terraform has texts where AWS has numbers of minutes. */
function mapMinutes(value: Values, convert: (minutes: Value | undefined) => Value | undefined): Values {
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      if (name.endsWith("InMinutes")) return [name, convert(part)];
      if (Array.isArray(part)) return [name, part.map((one) => (isValues(one) ? mapMinutes(one, convert) : one))];
      return [name, isValues(part) ? mapMinutes(part, convert) : part];
    }),
  );
}

/** A service as AWS reports it, in the form in which the program named cluster, role and revision. */
export function reportedService(service: Service, known: Values): Values {
  const primary = service.deployments?.find(({ status }) => status === "PRIMARY");
  const deploymentConfiguration = (service.deploymentConfiguration ?? {}) as Values;
  const vpcConfiguration = service.networkConfiguration?.awsvpcConfiguration;
  const state = fromAws(serviceProperties, {
    ...service,
    arn: service.serviceArn,
    cluster: inFormOf(known.cluster, service.clusterArn),
    taskDefinition: inFormOf(known.taskDefinition, service.taskDefinition),
    iamRole: roleInFormOf(known.iamRole, service.roleArn),
    alarms: deploymentConfiguration.alarms,
    deploymentCircuitBreaker: deploymentConfiguration.deploymentCircuitBreaker,
    deploymentConfiguration: strategyFromAws(deploymentConfiguration),
    deploymentController: service.deploymentController ?? { type: "ECS" },
    deploymentMaximumPercent: deploymentConfiguration.maximumPercent,
    deploymentMinimumHealthyPercent: deploymentConfiguration.minimumHealthyPercent,
    enableECSManagedTags: service.enableECSManagedTags ?? false,
    enableExecuteCommand: service.enableExecuteCommand ?? false,
    networkConfiguration: vpcConfiguration && {
      ...vpcConfiguration,
      assignPublicIp: vpcConfiguration.assignPublicIp === "ENABLED",
    },
    schedulingStrategy: service.schedulingStrategy ?? "REPLICA",
    serviceConnectConfiguration:
      primary?.serviceConnectConfiguration && aliasesFromAws(primary.serviceConnectConfiguration),
    serviceRegistries: service.serviceRegistries?.[0],
    volumeConfiguration: ebsFromAws(primary?.volumeConfigurations?.[0]),
    vpcLatticeConfigurations: primary?.vpcLatticeConfigurations,
  });
  return state;
}

function ebsFromAws(volume: ServiceVolumeConfiguration | undefined): object | undefined {
  const { managedEBSVolume: ebs } = volume ?? {};
  if (ebs === undefined) return volume;
  const tagSpecifications = ebs.tagSpecifications?.map((one) => ({ ...one, tags: tagsFromEcs(one.tags).tags }));
  return { ...volume, managedEBSVolume: { ...ebs, tagSpecifications } };
}

/** The name at the end of an ARN, unless the program said the ARN itself. */
function inFormOf(known: Value | undefined, arn: string | undefined): string | undefined {
  if (arn === undefined || textOf(known)?.startsWith("arn:")) return arn;
  return arn.slice(arn.indexOf("/") + 1);
}

/** A role's name has its path before it, with a leading slash, where it has one. */
function roleInFormOf(known: Value | undefined, arn: string | undefined): string | undefined {
  const role = inFormOf(known, arn);
  return role?.includes("/") && !role.startsWith("arn:") ? `/${role}` : role;
}

function aliasesFromAws(configuration: object): object {
  const { services } = configuration as { services?: { clientAliases?: { testTrafficRules?: object }[] }[] };
  return {
    ...configuration,
    services: services?.map((service) => {
      const clientAlias = service.clientAliases?.map(({ testTrafficRules: rules, ...alias }) => ({
        ...alias,
        testTrafficRules: rules && [rules],
      }));
      return { ...service, clientAlias };
    }),
  };
}
