import assert from "node:assert/strict";
import { follow, type Patience } from "../../../rollout/follow";
import type { Details, Observation } from "../../../rollout/observation";
import {
  beforeUpdate,
  behindLoadBalancer,
  cannotAssume,
  completed,
  confirming,
  deployment,
  details,
  event,
  expected,
  failedToStart,
  foreign,
  old,
  oldId,
  otherId,
  ourId,
  previous,
  record,
  service,
  serving,
  started,
  stoppedTask,
  target,
  targetGroupArn,
  task,
  updatedAt,
  wanted,
} from "./answers";
import { Denied, ScriptedWorld, type Moment } from "./scriptedWorld";

const patience: Patience = { timeoutMs: 30 * 60_000, failFast: true, rollback: true, onTimeout: "leave" };
const lost = new Error("getaddrinfo ENOTFOUND ecs.us-west-2.amazonaws.com");

async function followed(moments: Moment[], goal = expected(), changes: Partial<Patience> = {}) {
  const world = new ScriptedWorld(moments);
  return { world, outcome: await follow(goal, { ...patience, ...changes }, world) };
}

/** Red with this `why`, at most so many seconds after AWS knew. */
async function assertRed(why: string, knownAt: number, moments: Moment[], goal = expected(), withinSeconds = 5) {
  const { world, outcome } = await followed(moments, goal);
  assert.equal(outcome.verdict.kind === "red" ? outcome.verdict.why : outcome.verdict.kind, why);
  assert.ok(world.seconds >= knownAt, `red after ${world.seconds} s, before AWS knew`);
  assert.ok(world.seconds <= knownAt + withinSeconds, `red after ${world.seconds} s, known at ${knownAt} s`);
  return { world, outcome };
}

async function assertGreen(moments: Moment[], goal = expected(), servingFrom = moments.at(-1)?.[0] ?? 0) {
  const { world, outcome } = await followed(moments, goal);
  assert.deepEqual([outcome.verdict.kind, "detail" in outcome.verdict && outcome.verdict.detail], ["green", false]);
  assert.ok(world.seconds >= servingFrom, `green after ${world.seconds} s, but it serves from ${servingFrom} s`);
  return { world, outcome };
}

const failing: Observation = {
  service: service([deployment({ failedTasks: 2, pendingCount: 1 }), old()]),
  details: details({ serviceDeployments: [record("IN_PROGRESS")], stopped: [stoppedTask(1), stoppedTask(2)] }),
};

