/** What AWS said of one service at one moment, reduced to what verdicts are made from. Times are epoch milliseconds of AWS's clock. */
export interface Observation {
  service: ServiceView;
  /** Undefined when only the service was asked for. */
  details?: Details;
}

export interface ServiceView {
  desiredCount: number;
  deployments: DeploymentView[];
  /** Newest first. */
  events: EventView[];
  loadBalancers: { targetGroupArn: string; containerPort: number }[];
  /** CloudWatch alarms that make a deployment fail when they ring. */
  alarmNames: string[];
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
  /** Tasks that did not start or stay up; goes back to 0 with a healthy one. */
  failedTasks: number;
  /** A rollback may keep the one of the deployment it goes back to: good for telling, never for deciding. */
  createdAt?: number;
}

export interface EventView {
  id: string;
  message: string;
  createdAt?: number;
}

export interface Details {
  /** Tasks that are meant to run. */
  tasks: TaskView[];
  /** Tasks that have stopped, or are being stopped, since the details were last asked for. */
  stopped: StoppedTaskView[];
  /** Targets in the service's target groups. */
  targets: TargetView[];
  /** The service's latest deployments, newest first; undefined without the permission to list them. */
  serviceDeployments?: ServiceDeploymentView[];
  /** An essential container of the revision asked for has a health check: only then does ECS tell its tasks' health. */
  isHealthChecked: boolean;
}

/** ECS's own record of a deployment's outcome. */
export interface ServiceDeploymentView {
  arn: string;
  /** As in `DescribeServices`: `ecs-svc/<number>`. */
  deploymentId: string;
  /** PENDING, IN_PROGRESS, SUCCESSFUL, STOPPED, ROLLBACK_…; see `ServiceDeploymentStatus` of the ECS API. */
  status: string;
  reason?: string;
  createdAt?: number;
  finishedAt?: number;
  /** ARN of the service revision that is rolled out; it names a task definition. */
  serviceRevisionArn?: string;
}

export interface TaskView {
  arn: string;
  revisionArn: string;
  /** Id of the deployment that started it. */
  startedBy?: string;
  lastStatus: string;
  /** HEALTHY, UNHEALTHY or UNKNOWN; UNKNOWN for ever where no essential container has a health check. */
  health: string;
  privateIp?: string;
  createdAt?: number;
  /** When it was RUNNING first. */
  startedAt?: number;
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
  createdAt?: number;
  /** When it was RUNNING first; undefined: it never was. */
  startedAt?: number;
  /** When its containers had ended; ECS calls the task STOPPED only some time later. */
  stoppedAt?: number;
}

export interface TargetView {
  targetGroupArn: string;
  /** Private address of the task. */
  ip: string;
  port: number;
  /** initial, healthy, unhealthy, draining, unused, … */
  state: string;
  /** For example `Target.Timeout`. */
  reason?: string;
  description?: string;
}

export const primaryOf = ({ deployments }: ServiceView): DeploymentView | undefined =>
  deployments.find(({ status }) => status === "PRIMARY");

export const deploymentOf = ({ deployments }: ServiceView, id: string | undefined): DeploymentView | undefined =>
  deployments.find((deployment) => deployment.id === id);

/** `family:revision` out of a task definition's ARN. */
export const revisionName = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);

/** The provider names a revision by its ARN or as `family:revision`. */
export const isSameRevision = (one: string, other: string): boolean => revisionName(one) === revisionName(other);

/** Last part of a task's ARN, which log streams and events name it by. */
export const taskId = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);
