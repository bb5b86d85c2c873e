import assert from "node:assert/strict";
import fc from "fast-check";
import { follow, type Patience } from "../../../rollout/follow";
import { judge, nothingFollowed } from "../../../rollout/judge";
import type { Observation } from "../../../rollout/observation";
import {
  beforeUpdate,
  behindLoadBalancer,
  completed,
  confirming,
  deployment,
  details,
  event,
  expected,
  foreign,
  old,
  oldId,
  otherId,
  ourId,
  previous,
  record,
  service,
  started,
  stoppedTask,
  target,
  task,
  wanted,
} from "./answers";
import { ScriptedWorld, type Moment } from "./scriptedWorld";

const ids = [oldId, ourId, otherId];
const revisions = fc.constantFrom(wanted, wanted, previous, foreign);
const count = fc.constantFrom(0, 1, 1, 2);

const deployments = fc
  .uniqueArray(
    fc.record({
      id: fc.constantFrom(...ids),
      revisionArn: revisions,
      rolloutState: fc.constantFrom("IN_PROGRESS", "COMPLETED", "COMPLETED", "FAILED"),
      rolloutStateReason: fc.constantFrom("in progress.", "circuit breaker: rolling back to deploymentId 1."),
      runningCount: fc.constantFrom(0, 0, 1, 2),
      pendingCount: count,
      desiredCount: count,
      failedTasks: count,
    }),
    { selector: ({ id }) => id, minLength: 1, maxLength: 3 },
  )
  .map((all) => all.map((each, index) => deployment({ ...each, status: index === 0 ? "PRIMARY" : "ACTIVE" })));

const tasks = fc.array(
  fc.record({
    number: fc.constantFrom(1, 2, 3),
    revisionArn: revisions,
    startedBy: fc.constantFrom(...ids),
    lastStatus: fc.constantFrom("RUNNING", "RUNNING", "RUNNING", "PENDING", "DEACTIVATING"),
    health: fc.constantFrom("HEALTHY", "HEALTHY", "UNKNOWN", "UNHEALTHY"),
  }),
  { maxLength: 3 },
);
const targets = fc.array(
  fc.record({
    number: fc.constantFrom(1, 2, 3),
    state: fc.constantFrom("healthy", "healthy", "initial", "unhealthy", "draining"),
  }),
  { maxLength: 3 },
);
const records = fc.option(
  fc.array(
    fc.record({
      deploymentId: fc.constantFrom(...ids),
      status: fc.constantFrom("SUCCESSFUL", "SUCCESSFUL", "IN_PROGRESS", "PENDING", "STOPPED", "ROLLBACK_IN_PROGRESS"),
    }),
    { maxLength: 2 },
  ),
  { nil: undefined },
);

/** Any answer, plausible or not, that leans towards what looks like success. */
const anyObservation: fc.Arbitrary<Observation> = fc
  .record({
    deployments,
    desiredCount: fc.constantFrom(0, 1, 1, 2),
    isBehindLoadBalancer: fc.boolean(),
    events: fc.constantFrom([], [], [event(`(deployment ${otherId}) deployment failed: tasks failed to start.`)]),
    details: fc.option(fc.record({ tasks, targets, records, isHealthChecked: fc.boolean() }), {
      nil: undefined,
      freq: 4,
    }),
  })
  .map(({ deployments, desiredCount, isBehindLoadBalancer, events, details: seen }) => ({
    service: service(deployments, {
      desiredCount,
      events: [...events],
      ...(isBehindLoadBalancer && behindLoadBalancer),
    }),
    details:
      seen &&
      details({
        tasks: seen.tasks.map(({ number, ...rest }) => task(number, rest)),
        targets: seen.targets.map(({ number, ...rest }) => target(number, rest)),
        serviceDeployments: seen.records?.map(({ status, deploymentId }) => record(status, { deploymentId })),
        isHealthChecked: seen.isHealthChecked,
      }),
  }));

/** What green must mean, said in another way than the judge says it. */
function serves({ service: seen, details: more }: Observation): boolean {
  const [primary] = seen.deployments;
  if (primary?.revisionArn !== wanted || primary.rolloutState !== "COMPLETED" || more === undefined) return false;
  const runningElsewhere = seen.deployments.slice(1).reduce((sum, { runningCount }) => sum + runningCount, 0);
  if (runningElsewhere > 0 || primary.runningCount < seen.desiredCount) return false;
  const outcome = more.serviceDeployments?.find(({ deploymentId }) => deploymentId === primary.id)?.status;
  if (outcome !== undefined && outcome !== "SUCCESSFUL") return false;
  let good = 0;
  for (const each of more.tasks) {
    if (each.revisionArn !== wanted || each.lastStatus !== "RUNNING") continue;
    if (more.isHealthChecked && each.health !== "HEALTHY") continue;
    const inService = more.targets.some(
      ({ ip, state, port }) => ip === each.privateIp && state === "healthy" && port === 8081,
    );
    if (seen.loadBalancers.length > 0 && !inService) continue;
    good += 1;
  }
  return good >= seen.desiredCount;
}

