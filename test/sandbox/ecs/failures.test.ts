import assert from "node:assert/strict";
import type { ContainerBehaviour } from "../../../sandbox/ecs/behaviour";
import { roleArn, secretArn, targetGroupArn } from "./fakeAccount";
import { VirtualAws, appContainer, behindLoadBalancer } from "./virtualAws";

interface Failure {
  behaviour?: ContainerBehaviour;
  container?: object;
  rest?: object;
  arrange?: (aws: VirtualAws) => void;
  stopCode: string;
  stoppedReason: RegExp;
  exitCode?: number;
  containerReason?: RegExp;
  log?: string;
}

const secrets = [{ name: "KEY", valueFrom: `${secretArn}:KEY::` }];
const healthCheck = { command: ["CMD", "true"] };

const failures: Record<string, Failure> = {
  "a container that ends": {
    behaviour: { startLog: ["starting"], exit: { code: 3, afterSeconds: 20, log: ["boom"] } },
    stopCode: "EssentialContainerExited",
    stoppedReason: /^Essential container in task exited$/,
    exitCode: 3,
    log: "starting boom",
  },
  "a container that ends without an error": {
    behaviour: { exit: { code: 0, afterSeconds: 1 } },
    stopCode: "EssentialContainerExited",
    stoppedReason: /exited/,
    exitCode: 0,
  },
  "too little memory": {
    behaviour: { needsMemoryMiB: 1000 },
    stopCode: "EssentialContainerExited",
    stoppedReason: /exited/,
    exitCode: 137,
    containerReason: /^OutOfMemoryError: Container killed due to memory usage$/,
  },
  "another architecture": {
    behaviour: { architecture: "ARM64" },
    stopCode: "EssentialContainerExited",
    stoppedReason: /exited/,
    exitCode: 255,
    log: "exec /app: exec format error",
  },
  "a missing variable": {
    behaviour: { needsEnvironment: ["MODE"] },
    stopCode: "EssentialContainerExited",
    stoppedReason: /exited/,
    exitCode: 1,
    log: "Error: environment variable MODE is not set",
  },
  "a missing image": {
    container: { image: "repository/app:gone" },
    stopCode: "TaskFailedToStart",
    stoppedReason: /^CannotPullContainerError: .*repository\/app:gone/,
    containerReason: /^CannotPullContainerError/,
  },
  "a missing secret": {
    container: { secrets },
    arrange: (aws) => aws.account.secretFailures.set(secrets[0]!.valueFrom, "ResourceInitializationError: no KEY"),
    stopCode: "TaskFailedToStart",
    stoppedReason: /^ResourceInitializationError: no KEY$/,
  },
  "a missing log group": {
    container: {
      logConfiguration: {
        logDriver: "awslogs",
        options: { ...appContainer.logConfiguration?.options, "awslogs-group": "/gone" },
      },
    },
    stopCode: "TaskFailedToStart",
    stoppedReason: /^ResourceInitializationError: failed to validate logger args: .*log group does not exist/,
  },
  "a full subnet": {
    arrange: (aws) => aws.account.subnets.forEach((subnet) => (subnet.freeAddresses = 0)),
    stopCode: "TaskFailedToStart",
    stoppedReason: /InsufficientFreeAddressesInSubnet$/,
  },
  "a container health check that never passes": {
    behaviour: { healthCheck: { passesAfterSeconds: "never" } },
    container: { healthCheck },
    stopCode: "ServiceSchedulerInitiated",
    stoppedReason: /^Task failed container health checks$/,
    exitCode: 0,
  },
  "targets that are unhealthy": {
    behaviour: { target: { passesAfterSeconds: "never" } },
    rest: behindLoadBalancer,
    stopCode: "ServiceSchedulerInitiated",
    stoppedReason: /^Task failed ELB health checks in \(target-group arn:.*\)$/,
    exitCode: 0,
  },
};