describe("following a rollout that succeeds", () => {
  it("ends with the first answer in which the revision serves", async () => {
    const { world, outcome } = await assertGreen([
      [0, beforeUpdate],
      [2, started],
      [95, serving],
    ]);
    assert.ok(world.seconds <= 100);
    assert.equal(outcome.deploymentId, ourId);
    assert.deepEqual(outcome.notes, []);
  });

  it("says each change once, as it goes", async () => {
    const { world } = await assertGreen([
      [0, started],
      [
        40,
        {
          ...started,
          service: service([deployment({ runningCount: 1 }), old()], {
            events: [event("has started 1 tasks: (task 0123).")],
          }),
        },
      ],
      [60, serving],
    ]);
    assert.deepEqual(world.lines, [
      "0 of 1 tasks running, 1 pending, 0 healthy",
      "1 of 1 tasks running, 0 healthy, ECS: has started 1 tasks.",
    ]);
  });

  it("follows several tasks and scaling while they start", async () => {
    const tasks = [task(1), task(2), task(3)];
    const grown = (running: number, healthy: number): Observation => ({
      service: service([completed({ runningCount: running, desiredCount: 3 })], { desiredCount: 3 }),
      details: details({
        tasks: tasks.map((each, index) => ({ ...each, health: index < healthy ? "HEALTHY" : "UNKNOWN" })),
      }),
    });
    await assertGreen([
      [
        0,
        {
          service: service([deployment({ desiredCount: 2, runningCount: 1 }), old({ runningCount: 2 })], {
            desiredCount: 2,
          }),
        },
      ],
      [
        30,
        {
          service: service([completed({ runningCount: 2, desiredCount: 2 }), old({ runningCount: 1 })], {
            desiredCount: 2,
          }),
        },
      ],
      [60, grown(2, 2)],
      [90, grown(3, 2)],
      [120, grown(3, 3)],
    ]);
  });

  it("waits while ECS replaces a task, and for the old ones to drain", async () => {
    await assertGreen([
      [0, started],
      [30, { service: service([completed(), old({ status: "DRAINING" })]), details: serving.details }],
      [200, { service: service([completed({ runningCount: 0, pendingCount: 1 })]), details: details({ tasks: [] }) }],
      [
        230,
        { service: service([completed()]), details: details({ tasks: [task(1, { lastStatus: "DEACTIVATING" })] }) },
      ],
      [260, serving],
    ]);
  });

  it("waits for targets that are healthy late, in every target group", async () => {
    const behind = (state: string): Observation => ({
      service: service([completed()], behindLoadBalancer),
      details: details({ tasks: [task()], targets: [target(1, { state }), target(7)] }),
    });
    await assertGreen([
      [0, started],
      [30, behind("initial")],
      [60, behind("healthy")],
    ]);
  });

  it("wants every target group to have the task, on the port of its own", async () => {
    const second = `${targetGroupArn}2`;
    const behind = (...targets: Details["targets"]): Observation => ({
      service: service([completed()], {
        loadBalancers: [...behindLoadBalancer.loadBalancers, { targetGroupArn: second, containerPort: 8080 }],
      }),
      details: details({ tasks: [task()], targets }),
    });
    await assertGreen([
      [0, behind(target())],
      [30, behind(target(), target(1, { port: 8080 }))],
      [60, behind(target(), target(1, { targetGroupArn: second }))],
      [90, behind(target(), target(1, { targetGroupArn: second, port: 8080 }))],
    ]);
  });

  it("waits for the service deployment's own record, and asks for it often", async () => {
    const baking = {
      ...serving,
      details: details({ tasks: [task()], serviceDeployments: [record("IN_PROGRESS")] }),
    };
    const { world } = await assertGreen([
      [0, started],
      [30, baking],
      [200, serving],
    ]);
    assert.ok(world.seconds <= 210, `${world.seconds} s`);
    assert.ok(world.callsBetween(60, 180) <= 100);
  });

  it("survives stale answers at the start and in the middle", async () => {
    await assertGreen([
      [0, beforeUpdate],
      [12, started],
      [30, beforeUpdate],
      [33, started],
      [60, beforeUpdate],
      [62, serving],
    ]);
  });

  it("survives throttled calls and a lost connection", async () => {
    const { world } = await assertGreen([
      [0, lost],
      [300, started],
      [310, lost],
      [700, serving],
    ]);
    assert.ok(world.lines.includes(`AWS did not answer, asking again: ${lost.message}`));
  });

  it("judges what it can see while the details cannot be had", async () => {
    class HalfLost extends ScriptedWorld {
      readonly askedAt: number[] = [];
      override details() {
        this.askedAt.push(this.seconds);
        return this.seconds < 100 ? Promise.reject(new Error("Rate exceeded")) : super.details();
      }
    }
    const good = new HalfLost([[0, serving]]);
    assert.equal((await follow(expected(), patience, good)).verdict.kind, "green");
    assert.ok(good.seconds >= 100 && good.seconds <= 115, `${good.seconds} s`);

    const bad = new HalfLost([
      [0, started],
      [
        20,
        { service: service([old({ status: "PRIMARY" }), deployment({ status: "ACTIVE", rolloutState: "FAILED" })]) },
      ],
    ]);
    assert.equal((await follow(expected(), patience, bad)).verdict.kind, "red");

    const slow = new HalfLost([
      [0, started],
      [150, serving],
    ]);
    assert.equal((await follow(expected(), patience, slow)).verdict.kind, "green");
    assert.equal(slow.askedAt.filter((second) => second >= 20 && second < 80).length, 5);
    assert.ok(bad.seconds <= 25, `${bad.seconds} s`);
  });

  it("does without the permission to list service deployments, and says so", async () => {
    const { outcome } = await assertGreen([
      [0, { ...serving, details: details({ tasks: [task()], serviceDeployments: undefined }) }],
    ]);
    assert.match(outcome.notes.join(), /ecs:ListServiceDeployments is not permitted/);
  });

  it("says what is not proven with a desired count of 0, and where nothing checks health", async () => {
    const none: Observation = {
      service: service([completed({ runningCount: 0, desiredCount: 0 })], { desiredCount: 0 }),
      details: details(),
    };
    const zero = await assertGreen([[0, none]]);
    assert.match(String(zero.outcome.verdict.kind === "green" && zero.outcome.verdict.unproven), /desired count is 0/);

    const unchecked = {
      ...serving,
      details: details({ tasks: [task(1, { health: "UNKNOWN" })], isHealthChecked: false }),
    };
    const { outcome } = await assertGreen([[0, unchecked]]);
    assert.match(String(outcome.verdict.kind === "green" && outcome.verdict.unproven), /nothing checks health/);
  });

  it("does not hang when ECS needs no deployment for the change", async () => {
    const same: Observation = { ...serving, service: service([completed({ id: oldId })]) };
    const { world, outcome } = await assertGreen([[0, same]]);
    assert.ok(world.seconds >= 60 && world.seconds < 85);
    assert.match(outcome.notes.join(), /not started a deployment/);
  });

  it("is green at once when the change starts no deployment", async () => {
    const same: Observation = { ...serving, service: service([completed({ id: oldId })]) };
    const { world } = await assertGreen([[0, same]], expected({ startsDeployment: false }));
    assert.equal(world.seconds, 0);
  });

  it("is green when somebody has our revision deployed again and that one serves", async () => {
    const again = completed({ id: otherId });
    await assertGreen([
      [0, started],
      [30, { service: service([deployment({ id: otherId }), deployment({ status: "ACTIVE" }), old()]) }],
      [
        60,
        {
          service: service([again]),
          details: details({
            tasks: [task(2, { startedBy: otherId })],
            serviceDeployments: [record("STOPPED"), record("SUCCESSFUL", { deploymentId: otherId })],
          }),
        },
      ],
    ]);
  });
});

