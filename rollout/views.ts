import type { Service, ServiceDeploymentBrief, Task } from "@aws-sdk/client-ecs";
import type { TargetHealthDescription } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { ServiceDeploymentView, ServiceView, StoppedTaskView, TargetView, TaskView } from "./observation";

export function serviceView(service: Service): ServiceView {
  const { enable = false, alarmNames = [] } = service.deploymentConfiguration?.alarms ?? {};
  return {
    desiredCount: service.desiredCount ?? 0,
    deployments: (service.deployments ?? []).map((deployment) => ({
      id: deployment.id ?? "",
      status: deployment.status ?? "",
      revisionArn: deployment.taskDefinition ?? "",
      rolloutState: deployment.rolloutState,
      rolloutStateReason: deployment.rolloutStateReason,
      desiredCount: deployment.desiredCount ?? 0,
      pendingCount: deployment.pendingCount ?? 0,
      runningCount: deployment.runningCount ?? 0,
      failedTasks: deployment.failedTasks ?? 0,
      createdAt: deployment.createdAt?.getTime(),
    })),
    events: (service.events ?? []).map(({ id, message, createdAt }) => ({
      id: id ?? "",
      message: message ?? "",
      createdAt: createdAt?.getTime(),
    })),
    loadBalancers: (service.loadBalancers ?? []).flatMap(({ targetGroupArn, containerPort }) =>
      targetGroupArn === undefined ? [] : [{ targetGroupArn, containerPort: containerPort ?? 0 }],
    ),
    alarmNames: enable ? alarmNames : [],
  };
}

export function taskView(task: Task): TaskView {
  const details = (task.attachments ?? []).flatMap((attachment) => attachment.details ?? []);
  return {
    arn: task.taskArn ?? "",
    revisionArn: task.taskDefinitionArn ?? "",
    startedBy: task.startedBy,
    lastStatus: task.lastStatus ?? "",
    health: task.healthStatus ?? "UNKNOWN",
    privateIp: details.find(({ name }) => name === "privateIPv4Address")?.value,
    createdAt: task.createdAt?.getTime(),
    startedAt: task.startedAt?.getTime(),
  };
}

export function stoppedTaskView(task: Task): StoppedTaskView {
  return {
    arn: task.taskArn ?? "",
    revisionArn: task.taskDefinitionArn ?? "",
    startedBy: task.startedBy,
    stopCode: task.stopCode ?? "",
    stoppedReason: task.stoppedReason ?? "",
    containers: (task.containers ?? []).map(({ name, exitCode, reason }) => ({ name: name ?? "", exitCode, reason })),
    createdAt: task.createdAt?.getTime(),
    startedAt: task.startedAt?.getTime(),
    stoppedAt: (task.executionStoppedAt ?? task.stoppingAt ?? task.stoppedAt)?.getTime(),
  };
}

/** The number in `ecs-svc/<number>` is the tail of the target service revision's ARN. */
export const serviceDeploymentView = (deployment: ServiceDeploymentBrief): ServiceDeploymentView => ({
  arn: deployment.serviceDeploymentArn ?? "",
  deploymentId: `ecs-svc/${deployment.targetServiceRevisionArn?.split("/").at(-1)}`,
  status: deployment.status ?? "",
  reason: deployment.statusReason,
  createdAt: deployment.createdAt?.getTime(),
  finishedAt: deployment.finishedAt?.getTime(),
  serviceRevisionArn: deployment.targetServiceRevisionArn,
});

export const targetView = (targetGroupArn: string, { Target, TargetHealth }: TargetHealthDescription): TargetView => ({
  targetGroupArn,
  ip: Target?.Id ?? "",
  port: Target?.Port ?? 0,
  state: TargetHealth?.State ?? "",
  reason: TargetHealth?.Reason,
  description: TargetHealth?.Description,
});
