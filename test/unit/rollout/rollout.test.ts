import assert from "node:assert/strict";
import type { Service, Task } from "@aws-sdk/client-ecs";
import type { Clients } from "../../../account/clients";
import { Rollout } from "../../../rollout/rollout";
import { RolloutError } from "../../../rollout/rolloutError";
import type { Settings } from "../../../settings/types";
import { oldId, ourId, previous, wanted } from "./answers";

const settings = {
  names: { cluster: "main", service: "app-service" },
  container: { name: "app" },
  deployment: { timeoutMinutes: 5, failFast: true, rollback: true, onTimeout: "leave" },
} as Settings;

type Input = Record<string, unknown>;

/** An account with one service, as the SDK shows it. */
function account(changes: Record<string, (input: Input) => unknown> = {}) {
  const calls: { operation: string; input: Input }[] = [];
  const answers: Record<string, (input: Input) => unknown> = {
    describeServices: () => ({ services: [liveService()] }),
    listTasks: ({ desiredStatus }) => ({ taskArns: desiredStatus === "RUNNING" ? ["arn:task/main/1"] : [] }),
    describeTasks: ({ tasks }) => ({ tasks: (tasks as string[]).map((arn) => liveTask(arn)) }),
    listServiceDeployments: () => ({ serviceDeployments: [] }),
    describeTaskDefinition: () => ({
      taskDefinition: { containerDefinitions: [{ name: "app", image: "app:1", healthCheck: { command: [] } }] },
    }),
    ...changes,
  };
  const client = new Proxy<Record<string, unknown>>(
    {},
    {
      get: (_, operation) => {
        if (typeof operation !== "string" || operation === "then") return undefined;
        return (input: Input) => {
          calls.push({ operation, input });
          return Promise.resolve().then(() => answers[operation]?.(input));
        };
      },
    },
  );
  const give = () => Promise.resolve(client);
  const clients = { ecs: give, elb: give, logs: give } as unknown as Clients;
  const said: string[] = [];
  let now = 0;
  let ended = 0;
  const time = {
    sleep: (ms: number) => ((now += ms), Promise.resolve()),
    isInterrupted: () => false,
    elapsedMs: () => now,
    end: () => void ended++,
  };
  const rollout = new Rollout(
    clients,
    settings,
    { progress: () => undefined, verdict: (line) => said.push(line) },
    () => time,
  );
  return { rollout, calls, said, seconds: () => now / 1000, ended: () => ended };
}

const liveService = (changes: Partial<Service> = {}): Service => ({
  status: "ACTIVE",
  desiredCount: 1,
  deployments: [
    {
      id: ourId,
      status: "PRIMARY",
      taskDefinition: wanted,
      rolloutState: "COMPLETED",
      runningCount: 1,
      createdAt: new Date(0),
    },
  ],
  ...changes,
});
const liveTask = (taskArn: string, changes: Partial<Task> = {}): Task => ({
  taskArn,
  taskDefinitionArn: wanted,
  startedBy: ourId,
  desiredStatus: "RUNNING",
  lastStatus: "RUNNING",
  healthStatus: "HEALTHY",
  ...changes,
});
const denied = (operation: string) => () => {
  throw Object.assign(new Error(`User is not authorized to perform: ecs:${operation}`), {
    name: "AccessDeniedException",
  });
};

