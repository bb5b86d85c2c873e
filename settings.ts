import { checkDeploymentAlarms } from "./settings/checkDeploymentAlarms";
import { checkContainers } from "./settings/checkContainers";
import { checkOverrides } from "./settings/checkOverrides";
import { checkDeployment } from "./settings/checkDeployment";
import { checkNames } from "./settings/checkNames";
import { checkRoles } from "./settings/checkRoles";
import { checkReservations, checkSize } from "./settings/checkSize";
import { declared, deploymentFields, overrideFields, preflightFields } from "./settings/declared";
import { fewestTasks } from "./settings/fewestTasks";
import { ownValues, type StackConfig } from "./settings/ownValues";
import { readAlarmNames } from "./settings/readAlarmNames";
import { readAlarms } from "./settings/readAlarms";
import { readAutoscaling } from "./settings/readAutoscaling";
import {
  readContainer,
  readSidecars,
  type ContainerGiven,
  type HealthCheckGiven,
  type SidecarGiven,
} from "./settings/readContainers";
import { readFoundation, readParts } from "./settings/readFoundation";
import { readFields, type Read } from "./settings/readFields";
import { readImage } from "./settings/readImage";
import { readCapacityProviders, readIds, readTargetGroups } from "./settings/readNetwork";
import { readPinnedRevision, readPins } from "./settings/readPins";
import { readSidecarOverrides } from "./settings/readSidecarOverrides";
import { readTags } from "./settings/readTags";
import { Report } from "./settings/report";
import { SettingsError } from "./settings/settingsError";
import type {
  ContainerSettings,
  DeploymentSettings,
  HealthCheckSettings,
  Names,
  Settings,
  SidecarSettings,
} from "./settings/types";

export { SettingsError, type StackConfig };

type Given = Read<typeof declared>;

/**
 * A stack's config → checked settings with everything derived, and warnings for the user. Pure; throws one `SettingsError`
 * with all problems.
 */
export function readSettings(config: StackConfig): { settings: Settings; warnings: string[] } {
  const report = new Report();
  const given = readFields(declared, ownValues(config, report), [], report);

  const appName = derived(given.appName, config.project);
  const repository = derived(given.repository, appName);
  const { serviceKey } = config;
  const serviceName = serviceKey === undefined ? appName : `${appName}-${serviceKey}`;
  const names = deriveNames(given, { appName, serviceName, stack: config.stack });
  const image = given.image === undefined ? undefined : readImage(given.image, repository, report);
  const parts = readParts(given.foundation ?? {}, report);
  const needsRepository = image?.kind !== "reference" || parts.makes.repository;
  checkNames({ ...names, appName, ...(needsRepository && { repository }) }, given, report);

  const container = deriveContainer(readContainer(serviceName, given, [], names.secret, report));
  const sidecars = readSidecars(given.sidecars ?? {}, names.secret, report).map(deriveSidecar);
  checkContainers({ main: container, sidecars }, report);

  const size = { cpu: given.cpu ?? NaN, memoryMiB: given.memory ?? NaN };
  if (!report.mentions("cpu") && !report.mentions("memory")) checkSize(size, report);
  checkReservations(size, sidecars, report);

  const targetGroups = readTargetGroups(given.targetGroups ?? {}, container.ports, report);
  const rollingOut = readFields(deploymentFields, given.deployment ?? {}, ["deployment"], report);
  const deployment = {
    ...deriveDeployment(rollingOut, targetGroups.length > 0, container.healthCheck),
    alarms: readAlarmNames(rollingOut.alarms ?? [], report),
  };
  const preflight = readFields(preflightFields, given.preflight ?? {}, ["preflight"], report);
  const availabilityZoneRebalancing = given.availabilityZoneRebalancing ?? false;
  const { desiredCount } = given;
  const autoscaling = readAutoscaling(given.autoscaling ?? {}, { desiredCount, targetGroups }, report);
  const hasSeveral = serviceKey !== undefined;
  const alarms = readAlarms(given.alarms ?? {}, { targetGroups, hasSeveral }, report);
  checkDeploymentAlarms(deployment.alarms, { names, alarms }, report);
  const fewest = fewestTasks({ desiredCount, autoscaling });
  checkDeployment({ deployment, fewest, availabilityZoneRebalancing }, report);

  const network = {
    subnets: readIds("subnets", given.subnets ?? [], report),
    securityGroups: readIds("securityGroups", given.securityGroups ?? [], report),
    capacityProviders: readCapacityProviders(given.capacityProviders ?? {}, report),
  };
  const foundation = readFoundation(
    // Of several services, one may be without.
    { ...parts, isLoadBalancerNamed: parts.isLoadBalancerNamed && serviceKey === undefined },
    given.loadBalancer ?? {},
    {
      ...network,
      appName,
      repository,
      secret: names.secret,
      ports: container.ports,
      targetGroups,
      assignPublicIp: given.assignPublicIp,
    },
    report,
  );
  const tags = readTags(given.tags ?? {}, report);
  const pins = readPins(given.pins ?? {}, report);
  const pinnedRevision = readPinnedRevision(given.pinnedRevision ?? "", names.family, report);
  const overrides = readFields(overrideFields, given.overrides ?? {}, ["overrides"], report);
  const sidecarOverrides = readSidecarOverrides(overrides.sidecars ?? {}, sidecars, report);
  checkOverrides(given, overrides.container ?? {}, report);
  checkRoles({ names, image, container, sidecars, logs: given.logGroupMode, overrides }, report);

  if (report.problems.length > 0 || image === undefined) throw new SettingsError(report.problems);
  const complete = given as Required<Given>;
  const settings: Settings = {
    appName,
    ...(serviceKey !== undefined && { serviceKey }),
    names,
    size,
    image:
      pins.image !== undefined && pins.image.setting === given.image
        ? { kind: "pinned", reference: pins.image.reference }
        : image,
    desiredCount,
    container,
    sidecars,
    targetGroups,
    ...network,
    assignPublicIp: complete.assignPublicIp,
    architecture: given.architecture,
    ephemeralStorageGiB: complete.ephemeralStorage === fargateStorageGiB ? undefined : complete.ephemeralStorage,
    platformVersion: complete.platformVersion,
    logs: {
      mode: complete.logGroupMode,
      streamPrefix: complete.logStreamPrefix,
      retentionDays: complete.logRetentionDays,
    },
    deployment,
    autoscaling,
    dashboard: complete.dashboard,
    alarms,
    foundation,
    preflight: { secretKeys: preflight.secretKeys ?? "auto" },
    enableExecuteCommand: complete.enableExecuteCommand,
    availabilityZoneRebalancing,
    tags,
    pinImageDigest: complete.pinImageDigest,
    pinSecretVersions: complete.pinSecretVersions,
    secretVersionLabels: complete.secretVersionLabels,
    // A role that is made starts with no right to any secret.
    grantSecretAccess: complete.grantSecretAccess || foundation.makes.roles,
    protect: complete.protect,
    pins,
    pinnedRevision,
    redeployment: given.redeployment,
    overrides: {
      taskDefinition: overrides.taskDefinition ?? {},
      container: overrides.container ?? {},
      sidecars: sidecarOverrides,
      service: overrides.service ?? {},
      logGroup: overrides.logGroup ?? {},
      secretAccess: overrides.secretAccess ?? {},
    },
  };
  return { settings, warnings: report.warnings };
}

