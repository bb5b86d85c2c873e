import assert from "node:assert/strict";
import type { Clients } from "../../account/clients";
import { abort, type Aborting } from "../../runbook/abort/abort";
import { findUnderWay } from "../../runbook/abort/underWay";
import { abortDocument } from "../../runbook/documents/abort";
import { serviceView } from "../../rollout/views";
import type { ModelOptions } from "../../sandbox/ecs/world";
import { VirtualAws } from "../sandbox/ecs/virtualAws";
import { ModelClients } from "../unit/rollout/modelClients";

/** A service that runs `app:1`, and a rollout of `app:2` that never comes to its end by itself, in virtual time. */
class Trial {
  readonly aws: VirtualAws;
  readonly world: ModelClients;
  readonly told: string[] = [];
  readonly watched = { cluster: "main", service: "app" };
  isInterrupted = false;

  constructor(options: Partial<ModelOptions> = {}) {
    this.aws = new VirtualAws(options);
    this.world = new ModelClients(this.aws);
  }

  async begin(seconds = 30): Promise<this> {
    await this.aws.create(await this.aws.register());
    await this.aws.settled();
    const container = { healthCheck: { command: ["CMD", "true"], startPeriod: 300 } };
    const slow = await this.aws.register({ healthCheck: { passesAfterSeconds: "never" } }, container);
    await this.aws.update({ taskDefinition: slow });
    await this.aws.pass(seconds);
    return this;
  }

  async seen() {
    const ecs = await this.world.clients.ecs();
    const { services: [service] = [] } = await ecs.describeServices({ cluster: "main", services: ["app"] });
    return serviceView(service!);
  }

  async abort(changes: Partial<Aborting> = {}) {
    const answer = await abort(
      {
        clients: this.world.clients,
        watched: this.watched,
        isDryRun: false,
        timeoutMs: 1_800_000,
        startTime: () => ({
          sleep: (ms) => this.aws.clock.advance(ms),
          isInterrupted: () => this.isInterrupted,
          elapsedMs: () => this.aws.clock.now(),
          end: () => undefined,
        }),
        confirm: () => Promise.resolve(true),
        tell: (line) => void this.told.push(line),
        ...changes,
      },
      await this.seen(),
    );
    return { ...answer, document: abortDocument.parse(answer.document) };
  }

  /** Clients of which one operation of ECS answers otherwise. */
  async clientsWith(operation: string, answer: (input: never) => unknown): Promise<Clients> {
    const ecs = await this.world.clients.ecs();
    const changed = new Proxy(ecs, {
      get: (target, name) => (name === operation ? answer : (Reflect.get(target, name) as unknown)),
    });
    return { ...this.world.clients, ecs: () => Promise.resolve(changed) };
  }
}

