import type { Task } from "@aws-sdk/client-ecs";
import type { Clients } from "../account/clients";
import { isDenied } from "../account/problem";
import { answerInTime } from "./answerInTime";
import type { Details, ServiceDeploymentView, ServiceView, TargetView } from "./observation";
import type { Revisions } from "./revisions";
import { serviceDeploymentView, serviceView, stoppedTaskView, targetView, taskView } from "./views";

/** The service to watch; ARNs or names. */
export interface Watched {
  cluster: string;
  service: string;
}

/** Asks AWS how a service stands. */
export class Observer {
  /** Stopped tasks of which everything is known. */
  private readonly described = new Set<string>();
  private mayListDeployments = true;

  constructor(
    private readonly clients: Clients,
    private readonly watched: Watched,
    private readonly revisions: Revisions,
  ) {}

  /** One call. Undefined: there is no such service, or it is being deleted. */
  async service(): Promise<ServiceView | undefined> {
    const ecs = await this.clients.ecs();
    const { cluster, service } = this.watched;
    const { services = [] } = await ecs.describeServices({ cluster, services: [service] }, answerInTime());
    const [found] = services;
    return found?.status === "ACTIVE" ? serviceView(found) : undefined;
  }

  /**
   * Four calls, and one for each target group: for a service of some hundred tasks more. With `unseen`, what is not permitted
   * is told to it and left out; else it fails.
   */
  async details(service: ServiceView, revisionArn: string, unseen?: (error: unknown) => void): Promise<Details> {
    const orElse =
      <T>(instead: T) =>
      (error: unknown): T => {
        if (unseen === undefined || !isDenied(error)) throw error;
        unseen(error);
        return instead;
      };
    const [running, stopped, targets, serviceDeployments, revision] = await Promise.all([
      this.listTasks("RUNNING").catch(orElse([])),
      this.listTasks("STOPPED").catch(orElse([])),
      this.targets(service).catch(orElse([])),
      this.serviceDeployments(),
      this.revisions.get(revisionArn).catch(orElse({ isHealthChecked: false })),
    ]);
    const unknown = stopped.filter((arn) => !this.described.has(arn));
    const tasks = await this.describeTasks([...running, ...unknown]).catch(orElse([]));
    for (const { taskArn, lastStatus } of tasks) {
      if (taskArn !== undefined && lastStatus === "STOPPED") this.described.add(taskArn);
    }
    return {
      tasks: tasks.filter(({ desiredStatus }) => desiredStatus === "RUNNING").map(taskView),
      stopped: tasks.filter(({ desiredStatus }) => desiredStatus === "STOPPED").map(stoppedTaskView),
      targets,
      serviceDeployments,
      isHealthChecked: revision.isHealthChecked,
    };
  }

  /** One call: ECS's latest records, newest first; undefined without the permission to list them. */
  async serviceDeployments(): Promise<ServiceDeploymentView[] | undefined> {
    if (!this.mayListDeployments) return undefined;
    const ecs = await this.clients.ecs();
    const { cluster, service } = this.watched;
    try {
      const { serviceDeployments = [] } = await ecs.listServiceDeployments(
        { cluster, service, maxResults: 10 },
        answerInTime(),
      );
      return serviceDeployments.map(serviceDeploymentView);
    } catch (error) {
      if (!isDenied(error)) throw error;
      this.mayListDeployments = false;
      return undefined;
    }
  }

  private async listTasks(desiredStatus: "RUNNING" | "STOPPED"): Promise<string[]> {
    const ecs = await this.clients.ecs();
    const { cluster, service } = this.watched;
    const arns: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await ecs.listTasks({ cluster, serviceName: service, desiredStatus, nextToken }, answerInTime());
      arns.push(...(page.taskArns ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return arns;
  }

  private async describeTasks(arns: string[]): Promise<Task[]> {
    const ecs = await this.clients.ecs();
    const { cluster } = this.watched;
    const tasks: Task[] = [];
    // DescribeTasks takes at most 100 tasks.
    for (let from = 0; from < arns.length; from += 100) {
      const page = await ecs.describeTasks({ cluster, tasks: arns.slice(from, from + 100) }, answerInTime());
      tasks.push(...(page.tasks ?? []));
    }
    return tasks;
  }

  private async targets({ loadBalancers }: ServiceView): Promise<TargetView[]> {
    if (loadBalancers.length === 0) return [];
    const elb = await this.clients.elb();
    const arns = [...new Set(loadBalancers.map(({ targetGroupArn }) => targetGroupArn))];
    const answers = await Promise.all(
      arns.map(async (arn) => {
        const answer = await elb.describeTargetHealth({ TargetGroupArn: arn }, answerInTime());
        return (answer.TargetHealthDescriptions ?? []).map((description) => targetView(arn, description));
      }),
    );
    return answers.flat();
  }
}