describe("following a rollout that fails", () => {
  const failed = (changes = {}) =>
    deployment({
      status: "ACTIVE",
      rolloutState: "FAILED",
      rolloutStateReason: "ECS deployment circuit breaker: tasks failed to start.",
      failedTasks: 3,
      ...changes,
    });
  const rollingBack = {
    status: "PRIMARY",
    rolloutState: "IN_PROGRESS",
    rolloutStateReason: `ECS deployment circuit breaker: rolling back to deploymentId ${oldId}.`,
  };

  it("sees the circuit breaker roll back under the old id, and keeps why", async () => {
    const { outcome } = await assertRed("rolled back", 240, [
      [0, started],
      [60, failing],
      [240, { service: service([old(rollingBack), failed()]), details: details({ stopped: [stoppedTask(3)] }) }],
    ]);
    assert.deepEqual(
      outcome.causes.map(({ what, tasks }) => [what, tasks]),
      [["container app ended with an error of the application (exit code 1)", 3]],
    );
  });

  it("sees it under a new id", async () => {
    await assertRed("rolled back", 240, [
      [0, started],
      [60, failing],
      [
        240,
        { service: service([old({ ...rollingBack, id: otherId, createdAt: 1_800_000_000_000 }), failed(), old()]) },
      ],
    ]);
  });

  it("sees it when the failed deployment still calls itself in progress", async () => {
    await assertRed("rolled back", 240, [
      [0, started],
      [240, { service: service([old(rollingBack), deployment({ status: "ACTIVE" })]) }],
    ]);
  });

  for (const [id, name] of [
    [oldId, "old"],
    [otherId, "new"],
  ] as const) {
    it(`sees it when all is over and the failed deployment gone, under the ${name} id`, async () => {
      const over = service([old({ id, status: "PRIMARY" })]);
      await assertRed(
        id === oldId ? "rolled back" : "overtaken",
        240,
        [
          [0, started],
          [240, { service: over }],
        ],
        expected(),
        9,
      );
      const told = {
        ...over,
        events: [
          event("has reached a steady state."),
          event(`(deployment ${ourId}) deployment failed: tasks failed to start.`),
        ],
      };
      await assertRed("rolled back", 240, [
        [0, started],
        [240, { service: told }],
      ]);
      const recorded = { service: over, details: details({ serviceDeployments: [record("ROLLBACK_SUCCESSFUL")] }) };
      await assertRed("rolled back", 240, [
        [0, started],
        [240, recorded],
      ]);
    });
  }

  it("sees it when it was over before the first look", async () => {
    const over = service([old(rollingBack), failed()]);
    await assertRed("rolled back", 0, [[0, { service: over }]]);
    const stopped = service([old({ status: "PRIMARY" }), deployment({ status: "DRAINING" })]);
    await assertRed("rolled back", 0, [[0, { service: stopped }]]);
    const overtaken = service([deployment({ id: otherId, revisionArn: foreign }), deployment({ status: "ACTIVE" })]);
    await assertRed("overtaken", 0, [[0, { service: overtaken }]]);
    await assertRed("overtaken", 0, [[0, { service: overtaken }]], confirming());
  });

  it("believes the service deployment's record before the service shows anything", async () => {
    const requested = {
      ...started,
      details: details({ serviceDeployments: [record("ROLLBACK_IN_PROGRESS", { reason: "circuit breaker" })] }),
    };
    await assertRed(
      "rolled back",
      20,
      [
        [0, started],
        [20, requested],
      ],
      expected(),
      22,
    );
  });

  it("sees a rollback to the same revision, when only the network was changed", async () => {
    const own = expected({ previousRevisionArn: wanted });
    const before = old({ revisionArn: wanted });
    const back = (changes: object) => ({
      service: service([{ ...before, status: "PRIMARY", ...changes }]),
      details: details({ tasks: [task(7, { startedBy: oldId })] }),
    });
    const up: Moment = [0, { service: service([deployment(), before]) }];
    await assertRed("rolled back", 240, [up, [240, back({})]], own, 9);
    await assertRed("rolled back", 240, [up, [240, back({ ...rollingBack, id: otherId })]], own);
  });

  it("does not take an event of an earlier rollout for a cause", async () => {
    const trouble = event(`failed to launch a task with (error ${cannotAssume}).`, updatedAt - 1);
    const over = service([old({ status: "PRIMARY" }), failed()], { events: [trouble] });
    const { outcome } = await assertRed("rolled back", 20, [
      [0, started],
      [20, { service: over }],
    ]);
    assert.deepEqual([outcome.causes, outcome.events], [[], []]);
  });

  it("sees a deployment that was started again go back to the first one", async () => {
    const moments: Moment[] = [
      [0, started],
      [30, { service: service([deployment({ id: otherId })]) }],
      [60, serving],
    ];
    await assertRed("rolled back", 60, moments, expected(), 9);
  });

  it("sees a first deployment fail", async () => {
    const first = expected({ earlierDeploymentIds: [], previousRevisionArn: undefined });
    const alone = (changes: object) => ({
      service: service([deployment(changes)]),
      details: details({ stopped: [stoppedTask(1)] }),
    });
    await assertRed(
      "failed",
      200,
      [
        [0, undefined],
        [3, alone({})],
        [200, alone({ rolloutState: "FAILED" })],
      ],
      first,
    );
  });

  it("sees another deployment overtake it", async () => {
    const { outcome } = await assertRed(
      "overtaken",
      100,
      [
        [0, started],
        [
          100,
          {
            service: service([
              deployment({ id: otherId, revisionArn: foreign }),
              deployment({ status: "ACTIVE" }),
              old(),
            ]),
          },
        ],
      ],
      expected(),
      9,
    );
    assert.match(
      outcome.verdict.kind === "red" ? outcome.verdict.detail : "",
      /of app-task:50 has taken the place of ours/,
    );
  });

  it("sees an operator go back by hand", async () => {
    const { outcome } = await assertRed(
      "overtaken",
      100,
      [
        [0, started],
        [
          100,
          {
            service: service([
              deployment({ id: otherId, revisionArn: previous }),
              deployment({ status: "ACTIVE" }),
              old(),
            ]),
          },
        ],
      ],
      expected(),
      9,
    );
    assert.match(
      outcome.verdict.kind === "red" ? outcome.verdict.detail : "",
      /app-task:41, which ran before, has taken/,
    );
  });

  it("sees somebody stop the deployment and leave it there", async () => {
    const stopped = {
      ...serving,
      details: details({ tasks: [task()], serviceDeployments: [record("STOPPED", { reason: "stopped by a user" })] }),
    };
    const { outcome } = await assertRed(
      "failed",
      20,
      [
        [0, started],
        [20, stopped],
      ],
      expected(),
      70,
    );
    assert.match(outcome.verdict.kind === "red" ? outcome.verdict.detail : "", /stopped by a user/);
  });

  it("is red when ECS shows no deployment of the revision, or no service", async () => {
    await assertRed("not started", 60, [[0, beforeUpdate]]);
    await assertRed("not started", 60, [[0, undefined]]);
    const late: Moment[] = [
      [0, lost],
      [600, beforeUpdate],
    ];
    await assertRed("not started", 660, late, expected(), 10);
  });

  it("is red, in words, when AWS does not let it look", async () => {
    const { outcome } = await assertRed("untold", 0, [[0, new Denied("not authorized to perform: ecs:ListTasks")]]);
    assert.match(outcome.verdict.kind === "red" ? outcome.verdict.detail : "", /ecs:ListTasks/);
  });
});