describe("abort, on the model of ECS", () => {
  for (const rollbackId of ["old", "new"] as const) {
    it(`stops a rollout and says what runs then, with a rollback under the ${rollbackId} id`, async () => {
      const trial = await new Trial({ rollbackId }).begin();
      const { exitCode, text, document } = await trial.abort();
      assert.equal(exitCode, 0);
      assert.match(text, /^the rollout of app:2 \(deployment ecs-svc\/\d+\) was stopped and rolled back\n/);
      assert.match(text, /the next pulumi up tries it again: npm run rollback takes the config back, too\n/);
      assert.match(text, /running now: app:1, 1 of 1 task/);
      assert.deepEqual(
        [document.outcome, document.revision, document.goesBackTo, document.running],
        ["rolled back", "app:2", "app:1", [{ revision: "app:1", tasks: 1 }]],
      );
      assert.match(trial.told[0] ?? "", /^the rollout of app:2 .* is stopped: ECS goes back to app:1/);
      assert.match(trial.told.join("\n"), /app:1: 1 of 1 running/);
    });
  }

  it("waits for a rollback that is under way already, and stops nothing", async () => {
    const trial = await new Trial().begin();
    trial.isInterrupted = true;
    assert.equal((await trial.abort()).document.outcome, "interrupted");
    trial.isInterrupted = false;
    const asked = { confirm: () => assert.fail("there is nothing to ask") };
    const dryRun = await trial.abort({ ...asked, isDryRun: true });
    assert.match(dryRun.text, /is being rolled back already: there is nothing to do/);
    const { exitCode, document } = await trial.abort(asked);
    assert.deepEqual([exitCode, document.outcome], [0, "rolled back"]);
    assert.equal(trial.world.calls.filter(({ operation }) => operation === "StopServiceDeployment").length, 1);
  });

  it("does not wait after Ctrl-C, and says that ECS goes on", async () => {
    const trial = await new Trial().begin();
    trial.isInterrupted = true;
    const { exitCode, text } = await trial.abort({ stack: "prod" });
    assert.equal(exitCode, 130);
    assert.match(text, /was not waited for: ECS goes on with it \(npm run status -- --stack prod\)/);
  });

  it("waits for a limited time", async () => {
    const trial = await new Trial().begin();
    const clients = await trial.clientsWith("stopServiceDeployment", () => Promise.resolve({}));
    const startMs = trial.aws.clock.now();
    const { exitCode, text } = await trial.abort({ clients, timeoutMs: 120_000 });
    assert.equal(exitCode, 1);
    assert.match(text, /takes longer than deployment\.timeoutMinutes/);
    assert.ok(trial.aws.clock.now() - startMs <= 125_000);
  });

  it("says that the rollout came to its end before it could be stopped", async () => {
    const trial = new Trial();
    await trial.aws.create(await trial.aws.register());
    await trial.aws.settled();
    await trial.aws.update({ taskDefinition: await trial.aws.register() });
    const clients = await trial.clientsWith("stopServiceDeployment", () => trial.aws.settled());
    const { exitCode, document, text } = await trial.abort({ clients });
    assert.deepEqual([exitCode, document.outcome], [1, "too late"]);
    assert.match(text, /running now: app:2, 1 of 1 task/);
  });

  it("says in a sentence that ECS does not stop it", async () => {
    const trial = await new Trial().begin();
    const clients = await trial.clientsWith("stopServiceDeployment", () =>
      Promise.reject(Object.assign(new Error("already in the STOPPED state"), { name: "ConflictException" })),
    );
    await assert.rejects(trial.abort({ clients }), /^Error: ECS does not stop deployment ecs-svc\/\d+: already in the/);
  });

  it("says that the rollback failed, when somebody else's deployment has taken its place", async () => {
    const trial = await new Trial().begin();
    const clients = await trial.clientsWith("stopServiceDeployment", async () =>
      trial.aws.update({ taskDefinition: await trial.aws.register() }),
    );
    const { exitCode, document, text } = await trial.abort({ clients });
    assert.deepEqual([exitCode, document.outcome], [1, "failed"]);
    assert.match(text, /ECS could not roll it back: npm run diagnose says more/);
  });

  it("looks up what it goes back to where the service does not show it, if that is permitted", async () => {
    const trial = await new Trial().begin();
    const seen = await trial.seen();
    const { deployments } = seen;
    const onlyNew = { ...seen, deployments: deployments.slice(0, 1) };
    const goal = async () => (await findUnderWay(trial.world.clients, trial.watched, onlyNew))?.goal;
    assert.match((await goal())?.revisionArn ?? "", /\/app:1$/);
    trial.world.denied.add("DescribeServiceRevisions");
    assert.deepEqual(await goal(), { deploymentId: deployments[1]?.id, revisionArn: undefined });
  });

  it("goes back to a deployment of which ECS keeps no record any more", async () => {
    const trial = await new Trial().begin();
    const clients = await trial.clientsWith("listServiceDeployments", async (input) => {
      const ecs = await trial.world.clients.ecs();
      const { serviceDeployments = [] } = await ecs.listServiceDeployments(input);
      return { serviceDeployments: serviceDeployments.slice(0, 1) };
    });
    const { document } = await trial.abort({ clients, isDryRun: true });
    assert.deepEqual([document.outcome, document.goesBackTo], ["would be stopped", "app:1"]);
  });

  it("finds what was completed last on a later page", async () => {
    const trial = await new Trial().begin();
    const clients = await trial.clientsWith("listServiceDeployments", async (input: { maxResults: number }) => {
      const ecs = await trial.world.clients.ecs();
      return ecs.listServiceDeployments({ ...input, maxResults: 1 } as never);
    });
    const seen = await trial.seen();
    const onlyNew = { ...seen, deployments: seen.deployments.slice(0, 1) };
    const { goal } = (await findUnderWay(clients, trial.watched, onlyNew)) ?? {};
    assert.match(goal?.revisionArn ?? "", /\/app:1$/);
  });
});
