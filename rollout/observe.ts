import type { Service, Task } from "@aws-sdk/client-ecs";
import type { Clients } from "../account/clients";
import { isDenied } from "../account/problem";
import type {
  Details,
  Observation,
  ServiceDeploymentView,
  ServiceView,
  StoppedTaskView,
  TargetView,
  TaskView,
} from "./observation";

/** The service to watch; ARNs or names. */
export interface Watched {
  cluster: string;
  service: string;
}

/** Asks AWS how the service stands, and for the details when `wantsDetails` says so. */
export async function observe(
  clients: Clients,
  watched: Watched,
  wantsDetails: (service: ServiceView) => boolean,
): Promise<Observation> {
  const service = await observeService(clients, watched);
  if (service === undefined) throw new Error(`service ${watched.service} is gone`);
  return wantsDetails(service) ? { service, details: await observeDetails(clients, watched, service) } : { service };
}

export async function observeDetails(clients: Clients, watched: Watched, service: ServiceView): Promise<Details> {
  const [running, stopped, targets, serviceDeployments] = await Promise.all([
    listTasks(clients, watched, "RUNNING"),
    listTasks(clients, watched, "STOPPED"),
    observeTargets(clients, service),
    observeServiceDeployments(clients, watched),
  ]);
  return { tasks: running.map(taskView), stopped: stopped.map(stoppedTaskView), targets, serviceDeployments };
}

export async function observeService(clients: Clients, watched: Watched): Promise<ServiceView | undefined> {
  const ecs = await clients.ecs();
  const { services = [] } = await ecs.describeServices({ cluster: watched.cluster, services: [watched.service] });
  const [service] = services;
  return service === undefined || service.status === "INACTIVE" ? undefined : serviceView(service);
}

export function serviceView(service: Service): ServiceView {
  return {
    desiredCount: service.desiredCount ?? 0,
    runningCount: service.runningCount ?? 0,
    pendingCount: service.pendingCount ?? 0,
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
    })),
    events: (service.events ?? []).map(({ id, message }) => ({ id: id ?? "", message: message ?? "" })),
    loadBalancers: (service.loadBalancers ?? []).flatMap(({ targetGroupArn, containerPort }) =>
      targetGroupArn === undefined ? [] : [{ targetGroupArn, containerPort: containerPort ?? 0 }],
    ),
  };
}

async function listTasks(
  clients: Clients,
  { cluster, service }: Watched,
  desiredStatus: "RUNNING" | "STOPPED",
): Promise<Task[]> {
  const ecs = await clients.ecs();
  const { paginateListTasks } = await import("@aws-sdk/client-ecs");
  const arns: string[] = [];
  for await (const page of paginateListTasks({ client: ecs }, { cluster, serviceName: service, desiredStatus })) {
    arns.push(...(page.taskArns ?? []));
  }
  const tasks: Task[] = [];
  // DescribeTasks takes at most 100 tasks.
  for (let from = 0; from < arns.length; from += 100) {
    const page = await ecs.describeTasks({ cluster, tasks: arns.slice(from, from + 100) });
    tasks.push(...(page.tasks ?? []));
  }
  return tasks;
}

function taskView(task: Task): TaskView {
  const details = (task.attachments ?? []).flatMap((attachment) => attachment.details ?? []);
  return {
    arn: task.taskArn ?? "",
    revisionArn: task.taskDefinitionArn ?? "",
    startedBy: task.startedBy,
    lastStatus: task.lastStatus ?? "",
    health: task.healthStatus ?? "UNKNOWN",
    privateIp: details.find(({ name }) => name === "privateIPv4Address")?.value,
  };
}

function stoppedTaskView(task: Task): StoppedTaskView {
  return {
    arn: task.taskArn ?? "",
    revisionArn: task.taskDefinitionArn ?? "",
    startedBy: task.startedBy,
    stopCode: task.stopCode ?? "",
    stoppedReason: task.stoppedReason ?? "",
    containers: (task.containers ?? []).map(({ name, exitCode, reason }) => ({ name: name ?? "", exitCode, reason })),
  };
}

/** The number in `ecs-svc/<number>` is the tail of the target service revision's ARN. */
async function observeServiceDeployments(
  clients: Clients,
  { cluster, service }: Watched,
): Promise<ServiceDeploymentView[] | undefined> {
  const ecs = await clients.ecs();
  try {
    const { serviceDeployments = [] } = await ecs.listServiceDeployments({ cluster, service, maxResults: 10 });
    return serviceDeployments.map((deployment) => ({
      arn: deployment.serviceDeploymentArn ?? "",
      deploymentId: `ecs-svc/${deployment.targetServiceRevisionArn?.split("/").at(-1)}`,
      status: deployment.status ?? "",
      reason: deployment.statusReason,
    }));
  } catch (error) {
    if (isDenied(error)) return undefined;
    throw error;
  }
}

async function observeTargets(clients: Clients, { loadBalancers }: ServiceView): Promise<TargetView[]> {
  if (loadBalancers.length === 0) return [];
  const elb = await clients.elb();
  const answers = await Promise.all(
    loadBalancers.map(async ({ targetGroupArn }) => {
      const { TargetHealthDescriptions = [] } = await elb.describeTargetHealth({ TargetGroupArn: targetGroupArn });
      return TargetHealthDescriptions.map(({ Target, TargetHealth }) => ({
        targetGroupArn,
        ip: Target?.Id ?? "",
        port: Target?.Port ?? 0,
        state: TargetHealth?.State ?? "",
        reason: TargetHealth?.Reason,
      }));
    }),
  );
  return answers.flat();
}