describe("a rollout that takes too long", () => {
  const slow: Moment[] = [[0, started]];
  const minutes = { timeoutMs: 10 * 60_000 };

  it("is red, and left to ECS", async () => {
    const { world, outcome } = await followed(slow, expected(), minutes);
    assert.equal(outcome.verdict.kind === "red" && outcome.verdict.why, "timeout");
    assert.ok(world.seconds >= 600 && world.seconds <= 606);
    assert.deepEqual(world.stopped, []);
    assert.match(outcome.notes.join(), /next pulumi up follows it/);
  });

  it("is rolled back where the settings say so", async () => {
    const { world, outcome } = await followed(slow, expected(), { ...minutes, onTimeout: "rollback" });
    assert.equal(world.stopped.length, 1);
    assert.match(outcome.notes.join(), /was stopped and is rolled back/);
  });

  it("says when it could not be rolled back", async () => {
    const world = new ScriptedWorld(slow);
    world.stopping = { answer: new Error("Rate exceeded") };
    const { notes } = await follow(expected(), { ...patience, ...minutes, onTimeout: "rollback" }, world);
    assert.match(notes.join(), /could not be stopped/);
  });

  it("is red too when AWS never answers", async () => {
    const { outcome } = await followed([[0, lost]], expected(), minutes);
    assert.equal(outcome.verdict.kind === "red" && outcome.verdict.why, "timeout");
  });
});

