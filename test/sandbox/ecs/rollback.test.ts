import assert from "node:assert/strict";
import { VirtualAws, behindLoadBalancer, type ServiceDeployment } from "./virtualAws";

const crashing = { exit: { code: 1, afterSeconds: 5 } };

async function withFailedUpdate(options: ConstructorParameters<typeof VirtualAws>[0] = {}) {
  const aws = new VirtualAws(options);
  const good = await aws.register();
  await aws.create(good, behindLoadBalancer);
  await aws.settled();
  const first = await aws.primary();
  await aws.update({ taskDefinition: await aws.register(crashing) });
  const failed = await aws.primary();
  await aws.until("the rollback", async () => (await aws.primary()).id !== failed.id);
  return { aws, good, first, failed };
}

const stop = (aws: VirtualAws, deployment: ServiceDeployment | undefined, stopType?: string) =>
  aws.call("StopServiceDeployment", { serviceDeploymentArn: deployment?.serviceDeploymentArn, stopType });

describe("the circuit breaker", () => {
  it("rolls back under the old deployment's id", async () => {
    const { aws, good, first, failed } = await withFailedUpdate();
    const [primary, listed] = await aws.deployments();
    assert.deepEqual(
      [primary?.id, primary?.taskDefinition, primary?.createdAt, primary?.rolloutState],
      [first.id, good, first.createdAt, "IN_PROGRESS"],
    );
    assert.equal(
      primary?.rolloutStateReason,
      `ECS deployment circuit breaker: rolling back to deploymentId ${first.id}.`,
    );
    assert.ok(primary.updatedAt > first.updatedAt);
    assert.deepEqual([listed?.id, listed?.status, listed?.desiredCount], [failed.id, "DRAINING", 0]);
    assert.equal(listed?.rolloutStateReason, "ECS deployment circuit breaker: tasks failed to start.");
    const events = await aws.events();
    assert.ok(events.includes(`(service app) (deployment ${failed.id}) deployment failed: tasks failed to start.`));
    assert.ok(events.includes(`(service app) rolling back to deployment ${first.id}.`));
    assert.ok((await aws.settled()) < 90);
    assert.equal((await aws.primary()).id, first.id);
  });

  it("rolls back under a new id", async () => {
    const { aws, good, first, failed } = await withFailedUpdate({ rollbackId: "new" });
    const [primary] = await aws.deployments();
    assert.ok(primary?.id !== first.id && primary?.id !== failed.id);
    assert.equal(primary?.taskDefinition, good);
    assert.match(primary.rolloutStateReason, new RegExp(`rolling back to deploymentId ${first.id}\\.$`));
    await aws.settled();
    assert.equal((await aws.primary()).id, primary.id);
    assert.equal((await aws.service()).runningCount, 1);
  });

  it("is told by the service deployment, too", async () => {
    const { aws, first } = await withFailedUpdate();
    const [current] = await aws.serviceDeployments();
    assert.partialDeepStrictEqual(current, {
      status: "ROLLBACK_IN_PROGRESS",
      statusReason: "Service deployment rolled back because the circuit breaker threshold was exceeded.",
      deploymentCircuitBreaker: { status: "TRIGGERED", failureCount: 3, threshold: 3 },
    });
    assert.equal(current?.rollback.serviceRevisionArn?.split("/").at(-1), first.id.slice("ecs-svc/".length));
    await aws.settled();
    const [ended] = await aws.serviceDeployments();
    assert.equal(ended?.status, "ROLLBACK_SUCCESSFUL");
    assert.ok(ended.finishedAt >= ended.rollback.startedAt!);
    assert.equal((await aws.service()).currentServiceDeployment, ended.serviceDeploymentArn);
  });

  it("has nothing to roll the first deployment back to", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register(crashing));
    await aws.until("the failure", async () => (await aws.primary()).rolloutState === "FAILED");
    const [current] = await aws.serviceDeployments();
    assert.deepEqual(
      [current?.status, current?.statusReason],
      ["ROLLBACK_FAILED", "No rollback candidate was found to run the rollback."],
    );
    const stopped = (await aws.tasks("STOPPED")).length;
    await aws.pass(3600);
    assert.equal((await aws.primary()).status, "PRIMARY");
    assert.deepEqual(await aws.tasks(), []);
    assert.equal(stopped, 3);

    await aws.update({ taskDefinition: await aws.register() });
    await aws.settled();
  });

  it("leaves the service as it is when it is not to roll back", async () => {
    const aws = new VirtualAws();
    const good = await aws.register();
    await aws.create(good, {
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } },
    });
    await aws.settled();
    const bad = await aws.register(crashing);
    await aws.update({ taskDefinition: bad });
    await aws.until("the failure", async () => (await aws.primary()).rolloutState === "FAILED");
    await aws.pass(3600);
    const service = await aws.service();
    assert.equal(service.taskDefinition, bad);
    assert.deepEqual(
      service.deployments.map(({ status, runningCount }) => [status, runningCount]),
      [
        ["PRIMARY", 0],
        ["ACTIVE", 1],
      ],
    );
    assert.equal((await aws.serviceDeployments())[0]?.status, "STOPPED");
  });

  const thresholds = [
    [1, undefined, 3],
    [10, undefined, 5],
    [3, { type: "COUNT", value: 1 }, 1],
    [4, { type: "UNBOUNDED_PERCENT", value: 50 }, 2],
  ] as const;
  for (const [desiredCount, thresholdConfiguration, threshold] of thresholds)
    it(`trips after ${threshold} failed tasks with ${desiredCount} wanted and ${JSON.stringify(thresholdConfiguration)}`, async () => {
      const aws = new VirtualAws();
      const deploymentCircuitBreaker = { enable: true, rollback: true, thresholdConfiguration };
      await aws.create(await aws.register(crashing), {
        desiredCount,
        deploymentConfiguration: { deploymentCircuitBreaker },
      });
      await aws.until("the failure", async () => (await aws.primary()).rolloutState === "FAILED");
      const [current] = await aws.serviceDeployments();
      assert.equal(current?.deploymentCircuitBreaker.threshold, threshold);
      assert.ok((await aws.primary()).failedTasks >= threshold);
    });

  for (const resetOnHealthyTask of [true, false])
    it(`${resetOnHealthyTask ? "forgets" : "keeps"} failures when a task becomes healthy${resetOnHealthyTask ? "" : ", if told so"}`, async () => {
      const aws = new VirtualAws();
      const deploymentCircuitBreaker = { enable: true, rollback: true, resetOnHealthyTask };
      await aws.create(await aws.register(), {
        ...behindLoadBalancer,
        desiredCount: 2,
        deploymentConfiguration: { deploymentCircuitBreaker },
      });
      await aws.settled();
      const intermittent = await aws.register({}, { image: "repository/app:gone" });
      await aws.update({ taskDefinition: intermittent });
      await aws.until("two failures", async () => (await aws.primary()).failedTasks === 2);
      aws.account.push("repository/app:gone");
      await aws.until("healthy tasks", async () => (await aws.deployments())[1]?.status === "DRAINING");
      assert.equal((await aws.primary()).failedTasks, resetOnHealthyTask ? 0 : 2);
    });

  it("counts crashes that come long after the start while the deployment is in progress", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register(), behindLoadBalancer);
    await aws.settled();
    const late = await aws.register({ exit: { code: 1, afterSeconds: 150 }, target: { passesAfterSeconds: "never" } });
    await aws.update({ taskDefinition: late, healthCheckGracePeriodSeconds: 3600 });
    const { id } = await aws.primary();
    await aws.until("the rollback", async () => (await aws.primary()).id !== id);
    assert.ok((await aws.tasks("STOPPED")).every(({ startedAt, stoppingAt }) => stoppingAt - startedAt > 120));
  });

  it("fails the rollback, too, when the former revision cannot run any more", async () => {
    const { aws } = await withFailedUpdate();
    for (const reference of aws.account.images.keys()) aws.account.images.delete(reference);
    const [task] = await aws.tasks();
    await aws.call("StopTask", { cluster: "main", task: task?.taskArn });
    await aws.until("the failure", async () => (await aws.primary()).rolloutState === "FAILED");
    assert.equal((await aws.serviceDeployments())[0]?.status, "ROLLBACK_FAILED");
  });

  it("lets a new update overtake the rollback, and the former task goes on serving", async () => {
    const { aws } = await withFailedUpdate();
    await aws.update({ taskDefinition: await aws.register(crashing) });
    const { id } = await aws.primary();
    await aws.until("the next rollback", async () => {
      assert.ok((await aws.service()).runningCount >= 1);
      return (await aws.primary()).id !== id;
    });
    await aws.settled();
    assert.deepEqual(
      (await aws.serviceDeployments()).map(({ status }) => status),
      ["ROLLBACK_SUCCESSFUL", "STOPPED", "SUCCESSFUL"],
    );
  });

  it("drops the failed deployment within a minute after its last task", async () => {
    const { aws, failed } = await withFailedUpdate();
    const isListed = async () => (await aws.deployments()).some(({ id }) => id === failed.id);
    assert.ok(await isListed());
    const seconds = await aws.until("its end", async () => !(await isListed()));
    assert.ok(seconds <= 60, `listed for ${seconds} s`);
  });
});

