import type { Expected } from "../../../rollout/judge";
import type {
  DeploymentView,
  Details,
  Observation,
  ServiceDeploymentView,
  ServiceView,
  StoppedTaskView,
  TargetView,
  TaskView,
} from "../../../rollout/observation";

/** Answers of AWS, made by hand after what is known of it; every part can be replaced. */

const revision = (number: number) => `arn:aws:ecs:us-west-2:123456789012:task-definition/app-task:${number}`;
/** The revision that the update asks for, the one before it, and somebody else's. */
export const wanted = revision(42);
export const previous = revision(41);
export const foreign = revision(50);

export const oldId = "ecs-svc/1000000000000000001";
export const ourId = "ecs-svc/1000000000000000002";
export const otherId = "ecs-svc/1000000000000000003";
export const targetGroupArn = "arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/api/0123456789abcdef";

/** When the update was made. */
export const updatedAt = Date.UTC(2026, 0, 5, 10, 0);

export const expected = (changes: Partial<Expected> = {}): Expected => ({
  revisionArn: wanted,
  earlierDeploymentIds: [oldId],
  previousRevisionArn: previous,
  startsDeployment: true,
  ...changes,
});

/** As the check of an update that changes nothing expects it. */
export const confirming = (): Expected => ({ revisionArn: wanted, earlierDeploymentIds: [], startsDeployment: false });

export const deployment = (changes: Partial<DeploymentView> = {}): DeploymentView => ({
  id: ourId,
  status: "PRIMARY",
  revisionArn: wanted,
  rolloutState: "IN_PROGRESS",
  rolloutStateReason: `ECS deployment ${changes.id ?? ourId} in progress.`,
  desiredCount: 1,
  pendingCount: 0,
  runningCount: 0,
  failedTasks: 0,
  createdAt: updatedAt,
  ...changes,
});

/** The deployment that ran before the update. */
export const old = (changes: Partial<DeploymentView> = {}): DeploymentView =>
  deployment({
    id: oldId,
    status: "ACTIVE",
    revisionArn: previous,
    rolloutState: "COMPLETED",
    rolloutStateReason: `ECS deployment ${oldId} completed.`,
    runningCount: 1,
    createdAt: Date.UTC(2026, 0, 1),
    ...changes,
  });

export const completed = (changes: Partial<DeploymentView> = {}): DeploymentView =>
  deployment({
    rolloutState: "COMPLETED",
    rolloutStateReason: `ECS deployment ${changes.id ?? ourId} completed.`,
    runningCount: 1,
    ...changes,
  });

export const service = (deployments: DeploymentView[], changes: Partial<ServiceView> = {}): ServiceView => ({
  desiredCount: 1,
  deployments,
  events: [],
  loadBalancers: [],
  alarmNames: [],
  ...changes,
});

export const behindLoadBalancer = { loadBalancers: [{ targetGroupArn, containerPort: 8081 }] };

export const event = (message: string, createdAt = updatedAt + 1) => ({
  id: `${message} ${createdAt}`,
  message: `(service app-service) ${message}`,
  createdAt,
});

export const task = (number = 1, changes: Partial<TaskView> = {}): TaskView => ({
  arn: `arn:aws:ecs:us-west-2:123456789012:task/main/${String(number).padStart(32, "0")}`,
  revisionArn: wanted,
  startedBy: ourId,
  lastStatus: "RUNNING",
  health: "HEALTHY",
  privateIp: `10.0.0.${number}`,
  ...changes,
});

export const target = (number = 1, changes: Partial<TargetView> = {}): TargetView => ({
  targetGroupArn,
  ip: `10.0.0.${number}`,
  port: 8081,
  state: "healthy",
  ...changes,
});

export const stoppedTask = (number: number, changes: Partial<StoppedTaskView> = {}): StoppedTaskView => ({
  arn: `arn:aws:ecs:us-west-2:123456789012:task/main/${String(900 + number).padStart(32, "0")}`,
  revisionArn: wanted,
  startedBy: ourId,
  stopCode: "EssentialContainerExited",
  stoppedReason: "Essential container in task exited",
  containers: [{ name: "app", exitCode: 1 }],
  ...changes,
});

/** Words of ECS, as people quote them. */
export const noSuchKey =
  "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to " +
  "retrieve secret from asm: service call has been retried 1 time(s): retrieved secret from Secrets Manager did not contain " +
  "json key OPENAI_API_KEY";
export const cannotAssume =
  "ECS was unable to assume the role 'arn:aws:iam::123456789012:role/app-execution' that was provided for this task. Please " +
  "verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions " +
  "to pass this role.";

export const failedToStart = (number: number, stoppedReason = noSuchKey) =>
  stoppedTask(number, { stopCode: "TaskFailedToStart", stoppedReason, containers: [{ name: "app" }] });

export const record = (status: string, changes: Partial<ServiceDeploymentView> = {}): ServiceDeploymentView => ({
  arn: "arn:aws:ecs:us-west-2:123456789012:service-deployment/main/app-service/ours",
  deploymentId: ourId,
  status,
  ...changes,
});

export const details = (changes: Partial<Details> = {}): Details => ({
  tasks: [],
  stopped: [],
  targets: [],
  serviceDeployments: [],
  isHealthChecked: true,
  ...changes,
});

/** Before the update, and what a stale answer says after it. */
export const beforeUpdate: Observation = {
  service: service([old({ status: "PRIMARY" })]),
  details: details({ tasks: [task(7, { revisionArn: previous, startedBy: oldId })] }),
};
export const started: Observation = {
  service: service([deployment({ pendingCount: 1 }), old()]),
  details: details({
    serviceDeployments: [record("IN_PROGRESS")],
    tasks: [task(1, { lastStatus: "PENDING", health: "UNKNOWN" })],
  }),
};
export const serving: Observation = {
  service: service([completed()]),
  details: details({ serviceDeployments: [record("SUCCESSFUL")], tasks: [task()] }),
};
