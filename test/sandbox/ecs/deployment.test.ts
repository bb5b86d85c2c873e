import assert from "node:assert/strict";
import { VirtualAws, behindLoadBalancer } from "./virtualAws";

const threeTasks = { ...behindLoadBalancer, desiredCount: 3 };

describe("a good deployment", () => {
  it("replaces the task and ends with one completed deployment", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register(), behindLoadBalancer);
    await aws.settled();
    const former = await aws.primary();

    const next = await aws.register();
    await aws.update({ taskDefinition: next });
    const deployments = await aws.deployments();
    assert.deepEqual(
      deployments.map(({ status, rolloutState }) => [status, rolloutState]),
      [
        ["PRIMARY", "IN_PROGRESS"],
        ["ACTIVE", "COMPLETED"],
      ],
    );
    assert.equal(deployments[1]?.id, former.id);

    const seconds = await aws.settled();
    const service = await aws.service();
    const primary = await aws.primary();
    assert.equal(service.taskDefinition, next);
    assert.equal(service.runningCount, 1);
    assert.match(primary.id, /^ecs-svc\/\d{19}$/);
    assert.equal(primary.rolloutStateReason, `ECS deployment ${primary.id} completed.`);
    assert.ok(seconds > 300 && seconds < 480, `took ${seconds} s, of which draining takes 300`);
    assert.deepEqual(aws.errors, []);
  });

  it("tells in events what it does, newest first", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register(), behindLoadBalancer);
    await aws.settled();
    const texts = (await aws.events()).map((text) => text.replace(/[0-9a-f]{32}/, "ID").replace(/\/\d{19}/, "/N"));
    const group = behindLoadBalancer.loadBalancers[0]?.targetGroupArn;
    assert.deepEqual(texts, [
      "(service app) has reached a steady state.",
      "(service app) (deployment ecs-svc/N) deployment completed.",
      `(service app) registered 1 targets in (target-group ${group})`,
      "(service app) has started 1 tasks: (task ID).",
    ]);
  });

  it("keeps as many tasks healthy as the service has, and never more than the maximum", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register(), {
      ...threeTasks,
      deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 150 },
    });
    await aws.settled();
    await aws.update({ taskDefinition: await aws.register() });
    await aws.until("the end", async () => {
      const wanted = await aws.tasks();
      const healthy = aws.model
        .targetHealth(behindLoadBalancer.loadBalancers[0]!.targetGroupArn)
        .filter(({ health }) => health.state === "healthy");
      assert.ok(healthy.length >= 3, `${healthy.length} healthy targets`);
      assert.ok(wanted.length <= 4, `${wanted.length} tasks`);
      return (await aws.primary()).rolloutState === "COMPLETED";
    });
  });

  it("gives up former tasks first when the maximum leaves no room", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register(), {
      desiredCount: 2,
      deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 100 },
    });
    await aws.settled();
    await aws.update({ taskDefinition: await aws.register() });
    await aws.until("the end", async () => {
      assert.ok((await aws.tasks()).length <= 2);
      return (await aws.primary()).rolloutState === "COMPLETED";
    });
  });

  it("completes only when the former task has drained", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register(), behindLoadBalancer);
    await aws.settled();
    await aws.update({ taskDefinition: await aws.register() });
    await aws.until("a draining task", async () => (await aws.tasks("STOPPED"))[0]?.lastStatus === "DEACTIVATING");
    const [primary, former] = await aws.deployments();
    assert.equal(primary?.rolloutState, "IN_PROGRESS");
    assert.equal(former?.status, "DRAINING");
    const states = aws.model
      .targetHealth(behindLoadBalancer.loadBalancers[0]!.targetGroupArn)
      .map(({ health }) => health.state);
    assert.deepEqual(states.toSorted(), ["draining", "healthy"]);
    const seconds = await aws.settled();
    assert.ok(seconds >= 295, `drained in ${seconds} s`);
  });

  it("waits for the container health check and a slow target", async () => {
    const aws = new VirtualAws();
    const slow = await aws.register(
      { healthCheck: { passesAfterSeconds: 100 }, target: { passesAfterSeconds: 200 } },
      { healthCheck: { command: ["CMD", "true"], startPeriod: 120 } },
    );
    await aws.create(slow, { ...behindLoadBalancer, healthCheckGracePeriodSeconds: 480 });
    await aws.until("a running task", async () => (await aws.primary()).runningCount === 1);
    assert.equal((await aws.tasks())[0]?.healthStatus, "UNKNOWN");
    const seconds = await aws.settled();
    assert.ok(seconds >= 190, `took ${seconds} s`);
    assert.equal((await aws.tasks())[0]?.healthStatus, "HEALTHY");
    assert.equal((await aws.primary()).failedTasks, 0);
  });

  it("completes at once for a service without tasks", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register(), { desiredCount: 0 });
    assert.ok((await aws.settled()) < 10);
    await aws.update({ taskDefinition: await aws.register() });
    assert.ok((await aws.settled()) < 10);
    assert.deepEqual(await aws.tasks(), []);
  });

  it("goes on with another desired count in the middle, without another deployment", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register(), behindLoadBalancer);
    await aws.settled();
    await aws.update({ taskDefinition: await aws.register() });
    await aws.pass(30);
    const { id } = await aws.primary();
    await aws.update({ desiredCount: 3 });
    assert.equal((await aws.deployments()).length, 2);
    await aws.settled();
    const primary = await aws.primary();
    assert.deepEqual([primary.id, primary.runningCount], [id, 3]);
  });

  it("is overtaken by a newer one", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register(), behindLoadBalancer);
    await aws.settled();
    await aws.update({ taskDefinition: await aws.register() });
    await aws.pass(20);
    const overtaken = await aws.primary();
    const last = await aws.register();
    await aws.update({ taskDefinition: last });
    assert.deepEqual(
      (await aws.deployments()).map(({ status }) => status),
      ["PRIMARY", "ACTIVE", "ACTIVE"],
    );
    await aws.settled();
    assert.equal((await aws.primary()).taskDefinition, last);
    const statuses = (await aws.serviceDeployments()).map(({ status }) => status);
    assert.deepEqual(statuses, ["SUCCESSFUL", "STOPPED", "SUCCESSFUL"]);
    const [, stopped] = await aws.serviceDeployments();
    assert.equal(stopped?.targetServiceRevision.arn?.split("/").at(-1), overtaken.id.slice("ecs-svc/".length));
  });

  it("runs the same digest in all its tasks, and after a rollback, wherever the tag has moved", async () => {
    const aws = new VirtualAws();
    const digest = aws.account.push("repository/app:latest");
    const definition = await aws.register({}, { image: "repository/app:latest" });
    await aws.create(definition, { desiredCount: 1 });
    await aws.settled();
    const moved = aws.account.push("repository/app:latest", { startLog: ["new"] });
    await aws.update({ desiredCount: 2 });
    await aws.settled();
    const digests = async () => (await aws.tasks()).map(({ containers }) => containers[0]?.imageDigest);
    await aws.until("two tasks", async () => (await aws.primary()).runningCount === 2);
    assert.deepEqual(await digests(), [digest, digest]);

    await aws.update({ forceNewDeployment: true });
    await aws.settled();
    assert.deepEqual(await digests(), [moved, moved]);
    const [current] = await aws.serviceDeployments();
    const { serviceRevisions } = await aws.call<{ serviceRevisions: { containerImages: object[] }[] }>(
      "DescribeServiceRevisions",
      { serviceRevisionArns: [current?.targetServiceRevision.arn] },
    );
    assert.deepEqual(serviceRevisions[0]?.containerImages, [
      { containerName: "app", image: "repository/app:latest", imageDigest: moved },
    ]);
  });
});

