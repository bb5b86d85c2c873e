import assert from "node:assert/strict";
import { startedBy } from "../../runbook/run/request";
import { runOneOff, type OneOff } from "../../runbook/run/oneOff";
import type { ContainerBehaviour } from "../../sandbox/ecs/behaviour";
import { appContainer, taskDefinition, VirtualAws } from "../sandbox/ecs/virtualAws";
import { ModelClients } from "../unit/rollout/modelClients";

interface Container {
  name: string;
  behaviour?: ContainerBehaviour;
  essential?: boolean;
}

/** A one-off task in virtual time; its container is `app`. */
class Trial {
  readonly aws = new VirtualAws();
  readonly world = new ModelClients(this.aws);
  readonly told: string[] = [];
  isInterrupted = false;
  /** What others do, at so many seconds after the start. */
  readonly at: [second: number, what: () => unknown][] = [];

  async run(containers: Container[], changes: Partial<OneOff> = {}, container: object = {}) {
    await this.aws.call("CreateCluster", { clusterName: "main" });
    const images = containers.map(({ name, behaviour = {} }) => {
      this.aws.account.push(`repository/${name}:1`, behaviour);
      return `repository/${name}:1`;
    });
    await this.aws.call(
      "RegisterTaskDefinition",
      taskDefinition({
        containerDefinitions: containers.map(({ name, essential = true }, index) => ({
          ...appContainer,
          name,
          essential,
          portMappings: [],
          image: images[index],
          ...container,
        })),
      }),
    );
    const startMs = this.aws.clock.now();
    const exitCode = await runOneOff({
      clients: this.world.clients,
      request: {
        cluster: "main",
        taskDefinition: "app",
        startedBy,
        networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-a"], securityGroups: ["sg-1"] } },
      },
      container: "app",
      essential: containers.flatMap(({ name, essential = true }) => (essential ? name : [])),
      timeoutMs: 3_600_000,
      time: {
        sleep: async (ms) => {
          await this.aws.clock.advance(ms);
          const seconds = (this.aws.clock.now() - startMs) / 1000;
          while (this.at[0] !== undefined && seconds >= this.at[0][0]) await this.at.shift()![1]();
        },
        isInterrupted: () => this.isInterrupted,
        elapsedMs: () => this.aws.clock.now(),
        end: () => undefined,
      },
      tailOf: () => undefined,
      tell: (line) => void this.told.push(line),
      ...changes,
    });
    assert.deepEqual(this.aws.errors, []);
    return { exitCode, said: this.told.join("\n"), seconds: (this.aws.clock.now() - startMs) / 1000 };
  }

  /** How many tasks are meant to run. */
  readonly running = async () => (await this.aws.tasks()).length;

  stopByHand = async () => {
    const [task] = await this.aws.tasks();
    await this.aws.call("StopTask", { cluster: "main", task: task?.taskArn, reason: "by hand" });
  };
}

const app = (behaviour: ContainerBehaviour): Container => ({ name: "app", behaviour });

