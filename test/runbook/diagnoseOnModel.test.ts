import assert from "node:assert/strict";
import type { DiagnoseDocument } from "../../runbook/documents/diagnose";
import { diagnoseDocument } from "../../runbook/documents/diagnose";
import { diagnose } from "../../runbook/diagnose/diagnose";
import { serviceView } from "../../rollout/views";
import type { ContainerBehaviour } from "../../sandbox/ecs/behaviour";
import type { ModelOptions } from "../../sandbox/ecs/world";
import { secretArn } from "../sandbox/ecs/fakeAccount";
import { behindLoadBalancer, VirtualAws } from "../sandbox/ecs/virtualAws";
import { ModelClients } from "../unit/rollout/modelClients";

const crashing: ContainerBehaviour = { exit: { code: 1, afterSeconds: 5, log: ["Error: no database"] } };

/** A service that runs revision 1, then an update to revision 2, in virtual time. */
class Story {
  readonly aws: VirtualAws;
  readonly world: ModelClients;

  constructor(options: Partial<ModelOptions> = {}) {
    this.aws = new VirtualAws(options);
    this.world = new ModelClients(this.aws);
  }

  async begin(behaviour: ContainerBehaviour = {}, service: Parameters<VirtualAws["create"]>[1] = {}): Promise<this> {
    await this.aws.create(await this.aws.register(behaviour), service);
    return this;
  }

  async update(behaviour: ContainerBehaviour, container: Parameters<VirtualAws["register"]>[1] = {}): Promise<void> {
    await this.aws.settled();
    await this.aws.update({ taskDefinition: await this.aws.register(behaviour, container) });
  }

  async diagnose(): Promise<{ exitCode: number; text: string; document: DiagnoseDocument }> {
    const ecs = await this.world.clients.ecs();
    const { services: [service] = [] } = await ecs.describeServices({ cluster: "main", services: ["app"] });
    const answer = await diagnose(this.world.clients, { cluster: "main", service: "app" }, serviceView(service!));
    return { ...answer, document: diagnoseDocument.parse(JSON.parse(JSON.stringify(answer.document))) };
  }

  /** Lets time pass until the diagnosis has this state. */
  async until(state: DiagnoseDocument["state"]) {
    let found = await this.diagnose();
    for (let looks = 0; found.document.state !== state; looks += 1) {
      assert.ok(looks < 400, `still ${found.text}`);
      await this.aws.pass(5);
      found = await this.diagnose();
    }
    return found;
  }
}

