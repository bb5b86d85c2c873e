import assert from "node:assert/strict";
import fc from "fast-check";
import { ScalingModel } from "../../../sandbox/scaling/model";
import { behindLoadBalancer } from "../../sandbox/ecs/virtualAws";
import type { ModelClients } from "./modelClients";
import { assertGreen, assertRed, crashing, update, type Story } from "./modelStory";

const place = {
  ServiceNamespace: "ecs",
  ScalableDimension: "ecs:service:DesiredCount",
  ResourceId: "service/main/app",
};

/** Application Auto Scaling scales to so many tasks: out at any time, in only when no deployment is in progress. */
const scale =
  (desiredCount: number) =>
  async ({ aws }: ModelClients) => {
    const account = { region: "us-west-2", accountId: "123456789012" };
    const scaling = new ScalingModel(account, { call: (operation, input) => aws.call(operation, input as object) });
    await scaling.call("RegisterScalableTarget", { ...place, MinCapacity: 1, MaxCapacity: 8 });
    await scaling.call("PutScalingPolicy", {
      ...place,
      PolicyName: "cpu",
      PolicyType: "TargetTrackingScaling",
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 60,
        PredefinedMetricSpecification: { PredefinedMetricType: "ECSServiceAverageCPUUtilization" },
      },
    });
    return scaling.trigger({ resourceId: place.ResourceId, desiredCount });
  };

const web = (desiredCount: number): Story["service"] => ({ ...behindLoadBalancer, desiredCount });

/** Moments from before the first task starts until after the rollout is complete. */
const moments = Array.from({ length: 18 }, (_, index) => index * 10);

describe("a rollout while the service is scaled", () => {
  it("is green with all tasks of a scale-out in the middle", async () => {
    const { said, progress, aws } = await assertGreen({ service: web(1), at: [[40, scale(4)]] });
    assert.equal(said[0], "app:2 runs: deployment complete, 4 tasks in service");
    assert.ok(progress.some((line) => /of 1 tasks running/.test(line)));
    assert.ok(progress.some((line) => /of 4 tasks running/.test(line)));
    assert.equal((await aws.service()).runningCount, 4);
  });

  it("is green whenever it is scaled out or in", async () => {
    for (const second of moments) {
      await assertGreen({ service: web(1), at: [[second, scale(3)]] });
      await assertGreen({ service: web(3), at: [[second, scale(1)]] });
    }
  });

  it("is red whenever it is scaled out, when its tasks fail", async () => {
    for (const second of moments) {
      const { aws } = await assertRed(
        { service: web(1), behaviour: crashing, at: [[second, scale(3)]] },
        /the deployment was rolled back/,
        /exit code 1/,
        /running now: app:1/,
      );
      await aws.settled();
      assert.equal((await aws.service()).taskDefinition.split("/").at(-1), "app:1");
    }
  });

  it("is green, or red where its tasks fail, whatever scales it and when", async () => {
    const course = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 240 }), fc.integer({ min: 1, max: 8 })), { minLength: 1, maxLength: 6 })
      .map((steps) => steps.toSorted(([one], [other]) => one - other))
      .map((steps) => steps.map(([second, count]): [number, ReturnType<typeof scale>] => [second, scale(count)]));
    await fc.assert(
      fc.asyncProperty(course, fc.integer({ min: 1, max: 4 }), fc.boolean(), async (at, count, fails) => {
        const { error, aws } = await update({ service: web(count), at, ...(fails && { behaviour: crashing }) });
        assert.equal(error !== undefined, fails, String(error));
        const { runningCount, desiredCount } = await aws.service();
        if (!fails) assert.ok(runningCount >= desiredCount);
      }),
      { numRuns: 25 },
    );
  });

  it("keeps the final comparison waiting for the tasks of a scale-out, not for those of a scale-in", async () => {
    for (const count of [5, 1]) {
      const { aws, world, revisionArn } = await assertGreen({ service: web(2) });
      await scale(count)(world);
      const { rollout, said } = world.rollout();
      await rollout.confirm(revisionArn);
      assert.equal(said[0], `app:2 runs: deployment complete, ${count === 1 ? "1 task" : `${count} tasks`} in service`);
      assert.ok((await aws.service()).runningCount >= count);
    }
  });
});