describe("an interruption", () => {
  it("ends the waiting at once, is red, and leaves the rollout to ECS", async () => {
    const world = new ScriptedWorld([[0, started]]);
    world.interruptedAt = 20;
    const { verdict, notes } = await follow(expected(), patience, world);
    assert.equal(verdict.kind === "red" && verdict.why, "interrupted");
    assert.ok(world.seconds <= 25);
    assert.deepEqual(world.stopped, []);
    assert.match(notes.join(), /next pulumi up follows it/);
  });

  it("does not hide a verdict that is there already", async () => {
    const world = new ScriptedWorld([[0, serving]]);
    world.interruptedAt = 0;
    const { verdict } = await follow(expected(), patience, world);
    assert.equal(verdict.kind, "green");
  });
});

describe("failing fast", () => {
  const failedWith = (failedTasks: number, stopped: ReturnType<typeof failedToStart>[], changes = {}): Observation => ({
    service: service([deployment({ failedTasks, ...changes }), old()]),
    details: details({ serviceDeployments: [record("IN_PROGRESS")], stopped }),
  });
  const rolledBack: Observation = {
    service: service([old({ status: "PRIMARY" }), deployment({ status: "ACTIVE", rolloutState: "FAILED" })]),
  };
  const hopeless: Moment[] = [
    [0, started],
    [70, failedWith(1, [failedToStart(1)])],
  ];

  async function fast(
    moments: Moment[],
    goal = expected(),
    changes: Partial<Patience> = {},
    stopping: ScriptedWorld["stopping"] = { answer: "stopped", then: rolledBack },
  ) {
    const world = new ScriptedWorld(moments);
    world.stopping = stopping;
    return { world, outcome: await follow(goal, { ...patience, timeoutMs: 600_000, ...changes }, world) };
  }

  it("stops after one attempt what no second one can cure", async () => {
    const { world, outcome } = await fast(hopeless);
    assert.deepEqual(world.stopped, [record("").arn]);
    assert.ok(world.seconds <= 85, `${world.seconds} s`);
    assert.equal(outcome.verdict.kind === "red" && outcome.verdict.why, "rolled back");
    assert.match(outcome.notes.join(), /trying again could not help/);
  });

  it("gives rights a second attempt to arrive", async () => {
    const roles = (failures: number): Observation => ({
      service: service([deployment({ failedTasks: failures }), old()], {
        events: [event(`failed to launch a task with (error ${cannotAssume}).`)],
      }),
      details: details({ serviceDeployments: [record("IN_PROGRESS")] }),
    });
    const late = await fast([
      [0, started],
      [30, roles(1)],
      [90, serving],
    ]);
    assert.deepEqual([late.world.stopped, late.outcome.verdict.kind], [[], "green"]);
    const missing = await fast([
      [0, started],
      [30, roles(1)],
      [90, roles(2)],
    ]);
    assert.equal(missing.world.stopped.length, 1);
    assert.ok(missing.world.seconds >= 90 && missing.world.seconds <= 105, `${missing.world.seconds} s`);
  });

  it("waits while some attempts ended otherwise, or a task runs", async () => {
    const mixed = await fast([
      [0, started],
      [70, failedWith(2, [failedToStart(1), stoppedTask(2)])],
    ]);
    const running = await fast([
      [0, started],
      [70, failedWith(1, [failedToStart(1)], { runningCount: 1 })],
    ]);
    assert.deepEqual([mixed.world.stopped, running.world.stopped], [[], []]);
  });

  it("does not count what stopped under an earlier deployment of the revision", async () => {
    const earlier = { ...failedToStart(1), startedBy: otherId };
    const { world } = await fast([
      [0, started],
      [70, failedWith(1, [earlier])],
    ]);
    assert.deepEqual(world.stopped, []);
  });

  it("waits and says so without the permission", async () => {
    const { world, outcome } = await fast([...hopeless, [300, rolledBack]], expected(), {}, { answer: "denied" });
    assert.equal(world.stopped.length, 1);
    assert.ok(world.seconds >= 300);
    assert.match(outcome.notes.join(), /ecs:StopServiceDeployment/);
    const blind = failedWith(1, [failedToStart(1)]);
    const unlisted = await fast([
      [0, started],
      [70, { ...blind, details: details({ ...blind.details, serviceDeployments: undefined }) }],
      [300, rolledBack],
    ]);
    assert.match(unlisted.outcome.notes.join(), /ecs:ListServiceDeployments and/);
  });

  it("tries to stop it again when the call failed", async () => {
    const { world } = await fast(
      [...hopeless, [120, rolledBack]],
      expected(),
      {},
      { answer: new Error("Rate exceeded") },
    );
    assert.ok(world.stopped.length > 1);
  });

  it("is red at once when there is nothing to go back to", async () => {
    const first = expected({ earlierDeploymentIds: [], previousRevisionArn: undefined });
    const { world, outcome } = await fast(hopeless, first);
    assert.deepEqual(world.stopped, []);
    assert.ok(world.seconds <= 85);
    assert.equal(outcome.verdict.kind === "red" && outcome.verdict.why, "hopeless");
  });

  it("only tells where rolling back is turned off", async () => {
    const { world, outcome } = await fast(hopeless, expected(), { rollback: false });
    assert.deepEqual(world.stopped, []);
    assert.ok(world.seconds <= 85);
    assert.match(outcome.notes.join(), /deployment\.rollback/);
  });

  it("can be turned off", async () => {
    const { world } = await fast(hopeless, expected(), { failFast: false });
    assert.deepEqual(world.stopped, []);
  });
});