describe("a failing task", () => {
  for (const [what, failure] of Object.entries(failures))
    it(`is described: ${what}`, async () => {
      const aws = new VirtualAws();
      failure.arrange?.(aws);
      await aws.create(await aws.register(failure.behaviour, failure.container), failure.rest);
      await aws.until("a stopped task", async () => (await aws.tasks("STOPPED"))[0]?.lastStatus === "STOPPED");
      const task = (await aws.tasks("STOPPED"))[0]!;
      assert.equal(task.stopCode, failure.stopCode);
      assert.match(task.stoppedReason, failure.stoppedReason);
      assert.equal(task.containers[0]?.exitCode, failure.exitCode);
      assert.match(task.containers[0]?.reason ?? "", failure.containerReason ?? /^$/);
      const logs = Object.entries(aws.account.logs).filter(([stream]) => stream.endsWith(task.taskArn.slice(-32)));
      assert.equal(logs.flatMap(([, lines]) => lines).join(" "), failure.log ?? "");
      assert.ok((await aws.primary()).failedTasks >= 1);
    });

  for (const [what, failure] of Object.entries(failures))
    it(`fails the deployment and rolls the service back, and the former task keeps running: ${what}`, async () => {
      const aws = new VirtualAws();
      const good = await aws.register();
      await aws.create(good, failure.rest);
      await aws.settled();
      const serving = (await aws.tasks())[0]!.taskArn;
      failure.arrange?.(aws);
      const bad = await aws.register(failure.behaviour, failure.container);
      await aws.update({ taskDefinition: bad });
      const failed = await aws.primary();
      const seconds = await aws.until("a rollback", async () => {
        assert.equal((await aws.tasks()).find(({ taskArn }) => taskArn === serving)?.lastStatus, "RUNNING");
        return (await aws.primary()).taskDefinition === good;
      });
      assert.ok(seconds >= 60 && seconds <= 15 * 60, `rolled back after ${seconds} s`);
      const listed = (await aws.deployments()).find(({ id }) => id === failed.id)!;
      assert.deepEqual([listed.rolloutState, listed.failedTasks], ["FAILED", 3]);
      await aws.settled();
      assert.equal((await aws.service()).taskDefinition, good);
      assert.deepEqual(
        (await aws.tasks()).map(({ taskArn }) => taskArn),
        [serving],
      );
    });

  it("reports a role that cannot be assumed as an event and as a failed task", async () => {
    const aws = new VirtualAws();
    aws.account.roleFailures.set(roleArn, `ECS was unable to assume the role '${roleArn}'`);
    await aws.create(await aws.register());
    await aws.until("the failure", async () => (await aws.primary()).rolloutState === "FAILED");
    assert.deepEqual(await aws.tasks("STOPPED"), []);
    const event = `(service app) failed to launch a task with (error ECS was unable to assume the role '${roleArn}').`;
    assert.equal((await aws.events()).filter((text) => text === event).length, 1);
  });

  it("reports missing capacity as an event", async () => {
    const aws = new VirtualAws({ capacityUnavailable: true });
    await aws.create(await aws.register());
    await aws.until("the event", async () =>
      /unable to place a task\. Reason: Capacity/.test((await aws.events())[0] ?? ""),
    );
    aws.model.configure({ capacityUnavailable: false });
    await aws.settled();
  });

  it("reports an exhausted vCPU quota as an event, and lets the former task run", async () => {
    const aws = new VirtualAws({ vcpuQuota: 0.25 });
    await aws.create(await aws.register());
    await aws.settled();
    await aws.update({ taskDefinition: await aws.register() });
    await aws.until("the event", async () =>
      (await aws.events()).some((text) => /limit on the number of vCPUs/.test(text)),
    );
    assert.equal((await aws.service()).runningCount, 1);
  });

  it("spares tasks whose target is unhealthy within the grace period", async () => {
    const aws = new VirtualAws();
    const slow = await aws.register({ target: { passesAfterSeconds: 200 } });
    await aws.create(slow, { ...behindLoadBalancer, healthCheckGracePeriodSeconds: 480 });
    await aws.until("an unhealthy target", () =>
      Promise.resolve(aws.model.targetHealth(targetGroupArn)[0]?.health.state === "unhealthy"),
    );
    await aws.settled();
    assert.deepEqual(await aws.tasks("STOPPED"), []);
  });

  it("says in an event why a target is unhealthy", async () => {
    const aws = new VirtualAws();
    const target = { passesAfterSeconds: "never", reason: "Target.Timeout", description: "Request timed out" } as const;
    await aws.create(await aws.register({ target }), behindLoadBalancer);
    await aws.until("the event", async () =>
      (await aws.events()).some((text) =>
        /^\(service app\) \(task [0-9a-f]{32}\) \(port 8080\) is unhealthy in \(target-group .*\) due to \(reason Request timed out\)\.$/.test(
          text,
        ),
      ),
    );
  });

  it("is replaced with growing delays after the deployment, which stays completed", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register({ exit: { code: 1, afterSeconds: 90 } }));
    await aws.settled();
    const { id } = await aws.primary();
    await aws.until("three failed tasks", async () => (await aws.tasks("STOPPED")).length === 4);
    const primary = await aws.primary();
    assert.deepEqual([primary.id, primary.rolloutState, primary.failedTasks], [id, "COMPLETED", 0]);
  });

  it("is retried for ever, ever more slowly, without a circuit breaker", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register({}, { image: "repository/app:gone" }), { deploymentConfiguration: {} });
    const times: number[] = [];
    for (let failed = 1; failed <= 5; failed += 1)
      times.push(await aws.until(`failure ${failed}`, async () => (await aws.primary()).failedTasks === failed));
    assert.deepEqual(
      times,
      times.toSorted((one, other) => one - other),
    );
    assert.ok(times[4]! > times[1]! + 60, times.join(" "));
    assert.equal((await aws.primary()).rolloutState, "IN_PROGRESS");
    assert.ok((await aws.events()).some((text) => text.includes("is unable to consistently start tasks successfully")));
  });
});