describe("diagnose, on the model of ECS", () => {
  it("names the alarm that made a deployment fail, and tells how all of them stand", async () => {
    const alarms = { alarmNames: ["errors", "latency"], enable: true, rollback: true };
    const story = await new Story().begin({}, { deploymentConfiguration: { alarms } });
    for (const name of alarms.alarmNames) story.aws.account.alarmStates.set(name, "OK");
    await story.update({});
    await story.aws.until("the new task to run", async () => (await story.aws.primary()).runningCount > 0);
    const early = await story.diagnose();
    assert.equal(early.exitCode, 0, early.text);
    assert.deepEqual(early.document.causes, []);

    story.aws.account.alarmStates.set("errors", "ALARM");
    const { document, text, exitCode } = await story.until("rolled back");
    assert.equal(exitCode, 1);
    const [cause, ...others] = document.causes;
    assert.deepEqual([cause?.tasks, others], [0, []]);
    assert.match(cause?.what ?? "", /^alarm "errors" rang during the deployment: HTTPCode_Target_5XX_Count/);
    assert.equal(document.isForgotten, false);
    assert.deepEqual(
      document.alarms.map(({ name, state }) => [name, state]),
      [
        ["errors", "ALARM"],
        ["latency", "OK"],
      ],
    );
    assert.match(text, /in CloudWatch's words: Threshold Crossed/);
    assert.match(text, /^ {2}alarm latency: OK \(HTTPCode_Target_5XX_Count .* above 10/m);

    story.world.denied.add("DescribeAlarms");
    const blind = await story.diagnose();
    assert.match(blind.text, /cause: alarm "errors" rang during the deployment/);
    assert.deepEqual(
      blind.document.alarms.map(({ state }) => state),
      [null, null],
    );
  });

  it("a rollout under way is no trouble, until tasks of it fail", async () => {
    const story = await new Story().begin({}, behindLoadBalancer);
    await story.aws.pass(20);
    const early = await story.diagnose();
    assert.equal(early.document.state, "under way");
    assert.equal(early.exitCode, 0);
    assert.match(early.text, /^app:1 is being rolled out: 0 of 1 task running/);
    assert.doesNotMatch(early.text, /npm run/, "there is nothing to go back to");

    await story.update(crashing);
    await story.aws.until("a failed task", async () => (await story.aws.primary()).failedTasks > 0);
    const failing = await story.diagnose();
    assert.equal(failing.document.state, "under way");
    assert.equal(failing.exitCode, 1);
    assert.match(failing.text, /running now: app:1, 1 of 1 task.*ECS works towards app:2/);
    assert.match(failing.text, /container app ended with an error of the application \(exit code 1\)/);
    assert.match(failing.text, /to stop it: npm run abort\n {2}to go back: npm run rollback$/);
  });

  it("all is well", async () => {
    const story = await new Story().begin({}, behindLoadBalancer);
    const { exitCode, text, document } = await story.until("well");
    assert.equal(exitCode, 0);
    assert.match(text, /^all is well: app:1 runs, 1 of 1 task in service\./);
    assert.equal(document.targets[0]?.state, "healthy");
    assert.deepEqual(document.ways, []);
  });

  it("says what a desired count of 0 does not prove", async () => {
    const story = await new Story().begin({}, { desiredCount: 0 });
    assert.match((await story.until("well")).text, /all is well.*desired count is 0/);
  });

  for (const rollbackId of ["old", "new"] as const) {
    it(`a rollback under the ${rollbackId} id, under way and done`, async () => {
      const story = await new Story({ rollbackId }).begin();
      await story.update(crashing);
      const during = await story.until("rolling back");
      assert.equal(during.exitCode, 1);
      assert.match(during.text, /^app:2 is not what runs: its deployment is being rolled back\./);
      assert.doesNotMatch(during.text, /npm run abort/);
      const { exitCode, text, document } = await story.until("rolled back");
      assert.equal(exitCode, 1);
      assert.match(text, /^app:2 is not what runs: its deployment was rolled back\./);
      assert.match(text, /reason: Service deployment rolled back because the circuit breaker threshold was exceeded/);
      assert.match(text, /running now: app:1, 1 of 1 task/);
      assert.match(text, /failed tasks: 3/);
      assert.match(
        text,
        /cause: container app .*\(exit code 1\) \(3 tasks\)\n.*stop code EssentialContainerExited.*\n {4}what to do/,
      );
      assert.match(text, /last lines of container app:\n {4}\| Error: no database/);
      assert.match(text, /its logs: npm run logs -- --task [0-9a-f]{8} --since 2h\n {2}to go back: npm run rollback$/);
      assert.equal(document.latest?.revision, "app:2");
      assert.equal(document.goal, "app:1");
      assert.equal(document.events.length, 5);
    });
  }

  it("goes on being a failure until another deployment is complete", async () => {
    const story = await new Story().begin();
    await story.update(crashing);
    await story.until("rolled back");
    await story.update({});
    await story.until("well");
  });

  const causes: [what: string, prepare: (story: Story) => Promise<void>, text: RegExp][] = [
    [
      "a key that is missing in the secret",
      async (story) => {
        const valueFrom = `${secretArn}:KEY::`;
        story.aws.account.secretFailures.set(
          valueFrom,
          "ResourceInitializationError: unable to pull secrets or registry auth: retrieved secret from Secrets Manager did not contain json key KEY",
        );
        await story.update({}, { secrets: [{ name: "KEY", valueFrom }] });
      },
      /cause: the secret has no key KEY/,
    ],
    [
      "an image that is not there",
      (story) => story.update({}, { image: "repository/app:none" }),
      /cause: the image is not in its repository/,
    ],
    [
      "a target that is never healthy",
      (story) =>
        story.update({
          target: { passesAfterSeconds: "never", reason: "Target.Timeout", description: "Request timed out" },
        }),
      /Target\.Timeout: Request timed out/,
    ],
  ];
  for (const [what, prepare, text] of causes) {
    it(`names ${what}`, async () => {
      const story = await new Story().begin({}, behindLoadBalancer);
      await prepare(story);
      assert.match((await story.until("rolled back")).text, text);
    });
  }

  it("tells a first deployment that fails, which has nothing to go back to", async () => {
    const story = await new Story().begin(crashing);
    const { exitCode, text } = await story.until("failed");
    assert.equal(exitCode, 1);
    assert.match(text, /its deployment failed/);
    assert.match(text, /No rollback candidate/);
    assert.doesNotMatch(text, /npm run rollback/);
  });

  it("tells a deployment that stopped without a rollback", async () => {
    const deploymentConfiguration = { deploymentCircuitBreaker: { enable: true, rollback: false } };
    const story = await new Story().begin({}, { deploymentConfiguration });
    await story.update(crashing);
    assert.match((await story.until("stopped")).text, /its deployment was stopped/);
  });

  it("tells tasks that ended while all seems well", async () => {
    const story = await new Story().begin({ exit: { code: 3, afterSeconds: 600 } });
    await story.aws.settled();
    const { exitCode, text } = await story.until("unsteady");
    assert.equal(exitCode, 1);
    assert.match(text, /^app:1 runs, 1 of 1 task in service, but tasks of it have ended within the last hour/);
    assert.match(text, /\(exit code 3\)/);
  });

  it("tells a complete deployment whose tasks are gone", async () => {
    const story = await new Story().begin();
    await story.until("well");
    const [task] = await story.aws.tasks();
    await story.aws.call("StopTask", { cluster: "main", task: task?.taskArn, reason: "by hand" });
    const { exitCode, text } = await story.until("not serving");
    assert.equal(exitCode, 1);
    assert.match(text, /^app:1 does not serve as it should: 0 of 1 task running/);
    assert.match(text, /by hand/);
  });

  it("says when ECS has forgotten the stopped tasks, and where to look then", async () => {
    const story = await new Story().begin();
    await story.update(crashing);
    await story.until("rolled back");
    await story.aws.pass(2 * 3600);
    const { text, document } = await story.diagnose();
    assert.equal(document.state, "rolled back");
    assert.equal(document.isForgotten, true);
    assert.match(text, /^app:2 is not what runs/, "the revision is found by its service revision");
    assert.match(text, /ECS knows none of its stopped tasks any more/);
    assert.match(text, /what it wrote: npm run logs -- --since 2025-01-01T[\d:.]+Z\n/);
  });

  it("sees a failure without the record of it, as long as ECS shows it", async () => {
    const story = await new Story().begin();
    story.world.denied.add("ListServiceDeployments");
    await story.update(crashing);
    const { exitCode, text } = await story.until("rolling back");
    assert.equal(exitCode, 1);
    assert.match(text, /not seen: permission for ecs:ListServiceDeployments is missing/);
  });
});