const goals = fc.constantFrom(expected(), expected({ startsDeployment: false }), confirming());
const patience: Patience = { timeoutMs: 30 * 60_000, failFast: true, rollback: true, onTimeout: "leave" };
const lost = new Error("connect ETIMEDOUT");

/** Moments at growing times. */
const script = (answers: fc.Arbitrary<Observation | Error | undefined>, maxLength = 8): fc.Arbitrary<Moment[]> =>
  fc.array(fc.tuple(fc.constantFrom(1, 3, 10, 60), answers), { maxLength }).map((steps) => {
    let second = -1;
    return steps.map(([pause, answer]): Moment => [(second += pause), answer]);
  });
const endOf = (moments: Moment[]) => (moments.at(-1)?.[0] ?? 0) + 5;

describe("green", () => {
  let greens = 0;

  it("means that the very answer shows the revision PRIMARY, complete, alone and serving", () => {
    fc.assert(
      fc.property(goals, fc.array(anyObservation, { minLength: 1, maxLength: 8 }), (goal, sequence) => {
        let followed = nothingFollowed(goal);
        for (const seen of sequence) {
          const judged = judge(goal, followed, seen);
          followed = judged.followed;
          if (judged.verdict.kind === "waiting") continue;
          if (judged.verdict.kind === "green") {
            greens += 1;
            assert.ok(serves(seen));
          }
          return;
        }
      }),
      { numRuns: 20_000 },
    );
    assert.ok(greens > 100, `only ${greens} of the sequences were green: the property proves little`);
  });

  it("never comes from a deployment that was there before an update that starts one", () => {
    fc.assert(
      fc.property(anyObservation, (seen) => {
        const { verdict } = judge(expected(), nothingFollowed(expected()), seen);
        if (verdict.kind === "green") assert.notEqual(seen.service.deployments[0]?.id, oldId);
      }),
    );
  });

  it("never comes, and red always does, when the service ends on another revision", async () => {
    const notServing = anyObservation.filter((seen) => !serves({ ...seen, details: seen.details ?? details() }));
    const answers = fc.oneof({ weight: 8, arbitrary: notServing }, fc.constant(lost), fc.constant(undefined));
    const last = anyObservation.filter(({ service: { deployments } }) => deployments[0]?.revisionArn !== wanted);
    await fc.assert(
      fc.asyncProperty(goals, script(answers), last, async (goal, moments, end) => {
        const world = new ScriptedWorld([...moments, [endOf(moments), end]]);
        const { verdict } = await follow(goal, patience, world);
        assert.equal(verdict.kind, "red");
        assert.ok(world.seconds <= 30 * 60 + 10);
        if (verdict.kind === "red") assert.notEqual(verdict.why, "timeout");
      }),
      { numRuns: 1_000 },
    );
  });

  it("always comes in the end of a rollout that succeeds, whatever disturbs it", async () => {
    const going: fc.Arbitrary<Observation> = fc.constantFrom(
      started,
      { service: service([deployment({ runningCount: 1 }), old()]) },
      {
        service: service([deployment({ failedTasks: 1 }), old()]),
        details: details({ stopped: [stoppedTask(1)], serviceDeployments: [record("IN_PROGRESS")] }),
      },
      { service: service([deployment({ desiredCount: 3 }), old()], { desiredCount: 3 }) },
      { service: service([completed(), old({ status: "DRAINING" })]) },
      { service: service([completed({ runningCount: 0 })]), details: details() },
    );
    const serving = fc.integer({ min: 0, max: 4 }).map((size): Observation => ({
      service: service([completed({ runningCount: size, desiredCount: size })], { desiredCount: size }),
      details: details({ tasks: Array.from({ length: size }, (_, index) => task(index + 1)) }),
    }));
    const disturbance = fc.constantFrom(lost, beforeUpdate);
    const story = fc.array(fc.tuple(fc.oneof(going, going, disturbance), fc.integer({ min: 1, max: 300 })), {
      maxLength: 10,
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 20 }), story, serving, async (staleSeconds, steps, end) => {
        const moments: Moment[] = [[0, beforeUpdate]];
        let second = staleSeconds;
        for (const [answer, seconds] of steps) {
          moments.push([second, answer]);
          // Answers that are out of date come for a moment only.
          if (answer === beforeUpdate) moments.push([second + 2, started]);
          second += answer === beforeUpdate ? 5 : seconds;
        }
        const world = new ScriptedWorld([...moments, [second, end]]);
        assert.equal(
          (await follow(expected(), { ...patience, timeoutMs: 2 * 3_600_000 }, world)).verdict.kind,
          "green",
        );
        assert.ok(world.seconds <= second + 25, `${world.seconds - second} s after it served`);
      }),
      { numRuns: 1_000 },
    );
  });
});
