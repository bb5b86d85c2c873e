import type * as sdk from "@aws-sdk/client-ecs";
import type { TargetGroup } from "./account";
import type { AlarmWatch } from "./alarms";
import type { Fate } from "./fate";
import type { Wire } from "./wire";

/** Everything the model knows: plain JSON. Times are epoch milliseconds unless the type is AWS's own. */
export interface State {
  /** By name. */
  clusters: Record<string, ClusterRecord>;
  /** By `family:revision`. */
  taskDefinitions: Record<string, TaskDefinitionRecord>;
  /** The highest revision ever registered, by family: numbers are never used again. */
  latestRevisions: Record<string, number>;
  /** The rest by ARN. */
  services: Record<string, ServiceRecord>;
  revisions: Record<string, RevisionRecord>;
  serviceDeployments: Record<string, ServiceDeploymentRecord>;
  tasks: Record<string, TaskRecord>;
  tags: Record<string, Wire<sdk.Tag>[]>;
  accountSettings: Record<string, string>;
}

export const emptyState = (): State => ({
  clusters: {},
  taskDefinitions: {},
  latestRevisions: {},
  services: {},
  revisions: {},
  serviceDeployments: {},
  tasks: {},
  tags: {},
  accountSettings: {},
});

export interface ClusterRecord {
  arn: string;
  name: string;
  status: "ACTIVE" | "INACTIVE";
  settings: Wire<sdk.ClusterSetting>[];
  configuration?: Wire<sdk.ClusterConfiguration>;
  serviceConnectDefaults?: Wire<sdk.ClusterServiceConnectDefaults>;
  capacityProviders: string[];
  defaultCapacityProviderStrategy: CapacityProviderStrategy;
}

export type ContainerDefinition = Omit<Wire<sdk.ContainerDefinition>, "name" | "image" | "essential"> & {
  name: string;
  image: string;
  essential: boolean;
};

export type TaskDefinitionRecord = Omit<Wire<sdk.TaskDefinition>, "containerDefinitions"> & {
  taskDefinitionArn: string;
  family: string;
  revision: number;
  containerDefinitions: ContainerDefinition[];
};

export type CapacityProviderStrategy = Wire<sdk.CapacityProviderStrategyItem>[];

/** What a service revision runs: a change of any of it starts a deployment. */
export interface Workload {
  /** ARN. */
  taskDefinition: string;
  launchType?: sdk.LaunchType;
  capacityProviderStrategy?: CapacityProviderStrategy;
  platformVersion: string;
  networkConfiguration: Wire<sdk.NetworkConfiguration>;
  loadBalancers: Wire<sdk.LoadBalancer>[];
  serviceRegistries: Wire<sdk.ServiceRegistry>[];
  serviceConnectConfiguration?: Wire<sdk.ServiceConnectConfiguration>;
  volumeConfigurations?: Wire<sdk.ServiceVolumeConfiguration>[];
}

/** What a service can change without a deployment. */
export interface ServiceSettings {
  deploymentConfiguration: Wire<sdk.DeploymentConfiguration> & {
    maximumPercent: number;
    minimumHealthyPercent: number;
    deploymentCircuitBreaker: Wire<sdk.DeploymentCircuitBreaker>;
  };
  healthCheckGracePeriodSeconds?: number;
  enableExecuteCommand: boolean;
  enableECSManagedTags: boolean;
  propagateTags: sdk.PropagateTags;
  availabilityZoneRebalancing: sdk.AvailabilityZoneRebalancing;
}

export interface ServiceRecord {
  arn: string;
  name: string;
  clusterArn: string;
  status: "ACTIVE" | "DRAINING" | "INACTIVE";
  createdAt: number;
  inactiveSince?: number;
  desiredCount: number;
  settings: ServiceSettings;
  /** The revision it is set to run: that of the PRIMARY deployment, as long as there is one. */
  revisionArn: string;
  /** The first one is PRIMARY; empty when the service is INACTIVE. */
  deployments: DeploymentRecord[];
  /** The revision that was last rolled out to the end: where a rollback goes. */
  completedRevisionArn?: string;
  /** The service deployment (of the newer API) that is under way, or was the last. */
  serviceDeploymentArn: string;
  /** Newest first. */
  events: { id: string; createdAt: number; message: string }[];
  /** Whether the steady state has been reported. */
  steady: boolean;
  /** Tasks that are being launched but do not exist yet. */
  launches: LaunchRecord[];
}

