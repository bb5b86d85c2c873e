import type { ContainerDefinition, Service, TaskDefinition } from "@aws-sdk/client-ecs";
import { targetGroupName } from "../../diff/serviceDifferences";
import type { Given, Step } from "./given";

/** What the settings can say of the service beside its containers. */
export function serviceSteps(service: Service, main: ContainerDefinition, tags: Record<string, string>): Step[] {
  return [
    (given) => ({ ...given, targetGroups: targetGroups(service, main) }),
    setUnless(service.networkConfiguration?.awsvpcConfiguration?.assignPublicIp !== "ENABLED", "assignPublicIp", true),
    setUnless(service.platformVersion === "LATEST", "platformVersion", service.platformVersion),
    (given) => ({ ...given, capacityProviders: capacityProviders(service) }),
    setUnless(service.availabilityZoneRebalancing === "ENABLED", "availabilityZoneRebalancing", false),
    ...deploymentSteps(service),
    setUnless(service.enableExecuteCommand !== true, "enableExecuteCommand", true),
    (given) => ({ ...given, tags }),
  ];
}

/** What they can say of the task beside its containers. */
export function taskSteps({ cpu, memory, runtimePlatform, ephemeralStorage }: TaskDefinition): Step[] {
  const architecture = runtimePlatform === undefined ? "" : runtimePlatform.cpuArchitecture;
  return [
    (given) => ({ ...given, cpu: Number(cpu), memory: Number(memory) }),
    setUnless(architecture === undefined, "architecture", architecture),
    setUnless(ephemeralStorage === undefined, "ephemeralStorage", ephemeralStorage?.sizeInGiB),
  ];
}

const setUnless =
  (isUsual: boolean, name: string, value: unknown): Step =>
  (given) =>
    isUsual ? given : { ...given, [name]: value };

/** One target group for each port of the main container. */
function targetGroups({ loadBalancers = [] }: Service, { name, portMappings = [] }: ContainerDefinition): Given {
  const entries = loadBalancers.flatMap(({ containerName, containerPort, targetGroupArn }) => {
    const port =
      portMappings.find((each) => each.containerPort === containerPort && each.protocol !== "udp") ??
      portMappings.find((each) => each.containerPort === containerPort);
    if (containerName !== name || port === undefined || targetGroupArn === undefined) return [];
    return [[port.name ?? String(containerPort), targetGroupName(targetGroupArn)] as const];
  });
  return Object.fromEntries(entries.reverse());
}

function capacityProviders({ capacityProviderStrategy = [] }: Service): Given {
  return Object.fromEntries(
    capacityProviderStrategy.map(({ capacityProvider = "", weight = 0, base = 0 }) => [
      capacityProvider,
      base === 0 ? weight : { weight, base },
    ]),
  );
}

/** Only what is not as the program would have it by itself. */
function deploymentSteps({ deploymentConfiguration = {}, healthCheckGracePeriodSeconds }: Service): Step[] {
  const { minimumHealthyPercent, maximumPercent, deploymentCircuitBreaker: breaker, alarms } = deploymentConfiguration;
  const percents = { minimumHealthyPercent: minimumHealthyPercent ?? 100, maximumPercent: maximumPercent ?? 200 };
  const circuitBreaker = breaker?.enable ?? false;
  const hasAlarms = alarms?.enable === true && (alarms.alarmNames ?? []).length > 0;
  // Who rolls back is one setting for both; alarms that do otherwise than the circuit breaker are not the setting's.
  const rollback = (hasAlarms && !circuitBreaker ? alarms.rollback : breaker?.rollback) ?? false;
  const isSettings = hasAlarms && alarms.rollback === rollback;
  const grace = { healthCheckGracePeriodSeconds: healthCheckGracePeriodSeconds ?? 0 };
  const step =
    (part: Record<string, number | boolean | string[] | undefined>): Step =>
    (given, { deployment }) => {
      const before = given.deployment ?? {};
      const usual: Record<string, unknown> = {
        ...deployment,
        healthCheckGracePeriodSeconds: deployment.healthCheckGracePeriodSeconds ?? 0,
      };
      const different = Object.entries(part).filter(([name, value]) => value !== usual[name]);
      return { ...given, deployment: { ...before, ...Object.fromEntries(different) } };
    };
  return [
    step(percents),
    step({ circuitBreaker }),
    ...(isSettings ? [step({ alarms: alarms.alarmNames?.toSorted() })] : []),
    step({ rollback }),
    step(grace),
  ];
}