describe("the rollout behind the hooks", () => {
  it("judges once in a run, in the hook when there was a change", async () => {
    const { rollout, said } = account();
    await rollout.beforeServiceChange();
    await rollout.afterServiceChange({
      newInputs: { taskDefinition: wanted },
      oldInputs: { taskDefinition: wanted },
    });
    await rollout.confirm(wanted);
    assert.deepEqual(said, ["app-task:42 runs: deployment complete, 1 task in service"]);
  });

  it("knows what ran before the update, so that a rolled back deployment is never taken for ours", async () => {
    const before = liveService({
      deployments: [
        { id: oldId, status: "PRIMARY", taskDefinition: previous, rolloutState: "COMPLETED", runningCount: 1 },
      ],
    });
    const { rollout } = account({ describeServices: () => ({ services: [before] }) });
    await rollout.beforeServiceChange();
    const change = {
      newInputs: { taskDefinition: wanted },
      oldInputs: { taskDefinition: previous },
    };
    await assert.rejects(
      rollout.afterServiceChange(change),
      /app-task:42 is not what runs[^]*running now: app-task:41/,
    );
  });

  it("takes a revision by its ARN or as family:revision", async () => {
    const { rollout, said } = account();
    await rollout.confirm("app-task:42");
    assert.equal(said.length, 1);
  });

  it("asks for a hundred tasks at a time, of all pages, and for a stopped one only until it is known", async () => {
    const arns = Array.from({ length: 150 }, (_, index) => `arn:task/main/${index}`);
    const { rollout, calls } = account({
      describeServices: () => ({
        services: [
          liveService({ desiredCount: 151, deployments: [{ ...liveService().deployments![0], runningCount: 151 }] }),
        ],
      }),
      listTasks: ({ desiredStatus, nextToken }) =>
        desiredStatus === "STOPPED"
          ? { taskArns: ["arn:task/main/stopped"] }
          : nextToken === undefined
            ? { taskArns: arns.slice(0, 100), nextToken: "2" }
            : { taskArns: arns.slice(100) },
      describeTasks: ({ tasks }) => ({
        tasks: (tasks as string[]).map((arn) =>
          liveTask(arn, arn.endsWith("stopped") ? { desiredStatus: "STOPPED", lastStatus: "STOPPED" } : {}),
        ),
      }),
    });
    await assert.rejects(rollout.confirm(wanted), RolloutError);
    const asked = calls
      .filter(({ operation }) => operation === "describeTasks")
      .map(({ input }) => (input.tasks as string[]).length);
    assert.deepEqual(asked.slice(0, 4), [100, 51, 100, 50]);
  });

  it("does not ask again for what it may not list", async () => {
    let looks = 0;
    const { rollout, calls, said } = account({
      listServiceDeployments: denied("ListServiceDeployments"),
      describeTasks: ({ tasks }) => ({
        tasks: (tasks as string[]).map((arn) =>
          liveTask(arn, { healthStatus: (looks += 1) > 3 ? "HEALTHY" : "UNKNOWN" }),
        ),
      }),
    });
    await rollout.confirm(wanted);
    assert.equal(calls.filter(({ operation }) => operation === "listServiceDeployments").length, 1);
    assert.match(said[0] ?? "", /Judged without ECS's own record/);
  });

  it("is never green for a service that is being deleted", async () => {
    const { rollout, ended } = account({
      describeServices: () => ({ services: [liveService({ status: "DRAINING", desiredCount: 0 })] }),
    });
    assert.equal(ended(), 0);
    await assert.rejects(rollout.confirm(wanted), /ECS did not start a deployment of it/);
    assert.equal(ended(), 1, "still catches Ctrl-C, so that the engine has to kill the program");
  });

  it("does not count a task that is about to stop", async () => {
    const { rollout } = account({
      describeTasks: ({ tasks }) => ({
        tasks: (tasks as string[]).map((arn) => liveTask(arn, { desiredStatus: "STOPPED" })),
      }),
    });
    await assert.rejects(rollout.confirm(wanted), /took too long/);
  });

  it("needs no health of a sidecar that is not essential", async () => {
    const containerDefinitions = [{ name: "app" }, { name: "proxy", essential: false, healthCheck: { command: [] } }];
    const { rollout, said } = account({
      describeTaskDefinition: () => ({ taskDefinition: { containerDefinitions } }),
      describeTasks: ({ tasks }) => ({
        tasks: (tasks as string[]).map((arn) => liveTask(arn, { healthStatus: "UNKNOWN" })),
      }),
    });
    await rollout.confirm(wanted);
    assert.match(said[0] ?? "", /nothing checks health/);
  });

  it("says in words what it may not see, at once", async () => {
    for (const operation of ["DescribeServices", "ListTasks", "DescribeTasks", "DescribeTaskDefinition"]) {
      const { rollout, seconds } = account({ [operation[0]!.toLowerCase() + operation.slice(1)]: denied(operation) });
      await assert.rejects(rollout.confirm(wanted), (error: unknown) => {
        assert.ok(error instanceof RolloutError);
        assert.match(error.message, new RegExp(`not known: AWS does not let[^]*ecs:${operation}`));
        return true;
      });
      assert.equal(seconds(), 0);
    }
    const expired = account({
      listTasks: () => {
        throw Object.assign(new Error("The security token is expired"), { name: "ExpiredTokenException" });
      },
    });
    await assert.rejects(expired.rollout.confirm(wanted), /token is expired/);
    assert.equal(expired.seconds(), 0);
  });

  it("says in words that the service cannot be looked at before it is changed", async () => {
    const { rollout } = account({ describeServices: denied("DescribeServices") });
    await assert.rejects(
      rollout.beforeServiceChange(),
      (error: unknown) =>
        error instanceof RolloutError && /ecs:DescribeServices\. It was not changed/.test(error.message),
    );
  });

  it("looks a revision up again when it did not get an answer", async () => {
    let looks = 0;
    const { rollout, said, seconds } = account({
      describeTaskDefinition: () => {
        if ((looks += 1) === 1) throw new Error("connect ETIMEDOUT");
        return { taskDefinition: { containerDefinitions: [{ name: "app" }] } };
      },
    });
    await rollout.confirm(wanted);
    assert.equal(said.length, 1);
    assert.ok(seconds() <= 10);
  });

  it("tells of a failure even when nothing more can be looked up", async () => {
    const deployments = [{ id: ourId, status: "PRIMARY", taskDefinition: wanted, rolloutState: "FAILED" as const }];
    const { rollout } = account({
      describeServices: () => ({ services: [liveService({ deployments })] }),
      describeTaskDefinition: () => {
        throw new Error("connect ETIMEDOUT");
      },
      getLogEvents: () => {
        throw new Error("connect ETIMEDOUT");
      },
    });
    await assert.rejects(rollout.confirm(wanted), /app-task:42 is not what runs: the deployment failed/);
  });
});
