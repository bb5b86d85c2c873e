import assert from "node:assert/strict";
import fc from "fast-check";
import type { ContainerBehaviour } from "../../../sandbox/ecs/behaviour";
import { targetGroupArn } from "./fakeAccount";
import { VirtualAws, behindLoadBalancer } from "./virtualAws";

type Command =
  | { kind: "roll out"; behaviour: ContainerBehaviour | "image missing" }
  | { kind: "scale"; desiredCount: number }
  | { kind: "force" }
  | { kind: "stop deployment"; stopType: "ROLLBACK" | "ABORT" }
  | { kind: "wait"; seconds: number };

const behaviours: fc.Arbitrary<ContainerBehaviour | "image missing"> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  fc.constantFrom(
    "image missing" as const,
    { exit: { code: 1, afterSeconds: 5 } },
    { exit: { code: 1, afterSeconds: 90 }, target: { passesAfterSeconds: "never" as const } },
    { needsMemoryMiB: 4096 },
    { target: { passesAfterSeconds: "never" as const } },
    { target: { passesAfterSeconds: 40 } },
  ),
);

const commands: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ kind: fc.constant("roll out" as const), behaviour: behaviours }),
  fc.record({ kind: fc.constant("scale" as const), desiredCount: fc.nat(4) }),
  fc.record({ kind: fc.constant("force" as const) }),
  fc.record({ kind: fc.constant("stop deployment" as const), stopType: fc.constantFrom("ROLLBACK", "ABORT") }),
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 300 }) }),
  },
);

async function carryOut(aws: VirtualAws, command: Command): Promise<void> {
  switch (command.kind) {
    case "roll out": {
      const missing = command.behaviour === "image missing";
      const taskDefinition = missing
        ? await aws.register({}, { image: "repository/app:gone" })
        : await aws.register(command.behaviour as ContainerBehaviour);
      await aws.update({ taskDefinition });
      return;
    }
    case "scale":
      await aws.update({ desiredCount: command.desiredCount });
      return;
    case "force":
      await aws.update({ forceNewDeployment: true });
      return;
    case "stop deployment": {
      const [current] = await aws.serviceDeployments();
      const request = { serviceDeploymentArn: current?.serviceDeploymentArn, stopType: command.stopType };
      await aws.call("StopServiceDeployment", request).catch((error: { code?: string }) => {
        assert.equal(error.code, "ConflictException");
      });
      return;
    }
    case "wait":
      return;
  }
}

/** Looks at the service after every few seconds, whatever was done to it. */
class Observer {
  /** The lowest and highest desired count since the service last was complete: what the percentages refer to. */
  private counts = { lowest: 0, highest: 0 };

  constructor(
    private readonly aws: VirtualAws,
    private readonly percents: { minimumHealthyPercent: number; maximumPercent: number },
  ) {}

  async check(): Promise<void> {
    const service = await this.aws.service();
    const [primary, ...others] = await this.aws.deployments();
    const wanted = await this.aws.tasks();
    const [current] = await this.aws.serviceDeployments();
    const { desiredCount } = service;

    assert.equal(primary?.status, "PRIMARY");
    assert.ok(others.every(({ status }) => status === "ACTIVE" || status === "DRAINING"));
    assert.equal(service.taskDefinition, primary.taskDefinition);

    const revisions = [current?.targetServiceRevision.arn, current?.rollback?.serviceRevisionArn];
    assert.ok(revisions.some((arn) => arn?.endsWith(primary.id.replace("ecs-svc", ""))));
    if (primary.rolloutState === "COMPLETED") {
      assert.ok(
        wanted.every(
          ({ startedBy, taskDefinitionArn }) =>
            startedBy === primary.id && taskDefinitionArn === service.taskDefinition,
        ),
        "something else runs than what is complete",
      );
      assert.equal(current?.status, current?.rollback ? "ROLLBACK_SUCCESSFUL" : "SUCCESSFUL");
    } else assert.ok(!["SUCCESSFUL", "ROLLBACK_SUCCESSFUL"].includes(current?.status ?? ""));

    const healthy = this.aws.model
      .targetHealth(targetGroupArn)
      .filter(({ health }) => health.state === "healthy").length;
    const steady = primary.rolloutState === "COMPLETED" && others.length === 0 && healthy >= desiredCount;
    const { lowest, highest } = steady ? { lowest: desiredCount, highest: desiredCount } : this.counts;
    this.counts = { lowest: Math.min(lowest, desiredCount), highest: Math.max(highest, desiredCount) };
    const least = Math.ceil((this.counts.lowest * this.percents.minimumHealthyPercent) / 100);
    const most = Math.floor((this.counts.highest * this.percents.maximumPercent) / 100);
    assert.ok(healthy >= least, `${healthy} healthy tasks, at least ${least} must be`);
    assert.ok(wanted.length <= most, `${wanted.length} tasks, at most ${most} may be`);
  }

  async watch(seconds: number, everySeconds = 5): Promise<void> {
    for (let passed = 0; passed < seconds; passed += everySeconds) {
      await this.aws.pass(everySeconds);
      await this.check();
    }
  }
}

describe("whatever is done to a service", () => {
  it("keeps its promises and comes to rest", async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(
        fc.array(commands, { maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom(
          { minimumHealthyPercent: 100, maximumPercent: 200 },
          { minimumHealthyPercent: 50, maximumPercent: 200 },
          { minimumHealthyPercent: 50, maximumPercent: 150 },
          { minimumHealthyPercent: 0, maximumPercent: 100 },
        ),
        fc.constantFrom("old" as const, "new" as const),
        async (todo, desiredCount, percents, rollbackId) => {
          const aws = new VirtualAws({ rollbackId });
          await aws.create(await aws.register(), {
            ...behindLoadBalancer,
            desiredCount,
            healthCheckGracePeriodSeconds: 60,
            deploymentConfiguration: { ...percents, deploymentCircuitBreaker: { enable: true, rollback: true } },
          });
          await aws.settled();
          const observer = new Observer(aws, percents);
          for (const command of todo) {
            await carryOut(aws, command);
            await observer.watch(command.kind === "wait" ? command.seconds : 5);
          }
          await observer.watch(3600, 60);
          const { rolloutState } = await aws.primary();
          const blocked = (await aws.events()).some((text) => text.includes("unable to stop or start tasks"));
          assert.ok(rolloutState !== "IN_PROGRESS" || blocked, "still in progress");
          assert.equal((await aws.deployments()).length === 1 || rolloutState === "FAILED" || blocked, true);
          assert.deepEqual(aws.errors, []);
        },
      ),
      { numRuns: 25 },
    );
  });
});