describe("run, on the model of ECS", () => {
  it("gives the container's exit code, and what it means", async () => {
    for (const code of [0, 3, 137]) {
      const { exitCode, said } = await new Trial().run([app({ exit: { code, afterSeconds: 20 } })]);
      assert.equal(exitCode, code);
      assert.match(said, new RegExp(`container app .* \\(exit code ${code}\\)$`));
    }
    const hungry = await new Trial().run([app({ needsMemoryMiB: 100_000 })]);
    assert.equal(hungry.exitCode, 137);
    assert.match(hungry.said, /OutOfMemoryError/);
  });

  it("stops what other essential containers would keep running", async () => {
    const trial = new Trial();
    const containers = [{ ...app({ exit: { code: 4, afterSeconds: 20 } }), essential: false }, { name: "web" }];
    const { exitCode, said } = await trial.run(containers);
    assert.equal(exitCode, 4);
    assert.match(said, /its command is done; it is being stopped/);
    assert.equal(await trial.running(), 0);
  });

  it("lets containers end that are not essential", async () => {
    const once = { name: "once", essential: false, behaviour: { exit: { code: 1, afterSeconds: 5 } } };
    const { exitCode } = await new Trial().run([app({ exit: { code: 0, afterSeconds: 60 } }), once]);
    assert.equal(exitCode, 0);
  });

  it("does not take for success that another essential container has ended first", async () => {
    const proxy = { name: "proxy", behaviour: { exit: { code: 1, afterSeconds: 30 } } };
    const { exitCode, said } = await new Trial().run([app({}), proxy]);
    assert.equal(exitCode, 125);
    assert.match(said, /stopped before it was done: container proxy .*\(exit code 1\)/);
  });

  it("does not take for success that somebody has stopped the task", async () => {
    const trial = new Trial();
    trial.at.push([60, trial.stopByHand]);
    const { exitCode, said } = await trial.run([app({})]);
    assert.equal(exitCode, 125);
    assert.match(said, /stopped before it was done: by hand/);
  });

  const unstarted: [what: string, prepare: (trial: Trial) => void, container: object, words: RegExp][] = [
    [
      "an image that is not there",
      () => undefined,
      { image: "repository/app:none" },
      /the image is not in its repository .*; what to do: push it/,
    ],
    [
      "no capacity",
      ({ aws }) => aws.model.configure({ capacityUnavailable: true }),
      {},
      /the task was not started: .*capacity.*; what to do: /,
    ],
    [
      "a role that cannot be assumed",
      ({ aws }) => void (aws.account.assumeRole = () => Promise.resolve("ECS was unable to assume the role 'x'")),
      {},
      /the task was not started: .*role.*ECS was unable to assume the role/,
    ],
  ];
  for (const [what, prepare, container, words] of unstarted) {
    it(`says in words what is wrong: ${what}`, async () => {
      const trial = new Trial();
      prepare(trial);
      const { exitCode, said } = await trial.run([app({})], {}, container);
      assert.equal(exitCode, 125);
      assert.match(said, words);
    });
  }

  it("stops a task that takes too long", async () => {
    const trial = new Trial();
    const { exitCode, said, seconds } = await trial.run([app({})]);
    assert.equal(exitCode, 125);
    assert.match(said, /it was not done after 60 minutes; it is being stopped/);
    assert.ok(seconds >= 3600 && seconds < 3610, `${seconds} s`);
    assert.equal(await trial.running(), 0);
  });

  it("stops the task at Ctrl-C, or says that it goes on", async () => {
    for (const mayStop of [true, false]) {
      const trial = new Trial();
      if (!mayStop) trial.world.denied.add("StopTask");
      trial.at.push([60, () => (trial.isInterrupted = true)]);
      const { exitCode, said } = await trial.run([app({})]);
      assert.equal(exitCode, 130);
      assert.match(
        said,
        mayStop ? /it was interrupted; it is being stopped/ : /it goes on, since it could not be stopped/,
      );
      assert.equal(await trial.running(), mayStop ? 0 : 1);
    }
  });

  it("says that the task goes on when it may not be looked at", async () => {
    const trial = new Trial();
    trial.world.denied.add("DescribeTasks");
    await assert.rejects(trial.run([app({})]), { name: "AccessDeniedException" });
    assert.match(
      trial.told.join("\n"),
      /goes on, but cannot be followed \(its ARN is arn:aws:ecs:.*task\/main\/[0-9a-f]{32}\)/,
    );
  });

  it("waits a minute for a task that ECS does not show, then calls it lost", async () => {
    const trial = new Trial();
    const ecs = await trial.world.clients.ecs();
    const blind = new Proxy(ecs, {
      get: (target, name) =>
        name === "describeTasks" ? () => Promise.resolve({ tasks: [] }) : (Reflect.get(target, name) as unknown),
    });
    const clients = { ...trial.world.clients, ecs: () => Promise.resolve(blind) };
    const { exitCode, said, seconds } = await trial.run([app({})], { clients });
    assert.equal(exitCode, 125);
    assert.match(said, /ECS does not know task [0-9a-f]{8} any more/);
    assert.ok(seconds > 60 && seconds < 70, `${seconds} s`);
  });
});
