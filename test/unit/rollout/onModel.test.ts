import assert from "node:assert/strict";
import { roleArn, secretArn } from "../../sandbox/ecs/fakeAccount";
import { VirtualAws, appContainer, behindLoadBalancer } from "../../sandbox/ecs/virtualAws";
import { ModelClients } from "./modelClients";
import { assertGreen, assertRed, crashing, update, type Story } from "./modelStory";

const failSlowly = { settings: { failFast: false } };
const goesBack = /running now: app:1, 1 of 1 task/;

/** Only another subnet, in which no task starts. */
function withoutAddress(aws: VirtualAws) {
  const subnet = { availabilityZone: "us-west-2c", cidrBlock: "10.0.2.0/24", freeAddresses: 0 };
  aws.account.subnets.set("subnet-c", subnet);
  return Promise.resolve({
    networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-c"], securityGroups: ["sg-1"] } },
  });
}

describe("a rollout on the model of ECS", () => {
  it("is green when the revision serves, behind a load balancer too", async () => {
    const plain = await assertGreen({});
    assert.match(plain.said[0] ?? "", /app:2 runs.*nothing checks health/);
    const checked = await assertGreen({ service: { ...behindLoadBalancer, desiredCount: 3 } });
    assert.equal(checked.said[0], "app:2 runs: deployment complete, 3 tasks in service");
    assert.ok(checked.progress.some((line) => /tasks running, .* targets healthy, ECS: /.test(line)));
  });

  it("waits for a container health check that passes late", async () => {
    await assertGreen({
      behaviour: { healthCheck: { passesAfterSeconds: 50 } },
      container: { healthCheck: { command: ["CMD", "true"], interval: 10, retries: 3, startPeriod: 120 } },
    });
  });

  it("survives stale answers, a lost connection, and scaling on the way", async () => {
    await assertGreen({
      options: { staleSeconds: 20 },
      service: behindLoadBalancer,
      at: [
        [30, ({ aws }) => aws.update({ desiredCount: 3 })],
        [40, (world) => (world.isLost = true)],
        [100, (world) => (world.isLost = false)],
        [110, ({ aws }) => aws.update({ desiredCount: 2 })],
      ],
    });
  });

  it("waits while a task is stopped and replaced", async () => {
    const stopOne = async ({ aws }: ModelClients) => {
      const [task] = await aws.tasks();
      await aws.call("StopTask", { cluster: "main", task: task?.taskArn });
    };
    await assertGreen({ service: { ...behindLoadBalancer, desiredCount: 2 }, at: [[60, stopOne]] });
  });

  it("is green without the permission to see service deployments, and says so", async () => {
    const { said } = await assertGreen({ after: (world) => world.denied.add("ListServiceDeployments") });
    assert.match(said[0] ?? "", /ecs:ListServiceDeployments is not permitted/);
  });

  it("does not wait for a deployment when the change starts none", async () => {
    const run = await update({ update: () => Promise.resolve({ desiredCount: 2 }) });
    assert.equal(run.error, undefined);
    assert.ok(run.seconds < 120);
    assert.equal((await run.aws.service()).runningCount, 2);
  });

  it("waits for a new count alone, though ECS answers with the former one at first", async () => {
    const { said, aws } = await assertGreen({
      options: { staleSeconds: 30 },
      update: () => Promise.resolve({ desiredCount: 3 }),
    });
    assert.match(said[0] ?? "", /3 tasks in service/);
    assert.equal((await aws.service()).runningCount, 3);
  });

  it("says what a desired count of 0 does not prove", async () => {
    const { said } = await assertGreen({ service: { desiredCount: 0 } });
    assert.match(said[0] ?? "", /desired count is 0/);
  });

  for (const rollbackId of ["old", "new"] as const) {
    it(`is red when the circuit breaker rolls back under the ${rollbackId} id`, async () => {
      const { message, world } = await assertRed(
        { options: { rollbackId }, behaviour: crashing },
        /app:2 is not what runs: the deployment was rolled back/,
        goesBack,
        /failed tasks: 3/,
        /container app ended with an error of the application \(exit code 1\) \(3 tasks\)/,
        /\| Error: no database/,
        /its logs: npm run logs -- --task [0-9a-f]{8} --since 2h/,
      );
      assert.match(message, /to go back: npm run rollback$/);
      const record = (await world.aws.serviceDeployments())[0];
      const knownAt = (record?.rollback?.startedAt ?? 0) * 1000;
      assert.ok(world.aws.clock.now() - knownAt <= 5_000, `${world.aws.clock.now() - knownAt} ms after AWS knew`);
    });
  }

  it("is red without that permission too", async () => {
    for (const rollbackId of ["old", "new"] as const) {
      const after = (world: ModelClients) => world.denied.add("ListServiceDeployments");
      await assertRed({ options: { rollbackId }, behaviour: crashing, after }, /the deployment was rolled back/);
    }
  });

  it("is red when all was over before the connection came back", async () => {
    for (const rollbackId of ["old", "new"] as const) {
      const at: Story["at"] = [
        [20, (world) => (world.isLost = true)],
        [1200, (world) => (world.isLost = false)],
      ];
      await assertRed({ options: { rollbackId }, behaviour: crashing, at }, goesBack, /app:2 is not what runs/);
    }
  });

  it("is told by ECS's records when all was over before anything of it was seen", async () => {
    for (const rollbackId of ["old", "new"] as const) {
      const unseen: Story = {
        options: { rollbackId },
        after: (world) => (world.isLost = true),
        at: [[1200, (world) => (world.isLost = false)]],
      };
      const rolledBack = /the deployment was rolled back[^]*circuit breaker threshold was exceeded/;
      const { seconds } = await assertRed({ ...unseen, behaviour: crashing }, rolledBack, goesBack, /exit code 1/);
      assert.ok(seconds < 1220, `${seconds} s`);
      await assertRed({ ...unseen, update: withoutAddress }, rolledBack);
    }
  });

  it("is red when it fails without a rollback", async () => {
    const deploymentConfiguration = { deploymentCircuitBreaker: { enable: true, rollback: false } };
    await assertRed(
      { service: { deploymentConfiguration }, behaviour: crashing },
      /the deployment failed/,
      /exit code 1/,
    );
  });

  it("is red when only the network was changed and that is rolled back", async () => {
    for (const rollbackId of ["old", "new"] as const) {
      await assertRed(
        { options: { rollbackId }, update: withoutAddress },
        /the deployment was rolled back/,
        /a subnet has no free address/,
      );
    }
  });

  it("stops at once what cannot succeed", async () => {
    const missing = { secrets: [{ name: "KEY", valueFrom: `${secretArn}:KEY::` }] };
    const words =
      "ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from asm: retrieved secret from Secrets Manager did not contain json key KEY";
    const breakSecret: Story["after"] = ({ aws }) => aws.account.secretFailures.set(`${secretArn}:KEY::`, words);
    const story: Story = { container: missing, after: breakSecret };
    const fast = await assertRed(
      story,
      /the secret has no key KEY \(1 task\)/,
      /the deployment was rolled back/,
      /trying again could not help/,
      goesBack,
    );
    const slow = await assertRed({ ...story, ...failSlowly }, /the secret has no key KEY \(3 tasks\)/, goesBack);
    assert.ok(fast.seconds < slow.seconds / 2, `${fast.seconds} s and ${slow.seconds} s`);
    assert.equal((await fast.aws.serviceDeployments())[0]?.status.startsWith("ROLLBACK"), true);
  });

  it("waits for the circuit breaker when it may not stop the deployment", async () => {
    const after = (world: ModelClients) => world.denied.add("StopServiceDeployment");
    const container = { image: "repository/app:gone" };
    await assertRed(
      { container, after },
      /the image is not in its repository \(3 tasks\)/,
      /ecs:StopServiceDeployment are needed/,
      goesBack,
    );
  });

  it("gives a role that cannot be assumed a second chance", async () => {
    const refused = `ECS was unable to assume the role '${roleArn}' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.`;
    const refuse: Story["after"] = ({ aws }) => aws.account.roleFailures.set(roleArn, refused);
    const trust: Story["at"] = [[8, ({ aws }) => aws.account.roleFailures.delete(roleArn)]];
    await assertGreen({ after: refuse, at: trust });
    await assertRed({ after: refuse }, /ECS cannot assume the role execution/, goesBack);
  });

  for (const [name, story, text] of [
    ["memory", { behaviour: { needsMemoryMiB: 1024 } }, /the container ran out of memory \(3 tasks\)[^]*exit code 137/],
    [
      "architecture",
      { behaviour: { architecture: "ARM64" } },
      /not built for this CPU architecture \(exec format error\)/,
    ],
    [
      "capacity",
      {
        options: { capacityUnavailable: false },
        after: ({ aws }) => aws.model.configure({ capacityUnavailable: true }),
      },
      /Fargate has no capacity/,
    ],
    ["quota", { after: ({ aws }) => aws.model.configure({ vcpuQuota: 0.25 }) }, /quota is used up/],
    [
      "log group",
      {
        container: {
          logConfiguration: {
            ...appContainer.logConfiguration,
            logDriver: "awslogs",
            options: { ...appContainer.logConfiguration?.options, "awslogs-group": "/ecs/none" },
          },
        },
      },
      /the log group does not exist/,
    ],
    [
      "container health check",
      {
        behaviour: { healthCheck: { passesAfterSeconds: "never" } },
        container: { healthCheck: { command: ["CMD", "false"], interval: 10, retries: 3 } },
      },
      /the container's health check does not pass/,
    ],
    [
      "target health",
      { service: behindLoadBalancer, behaviour: { target: { passesAfterSeconds: "never" } } },
      /the load balancer's health check does not pass \(Target\.ResponseCodeMismatch: Health checks failed with these codes: \[503\]\)/,
    ],
  ] satisfies [string, Story, RegExp][]) {
    it(`names the cause: ${name}`, async () => {
      await assertRed(story, text, goesBack);
    });
  }

  it("is red when another deployment overtakes it, and when an operator goes back", async () => {
    const overtake = async ({ aws }: ModelClients) => aws.update({ taskDefinition: await aws.register() });
    await assertRed(
      { at: [[30, overtake]] },
      /another deployment has taken its place/,
      /of app:3 has taken the place of ours/,
    );
    const goBack = async ({ aws }: ModelClients) => aws.update({ taskDefinition: "app:1" });
    await assertRed({ at: [[30, goBack]] }, /another deployment has taken its place/, /app:1, which ran before/);
  });

  it("is green when somebody has our revision deployed again", async () => {
    await assertGreen({ at: [[30, ({ aws }) => aws.update({ forceNewDeployment: true })]] });
  });

  it("is red when an operator stops it", async () => {
    const stop = async ({ aws }: ModelClients) =>
      aws.call("StopServiceDeployment", { serviceDeploymentArn: (await aws.service()).currentServiceDeployment });
    await assertRed({ at: [[30, stop]] }, /the deployment was rolled back/);
  });

  it("is red when it takes too long, and left or rolled back as asked", async () => {
    const slow = {
      behaviour: { target: { passesAfterSeconds: 600 } },
      service: { ...behindLoadBalancer, healthCheckGracePeriodSeconds: 900 },
    };
    const left = await assertRed(
      { ...slow, settings: { timeoutMinutes: 5 } },
      /not complete after 5 minutes/,
      /next pulumi up follows it/,
    );
    assert.equal((await left.aws.serviceDeployments())[0]?.status, "IN_PROGRESS");

    const { rollout, said } = left.world.rollout();
    await rollout.confirm(left.revisionArn);
    assert.match(said[0] ?? "", /app:2 runs/);

    const rolledBack = await assertRed(
      { ...slow, settings: { timeoutMinutes: 5, onTimeout: "rollback" } },
      /was stopped and is rolled back/,
    );
    assert.equal((await rolledBack.aws.serviceDeployments())[0]?.status, "ROLLBACK_REQUESTED");
  });

  it("is red in a first deployment that fails", async () => {
    const aws = new VirtualAws();
    const revisionArn = await aws.register(crashing);
    await aws.call("CreateCluster", { clusterName: "main" });
    const world = new ModelClients(aws);
    const { rollout } = world.rollout();
    await rollout.beforeServiceChange();
    await aws.create(revisionArn);
    const newInputs = { taskDefinition: revisionArn };
    await assert.rejects(rollout.afterServiceChange({ newInputs }), /running now: nothing[^]*exit code 1/);
    await rollout.confirm(revisionArn);
  });

  it("is red again when the next update changes nothing", async () => {
    const { aws, world, revisionArn } = await assertRed({ behaviour: crashing });
    await aws.settled();
    const { rollout } = world.rollout();
    await assert.rejects(
      rollout.confirm(revisionArn),
      /app:2 is not what runs: the service is on another revision[^]*app:1, 1 of 1 task/,
    );
  });

  it("keeps to a few calls a minute", async () => {
    for (const behaviour of [{}, crashing, { target: { passesAfterSeconds: "never" as const } }]) {
      const { world, seconds } = await update({ service: behindLoadBalancer, behaviour });
      const start = world.seconds - seconds;
      const between = (from: number, to: number) =>
        world.calls.filter(({ second }) => second >= start + from && second < start + to).length;
      assert.ok(between(0, 60) <= 60, `${between(0, 60)} calls in the first minute`);
      for (let from = 60; from + 60 < seconds; from += 60) {
        assert.ok(between(from, from + 60) <= 36, `${between(from, from + 60)} calls in the minute from ${from} s`);
      }
    }
  });
});
