import assert from "node:assert/strict";
import { accountId, targetGroupArn } from "./fakeAccount";
import { VirtualAws, behindLoadBalancer, taskDefinition, type Task } from "./virtualAws";

const network = { awsvpcConfiguration: { subnets: ["subnet-a"], securityGroups: ["sg-1"] } };

async function withCluster() {
  const aws = new VirtualAws();
  await aws.call("CreateCluster", { clusterName: "main" });
  return aws;
}

const run = async (aws: VirtualAws, definition: string, rest: object = {}) =>
  (
    await aws.call<{ tasks: Task[] }>("RunTask", {
      cluster: "main",
      taskDefinition: definition,
      networkConfiguration: network,
      ...rest,
    })
  ).tasks[0]!;

describe("a task", () => {
  it("goes through the statuses of its life", async () => {
    const aws = await withCluster();
    await aws.create(await aws.register(), behindLoadBalancer);
    const seen: string[] = [];
    let arn: string | undefined;
    await aws.until("the end of the task", async () => {
      const task = [...(await aws.tasks()), ...(await aws.tasks("STOPPED"))].find(
        ({ taskArn }) => taskArn === (arn ??= taskArn),
      );
      if (task && seen.at(-1) !== task.lastStatus) seen.push(task.lastStatus);
      if (task?.lastStatus === "RUNNING" && task.desiredStatus === "RUNNING")
        await aws.call("StopTask", { cluster: "main", task: arn, reason: "a test" });
      return task?.lastStatus === "STOPPED";
    });
    assert.deepEqual(seen, [
      "PROVISIONING",
      "PENDING",
      "ACTIVATING",
      "RUNNING",
      "DEACTIVATING",
      "STOPPING",
      "DEPROVISIONING",
      "STOPPED",
    ]);
    const [stopped] = await aws.tasks("STOPPED");
    assert.deepEqual([stopped?.stopCode, stopped?.stoppedReason], ["UserInitiated", "a test"]);
    const times = [stopped!.createdAt, stopped!.pullStartedAt, stopped!.pullStoppedAt, stopped!.startedAt];
    assert.deepEqual(times, times.toSorted());
    assert.ok(stopped!.startedAt <= stopped!.stoppingAt && stopped!.stoppingAt < stopped!.executionStoppedAt);
    await aws.settled();
    assert.equal((await aws.primary()).failedTasks, 0);
  });

  it("has what the API shows of a Fargate task", async () => {
    const aws = await withCluster();
    await aws.create(await aws.register(), { ...behindLoadBalancer, enableECSManagedTags: true });
    await aws.settled();
    const [task] = await aws.tasks();
    const { id } = await aws.primary();
    const [container] = task!.containers;
    assert.match(task!.taskArn, new RegExp(`^arn:aws:ecs:us-west-2:${accountId}:task/main/[0-9a-f]{32}$`));
    assert.partialDeepStrictEqual(task, {
      group: "service:app",
      startedBy: id,
      launchType: "FARGATE",
      cpu: "256",
      memory: "512",
      platformVersion: "1.4.0",
      connectivity: "CONNECTED",
      ephemeralStorage: { sizeInGiB: 20 },
    });
    assert.match(container?.imageDigest ?? "", /^sha256:[0-9a-f]{64}$/);
    assert.match(container?.runtimeId ?? "", /^[0-9a-f]{32}-/);
    const detail = (wanted: string) => task!.attachments[0]?.details?.find(({ name }) => name === wanted)?.value ?? "";
    assert.ok(["subnet-a", "subnet-b"].includes(detail("subnetId")));
    assert.match(detail("privateIPv4Address"), /^10\.0\.[01]\.\d+$/);
    const [target] = aws.model.targetHealth(targetGroupArn);
    assert.deepEqual([target?.id, target?.port], [detail("privateIPv4Address"), 8080]);
  });

  it("is spread over the subnets", async () => {
    const aws = await withCluster();
    await aws.create(await aws.register(), { desiredCount: 4 });
    await aws.settled();
    const zones = (await aws.tasks()).map(({ availabilityZone }) => availabilityZone).toSorted();
    assert.deepEqual(zones, ["us-west-2a", "us-west-2a", "us-west-2b", "us-west-2b"]);
  });

  it("can be described for an hour after it has stopped", async () => {
    const aws = await withCluster();
    const { taskArn } = await run(aws, await aws.register({ exit: { code: 0, afterSeconds: 1 } }));
    await aws.until("its end", async () => (await aws.tasks("STOPPED"))[0]?.lastStatus === "STOPPED");
    await aws.pass(3590);
    assert.equal((await aws.tasks("STOPPED")).length, 1);
    await aws.pass(20);
    const { failures } = await aws.call<{ failures: object[] }>("DescribeTasks", { cluster: "main", tasks: [taskArn] });
    assert.deepEqual(failures, [{ arn: taskArn, reason: "MISSING" }]);
  });

  it("is killed when it ignores SIGTERM for longer than its stop timeout", async () => {
    const aws = await withCluster();
    const definition = await aws.register({ ignoresSigterm: true }, { stopTimeout: 20 });
    const { taskArn } = await run(aws, definition);
    await aws.until("its start", async () => (await aws.tasks())[0]?.lastStatus === "RUNNING");
    await aws.call("StopTask", { cluster: "main", task: taskArn });
    const seconds = await aws.until("its end", async () => (await aws.tasks("STOPPED"))[0]?.lastStatus === "STOPPED");
    assert.ok(seconds >= 20);
    assert.equal((await aws.tasks("STOPPED"))[0]?.containers[0]?.exitCode, 137);
  });

  it("that is stopped before its containers have started ends without an exit code", async () => {
    const aws = await withCluster();
    const { taskArn } = await run(aws, await aws.register());
    await aws.until("its preparation", async () => (await aws.tasks())[0]?.lastStatus === "PENDING");
    await aws.call("StopTask", { cluster: "main", task: taskArn });
    const [task] = await aws.tasks("STOPPED");
    assert.deepEqual([task?.lastStatus, task?.startedAt], ["DEPROVISIONING", undefined]);
    await aws.until("its end", async () => (await aws.tasks("STOPPED"))[0]?.lastStatus === "STOPPED");
    const [container] = (await aws.tasks("STOPPED"))[0]!.containers;
    assert.deepEqual([container?.lastStatus, container?.exitCode], ["STOPPED", undefined]);
  });

  it("starts a container when the one it depends on has succeeded", async () => {
    const aws = await withCluster();
    aws.account.push("init:1", { exit: { code: 0, afterSeconds: 30 } });
    aws.account.push("repository/app:1");
    const dependsOn = [{ containerName: "init", condition: "SUCCESS" as const }];
    await aws.call(
      "RegisterTaskDefinition",
      taskDefinition({
        containerDefinitions: [
          { name: "app", image: "repository/app:1", dependsOn },
          { name: "init", image: "init:1", essential: false },
        ],
      }),
    );
    await run(aws, "app");
    const seconds = await aws.until("its start", async () => (await aws.tasks())[0]?.lastStatus === "RUNNING");
    assert.ok(seconds >= 50);
    const [app, init] = (await aws.tasks())[0]!.containers;
    assert.deepEqual([app?.lastStatus, init?.lastStatus, init?.exitCode], ["RUNNING", "STOPPED", 0]);
  });
});