export interface LaunchRecord {
  id: string;
  deploymentId: string;
  count: number;
}

/** An entry of `deployments` in DescribeServices. */
export interface DeploymentRecord {
  /** `ecs-svc/` and the revision's number. */
  id: string;
  revisionArn: string;
  createdAt: number;
  updatedAt: number;
  rolloutState: sdk.DeploymentRolloutState;
  rolloutStateReason: string;
  /** Since the last healthy task, unless the circuit breaker is told not to reset. */
  failedTasks: number;
  /** Since the last healthy task; decides the delay before the next attempt. */
  failuresInARow: number;
  lastFailureAt?: number;
  /** When its last task had stopped. */
  emptySince?: number;
}

/** A service revision. Only the digests, which the first pull finds out, and capacity-provider weights change later. */
export interface RevisionRecord {
  arn: string;
  serviceArn: string;
  clusterArn: string;
  createdAt: number;
  workload: Workload;
  /** Digest by container name: all tasks of the revision run the same image (version consistency). */
  digests: Record<string, string>;
}

export interface ServiceDeploymentRecord {
  arn: string;
  serviceArn: string;
  clusterArn: string;
  status: sdk.ServiceDeploymentStatus;
  statusReason?: string;
  statusSince: number;
  createdAt: number;
  startedAt?: number;
  finishedAt?: number;
  stoppedAt?: number;
  sourceRevisionArns: string[];
  targetRevisionArn: string;
  deploymentConfiguration: ServiceSettings["deploymentConfiguration"];
  breaker: { status: sdk.ServiceDeploymentRollbackMonitorsStatus; failureCount: number; threshold: number };
  alarms: AlarmWatch;
  rollback?: { reason: string; startedAt: number; revisionArn: string };
}

export type TaskStatus =
  "PROVISIONING" | "PENDING" | "ACTIVATING" | "RUNNING" | "DEACTIVATING" | "STOPPING" | "DEPROVISIONING" | "STOPPED";

export interface TaskRecord {
  arn: string;
  clusterArn: string;
  /** `service:NAME` or `family:NAME`. */
  group: string;
  /** The deployment's id for a service's task. */
  startedBy?: string;
  /** Of the RunTask that started it. */
  clientToken?: string;
  serviceArn?: string;
  /** The service revision, for a service's task. */
  revisionArn?: string;
  taskDefinitionArn: string;
  lastStatus: TaskStatus;
  desiredStatus: "RUNNING" | "STOPPED";
  /** When `lastStatus` was entered. */
  statusSince: number;
  version: number;
  launchType: sdk.LaunchType;
  capacityProviderName?: string;
  platformVersion: string;
  enableExecuteCommand: boolean;
  overrides: Wire<sdk.TaskOverride>;
  network: NetworkInterface;
  containers: ContainerRecord[];
  loadBalancers: Wire<sdk.LoadBalancer>[];
  targets: TargetRecord[];
  /** What was found out before the containers start. */
  preparation?: Preparation;
  /** Whether it ended in a way that counts as a failed task, and was counted. */
  failure?: "uncounted" | "counted";
  /** Whether it has been healthy once. */
  wasHealthy: boolean;
  createdAt: number;
  pullStartedAt?: number;
  pullStoppedAt?: number;
  startedAt?: number;
  stoppingAt?: number;
  executionStoppedAt?: number;
  stoppedAt?: number;
  stopCode?: sdk.TaskStopCode;
  stoppedReason?: string;
}

export interface NetworkInterface {
  attachmentId: string;
  interfaceId: string;
  macAddress: string;
  privateAddress: string;
  subnetId: string;
  availabilityZone: string;
  /** Why it cannot be made, in ECS's words. */
  error?: string;
}

export type Preparation =
  | { targetGroups: Record<string, TargetGroup> }
  /** `container`: whose own reason it is, too. */
  | { failure: string; container?: string; afterSeconds: number };

export interface ContainerRecord {
  id: string;
  name: string;
  image: string;
  essential: boolean;
  imageDigest?: string;
  runtimeId?: string;
  fate?: Fate;
  startedAt?: number;
  endedAt?: number;
  exitCode?: number;
  reason?: string;
}

export interface TargetRecord {
  targetGroupArn: string;
  containerName: string;
  port: number;
  group: TargetGroup;
  registeredAt: number;
  deregisteredAt?: number;
}
