import { deepStrictEqual as deepEqual } from "node:assert/strict";
import type { DeploymentView, TargetView, TaskView } from "../../rollout/observation";
import { shortcomings, type Judged } from "../../runbook/status/verdict";

const deployment = (changes: Partial<DeploymentView> = {}): DeploymentView => ({
  id: "ecs-svc/2",
  status: "PRIMARY",
  revisionArn: "arn:aws:ecs:us-west-2:1:task-definition/app:2",
  rolloutState: "COMPLETED",
  desiredCount: 2,
  pendingCount: 0,
  runningCount: 2,
  failedTasks: 0,
  ...changes,
});

const task = (ip: string, changes: Partial<TaskView> = {}): TaskView => ({
  arn: `task/${ip}`,
  revisionArn: "app:2",
  startedBy: "ecs-svc/2",
  lastStatus: "RUNNING",
  health: "HEALTHY",
  privateIp: ip,
  ...changes,
});

const target = (group: string, ip: string, port: number, changes: Partial<TargetView> = {}): TargetView => ({
  targetGroupArn: group,
  ip,
  port,
  state: "healthy",
  ...changes,
});

const unhealthy = { state: "unhealthy", reason: "Target.Timeout", description: "Request timed out" };

/** Two tasks in two target groups, all well. */
function judged(change: (judged: Judged) => void = () => undefined): Judged {
  const well: Judged = {
    service: {
      desiredCount: 2,
      deployments: [deployment()],
      events: [],
      alarmNames: [],
      loadBalancers: [
        { targetGroupArn: "api-tg", containerPort: 8081 },
        { targetGroupArn: "web-tg", containerPort: 8080 },
      ],
    },
    details: {
      tasks: [task("10.0.0.1"), task("10.0.0.2")],
      stopped: [],
      targets: ["10.0.0.1", "10.0.0.2"].flatMap((ip) => [target("api-tg", ip, 8081), target("web-tg", ip, 8080)]),
      isHealthChecked: true,
    },
    portNames: new Map([[8081, "api"]]),
  };
  change(well);
  return well;
}

describe("status: why a service is not fine", () => {
  const cases: [what: string, change: (judged: Judged) => void, found: string[]][] = [
    ["all is well", () => undefined, []],
    ["no deployment", ({ service }) => (service.deployments = []), ["ECS has no deployment of the service"]],
    [
      "a rollout",
      ({ service }) =>
        (service.deployments = [
          deployment({ rolloutState: "IN_PROGRESS", runningCount: 1 }),
          deployment({ id: "ecs-svc/1", status: "ACTIVE", revisionArn: "app:1", runningCount: 2 }),
        ]),
      ["app:2 is being rolled out", "2 tasks of app:1 beside it", "1 of 2 tasks running"],
    ],
    [
      "a failed rollout that nothing was rolled back to",
      ({ service }) =>
        (service.deployments = [
          deployment({ rolloutState: "FAILED", rolloutStateReason: "tasks failed to start.", runningCount: 0 }),
        ]),
      ["the rollout of app:2 has failed (tasks failed to start)", "0 of 2 tasks running"],
    ],
    ["an unhealthy task", ({ details }) => (details.tasks[0]!.health = "UNHEALTHY"), ["1 task unhealthy"]],
    [
      "tasks that were not checked yet",
      ({ details }) => details.tasks.forEach((each) => (each.health = "UNKNOWN")),
      ["2 tasks not yet known to be healthy"],
    ],
    [
      "health that nothing checks",
      ({ details }) => {
        details.tasks.forEach((each) => (each.health = "UNKNOWN"));
        details.isHealthChecked = false;
      },
      [],
    ],
    [
      "unhealthy targets in both groups, by name or number of the port",
      ({ details }) => {
        Object.assign(details.targets[0]!, unhealthy);
        Object.assign(details.targets[2]!, unhealthy);
        details.targets[1]!.state = "initial";
      },
      ["port api: 2 targets unhealthy (Target.Timeout: Request timed out)", "port 8080: 1 target initial"],
    ],
    [
      "a task that is in no target group",
      ({ details }) => (details.targets = details.targets.slice(1)),
      ["not each of its tasks is healthy and in service in every target group"],
    ],
    [
      "a deployment that was stopped by hand",
      ({ details }) =>
        (details.serviceDeployments = [{ arn: "", deploymentId: "ecs-svc/2", status: "STOPPED", reason: "by hand" }]),
      ["ECS's record of the deployment says STOPPED: by hand"],
    ],
    [
      "targets of tasks that leave",
      ({ details }) => details.targets.push(target("api-tg", "10.0.0.9", 8081, { state: "draining" })),
      [],
    ],
  ];
  for (const [what, change, found] of cases) {
    it(`${what}: ${found.join("; ") || "fine"}`, () => deepEqual(shortcomings(judged(change)), found));
  }
});