describe("StopServiceDeployment", () => {
  async function withHopelessUpdate() {
    const aws = new VirtualAws();
    const good = await aws.register();
    await aws.create(good, { deploymentConfiguration: {} });
    await aws.settled();
    await aws.update({ taskDefinition: await aws.register({}, { image: "repository/app:gone" }) });
    await aws.pass(60);
    return { aws, good };
  }

  it("rolls back within seconds, also without a circuit breaker", async () => {
    const { aws, good } = await withHopelessUpdate();
    const [current] = await aws.serviceDeployments();
    assert.equal(current?.status, "IN_PROGRESS");
    await stop(aws, current, "ROLLBACK");
    assert.equal((await aws.serviceDeployments())[0]?.status, "ROLLBACK_REQUESTED");
    await aws.until("the rollback", async () => (await aws.primary()).taskDefinition === good, 10);
    await aws.settled(120);
    assert.equal((await aws.serviceDeployments())[0]?.status, "ROLLBACK_SUCCESSFUL");
  });

  it("can leave the service as it is", async () => {
    const { aws } = await withHopelessUpdate();
    await stop(aws, (await aws.serviceDeployments())[0], "ABORT");
    await aws.until("the end", async () => (await aws.serviceDeployments())[0]?.status === "STOPPED", 10);
    await aws.pass(600);
    assert.deepEqual(
      (await aws.deployments()).map(({ rolloutState, runningCount }) => [rolloutState, runningCount]),
      [
        ["FAILED", 0],
        ["COMPLETED", 1],
      ],
    );
  });

  it("refuses a deployment that is over, and one that does not exist", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register());
    await aws.settled();
    const [current] = await aws.serviceDeployments();
    await assert.rejects(stop(aws, current), { code: "ConflictException" });
    await assert.rejects(stop(aws, undefined), { code: "ServiceDeploymentNotFoundException" });
  });
});
