/** What a stack's config means once it is checked and everything derivable is derived. Plain values, no Pulumi types. */
export interface Settings {
  appName: string;
  /** Key of the service in the setting `services`; undefined: it is the stack's only one. */
  serviceKey?: string;
  names: Names;
  size: FargateSize;
  image: ImageSetting;
  /** Number of tasks; undefined: the live count is kept (1 when the service is created). */
  desiredCount?: number;
  /** The main container; its `name` is the app's. Sidecars follow in `sidecars`. */
  container: ContainerSettings;
  /** Further containers of the task, sorted by name. */
  sidecars: SidecarSettings[];
  /** Which port of the main container is registered in which target group, sorted by port name. */
  targetGroups: TargetGroupSetting[];
  /** Subnet ids; empty: those of the live service, else of the target groups' VPC, else of the default VPC. */
  subnets: string[];
  /** Security group ids; empty: those of the live service, else the VPC's default one. */
  securityGroups: string[];
  assignPublicIp: boolean;
  /** Undefined: the task definition says nothing about its platform, which ECS takes for X86_64 on Linux. */
  architecture?: "X86_64" | "ARM64";
  /** GiB; undefined: Fargate's own 20 GiB, and the field stays out of the task definition. */
  ephemeralStorageGiB?: number;
  /** Fargate platform version, for example `LATEST` or `1.4.0`. */
  platformVersion: string;
  /** Capacity providers by weight, sorted by name; empty: launch type FARGATE. */
  capacityProviders: { name: string; weight: number; base?: number }[];
  logs: LogSettings;
  deployment: DeploymentSettings;
  /** Undefined: nothing scales the service. */
  autoscaling?: AutoscalingSettings;
  /** The service has a dashboard in CloudWatch. */
  dashboard: boolean;
  /** Undefined: the service has no alarms of its own. */
  alarms?: AlarmSettings;
  foundation: FoundationSettings;
  /** Undefined: `secretKeys: "auto"`. */
  preflight: PreflightSettings;
  enableExecuteCommand: boolean;
  availabilityZoneRebalancing: boolean;
  tags: Record<string, string>;
  /** Register the digest a tag stands for, instead of the tag. */
  pinImageDigest: boolean;
  /** Write the current version id of each secret into `valueFrom`. */
  pinSecretVersions: boolean;
  /** Note the version of each secret in a docker label. */
  secretVersionLabels: boolean;
  /** Give the execution role an inline policy for exactly the secrets and parameters used. */
  grantSecretAccess: boolean;
  /** Pulumi refuses to delete the service and the log group. */
  protect: boolean;
  /** What a rollback has pinned, used or not; `describePins` says it in sentences. */
  pins: Pins;
  /** `family:number` of the revision that the service is pointed at as it is; undefined: one is rendered and registered. */
  pinnedRevision?: string;
  /** When it differs from the last update's, the service gets a new deployment; undefined: there was never one asked for. */
  redeployment?: string;
  /** Provider arguments merged last into each child of the component. */
  overrides: Overrides;
}

/** Names of what the stack makes (service, family) or finds in the account (the rest). */
export interface Names {
  cluster: string;
  service: string;
  family: string;
  /** Undefined: the task has no such role. */
  executionRole?: string;
  taskRole?: string;
  /** Secrets Manager secret (name or ARN) that bare keys in `secrets` belong to. */
  secret: string;
  logGroup: string;
}

/** A legal Fargate size: CPU units (1024 = 1 vCPU) and MiB. */
export interface FargateSize {
  cpu: number;
  memoryMiB: number;
}

export type ImageSetting =
  /** The app's own ECR repository at a tag or digest. */
  | { kind: "tag"; repository: string; tag: string }
  | { kind: "digest"; repository: string; digest: string }
  /** A whole reference, for example `public.ecr.aws/nginx/nginx:1.27` or another ECR repository's. */
  | { kind: "reference"; reference: string }
  /** Whatever digest the running revision has. */
  | { kind: "running"; repository: string }
  /** Exactly this image, `<repository URI>@<digest>`, for as long as the setting `image` has the value it was pinned for. */
  | { kind: "pinned"; reference: string };

export interface Pins {
  /** `setting`: the value of the setting `image` for which the pin was made, `reference`: `<repository URI>@<digest>`. */
  image?: { setting: string; reference: string };
  /** Secret's name (or ARN) → id of the version that is used in place of the current one, with `pinSecretVersions` only. */
  secrets: Record<string, string>;
  /** Where the pins come from, for people: `update 3, agenticmem-task:3`. */
  from?: string;
}

export interface ContainerSettings {
  name: string;
  /** Sorted by name. */
  ports: PortSetting[];
  environment: Record<string, string>;
  /** Sorted by variable. */
  secrets: SecretSetting[];
  healthCheck?: HealthCheckSettings;
  command: string[];
  entryPoint: string[];
  stopTimeoutSeconds?: number;
}

export interface SidecarSettings extends ContainerSettings {
  image: string;
  essential: boolean;
  cpu?: number;
  memoryMiB?: number;
  /** Other containers of the task and the state each must have reached first. */
  dependsOn: { container: string; condition: "START" | "COMPLETE" | "SUCCESS" | "HEALTHY" }[];
}

