import { certificateArn, topicArn } from "./arns";
import { nearestNumber } from "./fargateSize";
import {
  anyText,
  choice,
  decimal,
  flag,
  integer,
  list,
  map,
  numberOutOf,
  orOff,
  text,
  timezone,
  unlessEmpty,
} from "./fields";
import { secretOrEntriesField } from "./readSecrets";
import { schedule } from "./schedule";
import { cpuUnits, memoryMiB } from "./sizeFields";

/** Days for which CloudWatch Logs keeps events. Source: `PutRetentionPolicy`, CloudWatch Logs API reference. */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Seconds between SIGTERM and SIGKILL; Fargate allows at most 120. */
const stopTimeout = integer({ from: 0, to: 120, unit: "seconds", example: 30 });

/** Every setting of `Pulumi.yaml`'s `config:` block. */
export const declared = {
  appName: anyText,
  cpu: cpuUnits,
  memory: memoryMiB,
  image: anyText,
  repository: anyText,
  desiredCount: unlessEmpty(integer({ from: 0, to: 5000, unit: "tasks", example: 1 })),
  ports: map,
  environment: { ...map, isPrivate: true },
  secrets: secretOrEntriesField,
  healthCheck: map,
  command: list,
  entryPoint: list,
  stopTimeout: unlessEmpty(stopTimeout),
  targetGroups: map,
  subnets: list,
  securityGroups: list,
  assignPublicIp: flag,
  architecture: unlessEmpty(choice(["X86_64", "ARM64"])),
  platformVersion: text(/^(LATEST|1\.([4-9]|\d\d+)\.\d+|[2-9]\.\d+\.\d+)$/, {
    allowed: "LATEST, or 1.4.0 or newer",
    suggest: "LATEST",
  }),
  ephemeralStorage: integer({ from: 20, to: 200, unit: "GiB", example: 20 }),
  capacityProviders: map,
  logRetentionDays: numberOutOf([0, ...retentionDays], {
    allowed: `${retentionDays.slice(0, -1).join(", ")} or ${retentionDays.at(-1)} days, or 0 to keep logs for ever`,
    nearest: (given) => (Number.isNaN(given) ? 30 : (nearestNumber(given, retentionDays) ?? 30)),
  }),
  logStreamPrefix: text(/^[^:*\s]{1,255}$/, { allowed: "1 to 255 characters other than : and *", suggest: "ecs" }),
  logGroupMode: choice(["auto", "create", "existing", "none"]),
  sidecars: map,
  cluster: anyText,
  service: anyText,
  family: anyText,
  executionRole: anyText,
  taskRole: anyText,
  secret: anyText,
  logGroup: anyText,
  deployment: map,
  autoscaling: map,
  dashboard: flag,
  alarms: map,
  foundation: map,
  loadBalancer: map,
  preflight: map,
  availabilityZoneRebalancing: flag,
  enableExecuteCommand: flag,
  tags: map,
  pinImageDigest: flag,
  pinSecretVersions: flag,
  secretVersionLabels: flag,
  grantSecretAccess: flag,
  protect: flag,
  pins: map,
  pinnedRevision: anyText,
  redeployment: unlessEmpty(
    text(/^[ -~]{1,100}$/, { allowed: "up to 100 plain characters", suggest: "2026-01-01T00:00:00Z" }),
  ),
  overrides: map,
  services: map,
};

/** Settings of the app as a whole, which no entry of `services` has for itself. */
export const appWide: readonly string[] = ["appName", "foundation", "loadBalancer", "services"];

/** Source for the ranges: `HealthCheck`, Amazon ECS API reference. */
export const healthCheckFields = {
  intervalSeconds: integer({ from: 5, to: 300, unit: "seconds", example: 30 }),
  timeoutSeconds: integer({ from: 2, to: 60, unit: "seconds", example: 5 }),
  retries: integer({ from: 1, to: 10, example: 3 }),
  startPeriodSeconds: integer({ from: 0, to: 300, unit: "seconds", example: 60 }),
};

/** Source for the ranges: `DeploymentConfiguration` and `CreateService`, Amazon ECS API reference. */
export const deploymentFields = {
  minimumHealthyPercent: integer({ from: 0, to: 100, unit: "percent", example: 100 }),
  maximumPercent: integer({ from: 100, to: 200, unit: "percent", example: 200 }),
  circuitBreaker: flag,
  rollback: flag,
  healthCheckGracePeriodSeconds: integer({ from: 0, to: 2_147_483_647, unit: "seconds", example: 120 }),
  timeoutMinutes: integer({ from: 1, to: 1440, unit: "minutes", example: 30 }),
  failFast: flag,
  onTimeout: choice(["leave", "rollback"]),
  alarms: list,
};

