/** What AWS said of one service at one moment, reduced to what verdicts are made from. */
export interface Observation {
  service: ServiceView;
  /** Undefined when only the service was asked for. */
  details?: Details;
}

export interface Details {
  /** Tasks that are not stopped. */
  tasks: TaskView[];
  stopped: StoppedTaskView[];
  /** Targets in the service's target groups. */
  targets: TargetView[];
  /** The service's latest deployments, newest first; undefined without the permission to list them. */
  serviceDeployments?: ServiceDeploymentView[];
}

/** ECS's own record of a deployment's outcome. */
export interface ServiceDeploymentView {
  arn: string;
  /** As in `DescribeServices`: `ecs-svc/<number>`. */
  deploymentId: string;
  /** PENDING, IN_PROGRESS, SUCCESSFUL, STOPPED, ROLLBACK_…; see `ServiceDeploymentStatus` of the ECS API. */
  status: string;
  reason?: string;
}

export interface ServiceView {
  desiredCount: number;
  runningCount: number;
  pendingCount: number;
  deployments: DeploymentView[];
  /** Newest first. */
  events: { id: string; message: string }[];
  loadBalancers: { targetGroupArn: string; containerPort: number }[];
}

export interface DeploymentView {
  /** `ecs-svc/<number>`. */
  id: string;
  /** PRIMARY is what ECS works towards. */
  status: string;
  revisionArn: string;
  rolloutState?: string;
  rolloutStateReason?: string;
  desiredCount: number;
  pendingCount: number;
  runningCount: number;
  failedTasks: number;
}

export interface TaskView {
  arn: string;
  revisionArn: string;
  /** Id of the deployment that started it. */
  startedBy?: string;
  lastStatus: string;
  /** HEALTHY, UNHEALTHY or UNKNOWN; UNKNOWN for ever where no container has a health check. */
  health: string;
  privateIp?: string;
}

/** A task that has ended; ECS forgets it after about an hour. */
export interface StoppedTaskView {
  arn: string;
  revisionArn: string;
  startedBy?: string;
  /** For example EssentialContainerExited, TaskFailedToStart, ServiceSchedulerInitiated. */
  stopCode: string;
  stoppedReason: string;
  containers: { name: string; exitCode?: number; reason?: string }[];
}

export interface TargetView {
  targetGroupArn: string;
  /** Private address of the task. */
  ip: string;
  port: number;
  /** initial, healthy, unhealthy, draining, unused, … */
  state: string;
  reason?: string;
}

export const primaryOf = ({ deployments }: ServiceView): DeploymentView | undefined =>
  deployments.find(({ status }) => status === "PRIMARY");

/** `family:revision` out of a task definition's ARN. */
export const revisionName = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);