describe("RunTask", () => {
  const override = (command: string[], environment: object[] = []) => ({
    overrides: { containerOverrides: [{ name: "app", command, environment }] },
  });
  const exitCode = async (aws: VirtualAws) => {
    await aws.until("its end", async () => (await aws.tasks("STOPPED"))[0]?.lastStatus === "STOPPED");
    return (await aws.tasks("STOPPED"))[0]?.containers[0]?.exitCode;
  };

  it("runs a command of the image that ends as the image says", async () => {
    const aws = await withCluster();
    const commands = { "npm run migrate": { startLog: ["migrating"], exit: { code: 4, afterSeconds: 10 } } };
    await run(aws, await aws.register({ commands }), override(["npm", "run", "migrate"]));
    assert.equal(await exitCode(aws), 4);
    assert.deepEqual(Object.values(aws.account.logs), [["migrating"]]);
  });

  it("ends well under a command that the image does not describe", async () => {
    const aws = await withCluster();
    await run(aws, await aws.register(), override(["true"]));
    assert.equal(await exitCode(aws), 0);
  });

  it("gives the container the override's variables", async () => {
    const aws = await withCluster();
    const behaviour = { needsEnvironment: ["MODE"], exit: { code: 0, afterSeconds: 20 } };
    await run(aws, await aws.register(behaviour), override([], [{ name: "MODE", value: "test" }]));
    assert.equal(await exitCode(aws), 0);
  });

  it("starts nothing more when it is called again with the same token", async () => {
    const aws = await withCluster();
    const definition = await aws.register();
    const one = await run(aws, definition, { clientToken: "one" });
    assert.equal((await run(aws, definition, { clientToken: "one" })).taskArn, one.taskArn);
    await run(aws, definition, { clientToken: "two" });
    assert.equal((await aws.tasks()).length, 2);
  });

  it("gives the task its own tags, and those of its revision when it is told to", async () => {
    const aws = await withCluster();
    const definition = await aws.register(
      {},
      {},
      {
        tags: [
          { key: "team", value: "a" },
          { key: "of", value: "revision" },
        ],
      },
    );
    const tagsOf = async (rest: object) => {
      const { taskArn } = await run(aws, definition, rest);
      const { tags } = await aws.call<{ tags: { key: string; value: string }[] }>("ListTagsForResource", {
        resourceArn: taskArn,
      });
      return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
    };
    assert.deepEqual(await tagsOf({}), {});
    assert.deepEqual(
      await tagsOf({
        propagateTags: "TASK_DEFINITION",
        enableECSManagedTags: true,
        tags: [{ key: "team", value: "b" }],
      }),
      { team: "b", of: "revision", "aws:ecs:clusterName": "main" },
    );
    await assert.rejects(run(aws, definition, { propagateTags: "SERVICE" }), { code: "InvalidParameterException" });
  });

  it("refuses an override of another container, and a role that cannot be assumed", async () => {
    const aws = await withCluster();
    const definition = await aws.register();
    await assert.rejects(run(aws, definition, { overrides: { containerOverrides: [{ name: "other" }] } }), {
      code: "InvalidParameterException",
    });
    aws.account.assumeRole = () => Promise.resolve("ECS was unable to assume the role");
    await assert.rejects(run(aws, definition), { code: "ClientException", message: /unable to assume/ });
  });
});

describe("ListTasks", () => {
  it("filters and gives pages", async () => {
    const aws = await withCluster();
    await aws.create(await aws.register(), { desiredCount: 3 });
    await run(aws, await aws.register({}, {}, { family: "job" }), {
      startedBy: "me",
      tags: [{ key: "a", value: "b" }],
    });
    await aws.settled();
    const list = (rest: object) =>
      aws.call<{ taskArns: string[]; nextToken?: string }>("ListTasks", { cluster: "main", ...rest });
    const size = async (rest: object) => (await list(rest)).taskArns.length;
    assert.equal(await size({ serviceName: "app" }), 3);
    assert.equal(await size({ family: "job" }), 1);
    assert.equal(await size({ startedBy: "me" }), 1);
    assert.equal(await size({ launchType: "EC2" }), 0);
    assert.equal(await size({ desiredStatus: "STOPPED" }), 0);
    const first = await list({ maxResults: 3 });
    const second = await list({ maxResults: 3, nextToken: first.nextToken });
    assert.equal(new Set([...first.taskArns, ...second.taskArns]).size, 4);
    assert.equal(second.nextToken, undefined);
  });
});