/** Source: `PutMetricAlarm`, Amazon CloudWatch API reference; ECS takes names only. */
export const alarmName = text(/^(?!arn:)[^\p{Cc}]{1,255}$/u, {
  allowed: "the name of a CloudWatch alarm, up to 255 characters",
  suggest: (given) => /^arn:.*:alarm:(.+)$/.exec(given)?.[1] ?? "<alarm>",
});

/** Tasks of a service. Source: "Amazon ECS service quotas". */
const mostTasks = 5000;

/** Seconds that a cooldown may last: a day. */
const longestCooldownSeconds = 86_400;

const cooldown = integer({ from: 0, to: longestCooldownSeconds, unit: "seconds", example: 300 });
const leastTasks = integer({ from: 0, to: mostTasks, unit: "tasks", example: 1 });
const percentOfUse = (example: number) => integer({ from: 1, to: 100, unit: "percent", example });

export const autoscalingFields = {
  min: leastTasks,
  max: integer({ from: 1, to: mostTasks, unit: "tasks", example: 4 }),
  cpu: percentOfUse(60),
  memory: percentOfUse(60),
  requestsPerTarget: integer({ from: 1, to: 1_000_000, unit: "requests per minute", example: 1000 }),
  requestsPort: anyText,
  scheduled: map,
  scaleInCooldownSeconds: cooldown,
  scaleOutCooldownSeconds: cooldown,
};

export const scheduledFields = {
  /** Source: `PutScheduledAction`, Application Auto Scaling API reference. */
  schedule,
  timezone,
  min: leastTasks,
  max: leastTasks,
};

export const alarmFields = {
  enabled: flag,
  topic: unlessEmpty(
    text(topicArn, { allowed: "the ARN of an SNS topic in the service's region", suggest: "<topic ARN>" }),
  ),
  cpuPercent: orOff(percentOfUse(90)),
  memoryPercent: orOff(percentOfUse(90)),
  unhealthyTargets: orOff(integer({ from: 1, to: mostTasks, unit: "targets", example: 1 })),
  errors5xxPercent: orOff(decimal({ from: 0.01, to: 100, unit: "percent", example: 5 })),
  /** A load balancer waits for 4000 seconds at most. Source: "Application Load Balancers", Elastic Load Balancing. */
  latencySeconds: orOff(decimal({ from: 0.001, to: 4000, unit: "seconds", example: 1 })),
  /** CloudWatch looks back a day at most. Source: `PutMetricAlarm`, Amazon CloudWatch API reference. */
  missingTasksMinutes: orOff(integer({ from: 1, to: 1440, unit: "minutes", example: 15 })),
};

const origin = choice(["existing", "create"]);

export const foundationFields = {
  all: origin,
  cluster: origin,
  roles: origin,
  secret: origin,
  repository: origin,
  network: origin,
  loadBalancer: origin,
  natGateways: choice(["none", "single", "onePerZone"]),
};

export const listenerPort = integer({ from: 1, to: 65_535, example: 8080 });

export const loadBalancerFields = {
  /** Source: `CreateLoadBalancer`, Elastic Load Balancing API reference. */
  name: text(/^(?!internal-)[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/, {
    allowed: "1 to 32 letters, digits and -, not starting with internal-",
    suggest: "<name>",
  }),
  certificate: unlessEmpty(
    text(certificateArn, { allowed: "the ARN of a certificate in ACM", suggest: "<certificate ARN>" }),
  ),
  internal: flag,
  listeners: map,
  /** Source: `CreateTargetGroup`, Elastic Load Balancing API reference. */
  healthCheckPath: text(/^\/[!-~]{0,1023}$/, { allowed: "a path that starts with /", suggest: "/health" }),
};

export const preflightFields = {
  secretKeys: choice(["auto", "always", "never"]),
};

/** Source for the ranges: `CapacityProviderStrategyItem`, Amazon ECS API reference. */
export const capacityProviderFields = {
  weight: integer({ from: 0, to: 1000, example: 1 }),
  base: integer({ from: 0, to: 100_000, unit: "tasks" }),
};

export const sidecarFields = {
  image: anyText,
  essential: flag,
  cpu: integer({ from: 1, to: 32_768, unit: "CPU units", example: 128 }),
  memory: integer({ from: 6, to: 249_856, unit: "MiB", example: 128 }),
  ports: map,
  environment: { ...map, isPrivate: true },
  secrets: secretOrEntriesField,
  healthCheck: map,
  command: list,
  entryPoint: list,
  stopTimeout,
  dependsOn: map,
};

/** The component's children, whose provider arguments can be overridden. */
export const overrideFields = {
  taskDefinition: map,
  container: map,
  sidecars: map,
  service: map,
  logGroup: map,
  secretAccess: map,
};