describe("an update of a service", () => {
  const settled = async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register(), {
      ...behindLoadBalancer,
      healthCheckGracePeriodSeconds: 60,
      launchType: undefined,
      capacityProviderStrategy: [
        { capacityProvider: "FARGATE", weight: 1 },
        { capacityProvider: "FARGATE_SPOT", weight: 1 },
      ],
    });
    await aws.settled();
    return aws;
  };

  const without = {
    "desired count": { desiredCount: 2 },
    percentages: { deploymentConfiguration: { maximumPercent: 150, minimumHealthyPercent: 50 } },
    "grace period": { healthCheckGracePeriodSeconds: 120 },
    "execute command": { enableExecuteCommand: true },
    "zone rebalancing": { availabilityZoneRebalancing: "DISABLED" },
    "tag propagation": { propagateTags: "SERVICE", enableECSManagedTags: true },
    "weights of capacity providers": {
      capacityProviderStrategy: [
        { capacityProvider: "FARGATE", weight: 5, base: 1 },
        { capacityProvider: "FARGATE_SPOT", weight: 2 },
      ],
    },
    "nothing new": { platformVersion: "LATEST" },
  } as const;
  for (const [what, change] of Object.entries(without))
    it(`starts no deployment for its ${what}`, async () => {
      const aws = await settled();
      const { id } = await aws.primary();
      const { service } = await aws.update(change as never);
      assert.deepEqual(
        service.deployments.map((deployment) => deployment.id),
        [id],
      );
      assert.partialDeepStrictEqual(service, change);
    });

  const vpc = { subnets: ["subnet-a"], securityGroups: ["sg-2"] };
  const starting = {
    network: { networkConfiguration: { awsvpcConfiguration: vpc } },
    "platform version": { platformVersion: "1.4.0" },
    "load balancers": { loadBalancers: [] },
    force: { forceNewDeployment: true },
    "capacity providers": { capacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 1 }] },
    "Service Connect": { serviceConnectConfiguration: { enabled: false } },
  };
  for (const [what, change] of Object.entries(starting))
    it(`starts a deployment for its ${what}`, async () => {
      const aws = await settled();
      const { id } = await aws.primary();
      const { service } = await aws.update(change);
      assert.notEqual(service.deployments[0]?.id, id);
      await aws.settled();
    });

  it("keeps the circuit breaker's threshold when it does not mention it", async () => {
    const aws = await settled();
    const thresholdConfiguration = { type: "COUNT" as const, value: 7 };
    await aws.update({
      deploymentConfiguration: {
        deploymentCircuitBreaker: { enable: true, rollback: true, thresholdConfiguration, resetOnHealthyTask: false },
      },
    });
    const { service } = await aws.update({
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } },
    });
    assert.deepEqual(service.deploymentConfiguration.deploymentCircuitBreaker, {
      enable: true,
      rollback: false,
      resetOnHealthyTask: false,
      thresholdConfiguration,
    });
  });

  it("can be invisible for a while", async () => {
    const aws = await settled();
    aws.model.configure({ staleSeconds: 20 });
    const { service } = await aws.update({ taskDefinition: await aws.register() });
    assert.equal(service.deployments.length, 2);
    await aws.pass(10);
    assert.equal((await aws.deployments()).length, 1);
    await aws.pass(11);
    assert.equal((await aws.deployments()).length, 2);
  });
});
