import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import type * as sdk from "@aws-sdk/client-ecs";
import type { ContainerBehaviour } from "../../../sandbox/ecs/behaviour";
import type { Clock } from "../../../sandbox/ecs/clock";
import { EcsModel } from "../../../sandbox/ecs/model";
import type { Wire } from "../../../sandbox/ecs/wire";
import type { ModelOptions } from "../../../sandbox/ecs/world";
import { isSettled } from "../../../sandbox/settled";
import { FakeAccount, roleArn, targetGroupArn } from "./fakeAccount";

export type Service = Required<Wire<sdk.Service>>;
export type Deployment = Required<Wire<sdk.Deployment>>;
export type Task = Required<Wire<sdk.Task>>;
export type ServiceDeployment = Required<Wire<sdk.ServiceDeployment>>;
type TaskDefinitionRequest = Partial<Wire<sdk.RegisterTaskDefinitionRequest>>;
type ContainerRequest = Wire<sdk.ContainerDefinition>;

/** Time that passes only when a test says so. */
class VirtualClock implements Clock {
  private time = Date.UTC(2025, 0, 1);
  private readonly timers = new Set<{ milliseconds: number; next: number; action: () => void }>();

  now = () => this.time;

  every(milliseconds: number, action: () => void) {
    const timer = { milliseconds, next: this.time + milliseconds, action };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** Goes on by so many milliseconds; after each call of a timer, what it started is let finish. */
  async advance(milliseconds: number) {
    const end = this.time + milliseconds;
    for (;;) {
      const due = [...this.timers].filter(({ next }) => next <= end).toSorted((one, other) => one.next - other.next)[0];
      if (due === undefined) break;
      this.time = due.next;
      due.next += due.milliseconds;
      due.action();
      await turn();
    }
    this.time = end;
  }
}

/** A model in virtual time, with one cluster, and the calls that tests make of it. One AWS second is one second. */
export class VirtualAws {
  readonly account = new FakeAccount();
  readonly clock = new VirtualClock();
  readonly errors: unknown[] = [];
  readonly model: EcsModel;

  constructor(options: Partial<ModelOptions> = {}) {
    this.model = new EcsModel(
      this.account,
      { timeScale: 1, ...options },
      { clock: this.clock, onError: (error) => this.errors.push(error) },
    );
  }

  call<Answer = Record<string, never>>(operation: string, input: object = {}) {
    return this.model.call(operation, input) as Promise<Answer>;
  }

  /** Lets so many AWS seconds pass. */
  pass(seconds: number) {
    return this.clock.advance(seconds * 1000);
  }

  /** Lets time pass until a condition holds; fails after `limitSeconds`. Returns the AWS seconds it took. */
  async until(what: string, condition: () => Promise<boolean>, limitSeconds = 3600) {
    for (let seconds = 0; seconds <= limitSeconds; seconds += 1) {
      if (await condition()) return seconds;
      await this.pass(1);
    }
    return assert.fail(
      `waited ${limitSeconds} AWS seconds in vain for ${what}: ${JSON.stringify(await this.deployments())}`,
    );
  }

  /** Registers a revision of family `app` whose one container runs a new image that behaves so. */
  async register(
    behaviour: ContainerBehaviour = {},
    container: ContainerRequest = {},
    rest: TaskDefinitionRequest = {},
  ) {
    const image = container.image ?? `repository/app:${this.account.images.size}`;
    if (container.image === undefined) this.account.push(image, behaviour);
    const registered = await this.call<{ taskDefinition: { taskDefinitionArn: string } }>(
      "RegisterTaskDefinition",
      taskDefinition({ ...rest, containerDefinitions: [{ ...appContainer, image, ...container }] }),
    );
    return registered.taskDefinition.taskDefinitionArn;
  }

  async create(taskDefinitionArn: string, rest: Partial<Wire<sdk.CreateServiceRequest>> = {}) {
    await this.call("CreateCluster", { clusterName: "main" });
    await this.call("CreateService", {
      cluster: "main",
      serviceName: "app",
      taskDefinition: taskDefinitionArn,
      desiredCount: 1,
      launchType: "FARGATE",
      networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-a", "subnet-b"], securityGroups: ["sg-1"] } },
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
      ...rest,
    });
  }

  update(rest: Partial<Wire<sdk.UpdateServiceRequest>>) {
    return this.call<{ service: Service }>("UpdateService", { cluster: "main", service: "app", ...rest });
  }

  async service(): Promise<Service> {
    const { services } = await this.call<{ services: Service[] }>("DescribeServices", {
      cluster: "main",
      services: ["app"],
    });
    return services[0]!;
  }

  async deployments(): Promise<Deployment[]> {
    return (await this.service()).deployments as Deployment[];
  }

  async primary(): Promise<Deployment> {
    return (await this.deployments())[0]!;
  }

  async events(): Promise<string[]> {
    return (await this.service()).events.map(({ message }) => message ?? "");
  }

  async tasks(desiredStatus: "RUNNING" | "STOPPED" = "RUNNING"): Promise<Task[]> {
    const { taskArns } = await this.call<{ taskArns: string[] }>("ListTasks", { cluster: "main", desiredStatus });
    if (taskArns.length === 0) return [];
    return (await this.call<{ tasks: Task[] }>("DescribeTasks", { cluster: "main", tasks: taskArns })).tasks;
  }

  /** Newest first. */
  async serviceDeployments(): Promise<ServiceDeployment[]> {
    const { serviceDeployments } = await this.call<{ serviceDeployments: { serviceDeploymentArn: string }[] }>(
      "ListServiceDeployments",
      { cluster: "main", service: "app" },
    );
    const serviceDeploymentArns = serviceDeployments.map(({ serviceDeploymentArn }) => serviceDeploymentArn);
    const described = await this.call<{ serviceDeployments: ServiceDeployment[] }>("DescribeServiceDeployments", {
      serviceDeploymentArns,
    });
    return described.serviceDeployments;
  }

  /** Waits until the service is at rest: one deployment, completed. */
  settled(limitSeconds?: number) {
    return this.until(
      "one completed deployment",
      async () => isSettled({ deployments: await this.deployments() }),
      limitSeconds,
    );
  }
}

export const appContainer: ContainerRequest = {
  name: "app",
  image: "repository/app:1",
  portMappings: [{ containerPort: 8080, name: "http" }],
  logConfiguration: {
    logDriver: "awslogs",
    options: { "awslogs-group": "/ecs/app", "awslogs-region": "us-west-2", "awslogs-stream-prefix": "ecs" },
  },
};

/** A request for a valid task definition. */
export const taskDefinition = (changes: TaskDefinitionRequest = {}): TaskDefinitionRequest => ({
  family: "app",
  cpu: "256",
  memory: "512",
  networkMode: "awsvpc",
  requiresCompatibilities: ["FARGATE"],
  executionRoleArn: roleArn,
  containerDefinitions: [appContainer],
  ...changes,
});

/** The container's port in the target group. */
export const behindLoadBalancer = {
  loadBalancers: [{ targetGroupArn, containerName: "app", containerPort: 8080 }],
};