describe("checking an update that changed nothing", () => {
  it("is green with one look", async () => {
    const { world } = await assertGreen([[0, serving]], confirming());
    assert.deepEqual([world.seconds, world.callsAt.length], [0, 6]);
  });

  it("follows a rollout of an earlier run to its end", async () => {
    await assertGreen(
      [
        [0, started],
        [60, serving],
      ],
      confirming(),
    );
    const over = {
      service: service([old({ status: "PRIMARY" }), deployment({ status: "ACTIVE", rolloutState: "FAILED" })]),
    };
    await assertRed(
      "rolled back",
      60,
      [
        [0, failing],
        [60, over],
      ],
      confirming(),
    );
  });

  it("does not stop a rollout of an earlier run: what made it fail may be repaired", async () => {
    const repaired: Observation = {
      service: service([deployment({ failedTasks: 1, pendingCount: 1 }), old()]),
      details: details({ serviceDeployments: [record("IN_PROGRESS")], stopped: [failedToStart(1)] }),
    };
    const { world } = await assertGreen(
      [
        [0, repaired],
        [60, serving],
      ],
      confirming(),
    );
    assert.deepEqual(world.stopped, []);
  });

  it("is red when the service is on another revision", async () => {
    await assertRed("elsewhere", 0, [[0, { service: service([old({ status: "PRIMARY" })]) }]], confirming());
  });

  it("does not take an answer that is out of date for the truth", async () => {
    await assertGreen(
      [
        [0, beforeUpdate],
        [2, serving],
      ],
      confirming(),
    );
  });

  it("sees a rollback to an older deployment of the same revision", async () => {
    const before = old({ revisionArn: wanted });
    await assertRed(
      "rolled back",
      60,
      [
        [0, { service: service([deployment(), before]) }],
        [60, { service: service([{ ...before, status: "PRIMARY" }]), details: details({ tasks: [task(7)] }) }],
      ],
      confirming(),
      9,
    );
  });
});

describe("calls to AWS", () => {
  const many: Moment[] = [
    [0, started],
    ...[20, 60, 100, 140, 180].map((second, index): Moment => [
      second,
      { ...failing, service: service([deployment({ failedTasks: index, pendingCount: index % 2 }), old()]) },
    ]),
    [600, serving],
  ];
  for (const [name, moments] of Object.entries<Moment[]>({
    "a quiet rollout": [
      [0, started],
      [600, serving],
    ],
    "a failing one": many,
  })) {
    it(`are few in ${name}`, async () => {
      const { world } = await followed(moments, expected(), { failFast: false });
      assert.ok(world.seconds >= 600);
      assert.ok(world.callsBetween(0, 60) <= 60, `${world.callsBetween(0, 60)} in the first minute`);
      for (let minute = 1; minute < 10; minute++) {
        const calls = world.callsBetween(minute * 60, minute * 60 + 60);
        assert.ok(calls <= (name === "a quiet rollout" ? 30 : 36), `${calls} in minute ${minute + 1}`);
      }
    });
  }
});