export interface PortSetting {
  name: string;
  port: number;
  protocol: "tcp" | "udp";
}

export interface SecretSetting {
  /** The environment variable that receives the value. */
  variable: string;
  source:
    /** A secret by name or ARN; without `key` the whole secret string is injected. */
    | { kind: "secret"; secret: string; key?: string }
    /** An SSM parameter by full ARN. */
    | { kind: "parameter"; arn: string };
}

/** Container health check in seconds, as ECS takes it. */
export interface HealthCheckSettings {
  /** Starts with `CMD` or `CMD-SHELL`. */
  command: string[];
  intervalSeconds: number;
  timeoutSeconds: number;
  retries: number;
  /** Undefined: not in the task definition, which is none. */
  startPeriodSeconds?: number;
}

export interface TargetGroupSetting {
  portName: string;
  port: number;
  /** Name or ARN. */
  targetGroup: string;
}

export interface LogSettings {
  /** `auto`: create the log group unless it exists already; `create`; `existing`: use it as it is; `none`: no awslogs. */
  mode: "auto" | "create" | "existing" | "none";
  streamPrefix: string;
  /** One of the values CloudWatch Logs takes; 0: never expire. */
  retentionDays: number;
}

export interface DeploymentSettings {
  minimumHealthyPercent: number;
  maximumPercent: number;
  circuitBreaker: boolean;
  /** Roll back when the circuit breaker trips or an alarm rings. */
  rollback: boolean;
  /** Seconds a new task's target health is ignored; undefined without a target group. */
  healthCheckGracePeriodSeconds?: number;
  /** How long the rollout may take before the update is red. */
  timeoutMinutes: number;
  /** Stop a rollout with rollback as soon as it is certain that no task can start. */
  failFast: boolean;
  /** What happens to a rollout that takes longer than `timeoutMinutes`. */
  onTimeout: "leave" | "rollback";
  /** Names of CloudWatch alarms, sorted: a deployment during which one of them rings has failed. */
  alarms: string[];
}

/** A part of what a service stands on, which the stack either makes or looks up by name. */
export type Part = "cluster" | "roles" | "secret" | "repository" | "network" | "loadBalancer";

export interface FoundationSettings {
  /** Which parts the stack makes; the others exist already. */
  makes: Record<Part, boolean>;
  /** Name of the app's ECR repository. */
  repository: string;
  /** NAT gateways of a network that is made; with none, the tasks are in public subnets. */
  natGateways: "none" | "single" | "onePerZone";
  loadBalancer: LoadBalancerSettings;
}

/** A load balancer that is made. */
export interface LoadBalancerSettings {
  name: string;
  /** ARN of a certificate in ACM; undefined: HTTP only. */
  certificate?: string;
  /** Reached from inside the network only. */
  internal: boolean;
  /** Port name → port that the load balancer listens on, for each of `targetGroups`. */
  listeners: Record<string, number>;
  healthCheckPath: string;
}

/** What scales the service by itself, with Application Auto Scaling. */
export interface AutoscalingSettings {
  /** Number of tasks. */
  min: number;
  max: number;
  /** Average use of the tasks' CPU that is aimed at; undefined: CPU does not count. */
  cpuPercent?: number;
  /** Likewise, of their memory. */
  memoryPercent?: number;
  /** Requests per minute that each target is to get, counted in the target group of this port. */
  requests?: { perTarget: number; portName: string };
  /** Sorted by name. */
  scheduled: ScheduledScaling[];
  /** Seconds after scaling in until scaling in again. */
  scaleInCooldownSeconds: number;
  scaleOutCooldownSeconds: number;
}

/** Other bounds from a point in time on; one that is undefined stays as it is. */
export interface ScheduledScaling {
  name: string;
  /** `cron(…)`, `rate(…)` or `at(…)`, as AWS writes it. */
  schedule: string;
  /** Name in the IANA database. */
  timezone: string;
  min?: number;
  max?: number;
}

/** When CloudWatch rings; a threshold that is undefined is not watched. */
export interface AlarmSettings {
  /** ARN of the SNS topic that is told of ALARM and of OK. */
  topic?: string;
  /** Of the CPU that is reserved, on average over the tasks. */
  cpuPercent?: number;
  /** Of the memory that is reserved, in the task that uses the most. */
  memoryPercent?: number;
  /** Number of targets, in all target groups together. */
  unhealthyTargets?: number;
  /** Of the requests that the targets have answered. */
  errors5xxPercent?: number;
  /** Time that 95 of 100 requests stay below, in the slowest target group. */
  latencySeconds?: number;
  /** How long fewer tasks may run than are asked for. */
  missingTasksMinutes?: number;
}

export interface PreflightSettings {
  /**
   * Whether a secret's value is read, for the names of its JSON keys: `auto`, when the revision names a key that the running
   * one does not; `always`; `never`.
   */
  secretKeys: "auto" | "always" | "never";
}

export interface Overrides {
  taskDefinition: Record<string, unknown>;
  /** Merged into the main container's definition, in ECS's own field names. */
  container: Record<string, unknown>;
  /** Likewise, by name of the sidecar. */
  sidecars: Record<string, Record<string, unknown>>;
  service: Record<string, unknown>;
  logGroup: Record<string, unknown>;
  secretAccess: Record<string, unknown>;
}