/** What a task has without asking for it; ECS refuses it as an explicit value. Source: `EphemeralStorage`, ECS API reference. */
const fargateStorageGiB = 20;

/** An empty setting is derived. */
const derived = (given: string | undefined, from: string) => (given === undefined || given === "" ? from : given);

const unlessNone = (name: string) => (name === "none" ? undefined : name);

/** The names of the runbook, for any app. What several services of an app share has the app's name. */
function deriveNames(
  given: Given,
  { appName, serviceName, stack }: Record<"appName" | "serviceName" | "stack", string>,
): Names {
  return {
    cluster: derived(given.cluster, `${appName}-cluster`),
    service: derived(given.service, `${serviceName}-service`),
    family: derived(given.family, `${serviceName}-task`),
    executionRole: unlessNone(derived(given.executionRole, `ecsTaskExecutionRole-${appName}`)),
    taskRole: unlessNone(derived(given.taskRole, `ecsTaskRole-${appName}`)),
    secret: derived(given.secret, `${appName}/${stack}/env`),
    logGroup: derived(given.logGroup, `/ecs/${serviceName}`),
  };
}

function deriveContainer<T extends ContainerGiven>(given: T): Omit<T, "healthCheck"> & ContainerSettings {
  return { ...given, healthCheck: given.healthCheck && deriveHealthCheck(given.healthCheck) };
}

function deriveSidecar(given: SidecarGiven): SidecarSettings {
  return { ...deriveContainer(given), essential: given.essential ?? true };
}

/** ECS's own values where the config has none. Source: `HealthCheck`, Amazon ECS API reference. */
function deriveHealthCheck(given: HealthCheckGiven): HealthCheckSettings {
  return {
    command: given.command,
    intervalSeconds: given.intervalSeconds ?? 30,
    timeoutSeconds: given.timeoutSeconds ?? 5,
    retries: given.retries ?? 3,
    startPeriodSeconds: given.startPeriodSeconds,
  };
}

function deriveDeployment(
  given: Read<typeof deploymentFields>,
  hasTargetGroup: boolean,
  healthCheck: HealthCheckSettings | undefined,
): Omit<DeploymentSettings, "alarms"> {
  const circuitBreaker = given.circuitBreaker ?? true;
  const { startPeriodSeconds = 0, retries, intervalSeconds } = healthCheck ?? deriveHealthCheck({ command: [] });
  const untilUnhealthySeconds = startPeriodSeconds + retries * intervalSeconds;
  return {
    minimumHealthyPercent: given.minimumHealthyPercent ?? 100,
    maximumPercent: given.maximumPercent ?? 200,
    circuitBreaker,
    rollback: given.rollback ?? circuitBreaker,
    healthCheckGracePeriodSeconds:
      given.healthCheckGracePeriodSeconds ?? (hasTargetGroup ? untilUnhealthySeconds : undefined),
    timeoutMinutes: given.timeoutMinutes ?? 30,
    failFast: given.failFast ?? true,
    onTimeout: given.onTimeout ?? "leave",
  };
}
