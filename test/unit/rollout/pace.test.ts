import assert from "node:assert/strict";
import { Pace, pauseMs } from "../../../rollout/pace";
import { deployment, old, ourId, service } from "./answers";

const followed = { deploymentId: ourId, olderIds: [], contradictions: 0 };
const rollingOut = (failedTasks = 0) => service([deployment({ failedTasks }), old()]);

describe("the pace of following", () => {
  it("looks at the service at least every five seconds", () => {
    for (let waitedMs = 0; waitedMs < 600_000; waitedMs += 500) assert.ok(pauseMs(waitedMs, false) <= 5_000);
    assert.equal(pauseMs(600_000, true), 1_000);
  });

  it("asks for details every four seconds at first, then every twenty, sooner when a task failed", () => {
    const pace = new Pace();
    const asked = (seconds: number[], failedTasks = 0) =>
      seconds.filter((second) => pace.wantsDetails(rollingOut(failedTasks), followed, second * 1000));
    assert.deepEqual(asked([0, 2, 4, 6, 8]), [0, 4, 8]);
    assert.deepEqual(asked([12, 20, 27, 28, 32, 47]), [28]);
    assert.deepEqual(asked([48, 50, 53], 1), [48]);
    assert.deepEqual(asked([55, 60], 2), [55]);
  });

  it("asks for them at once when a verdict may hang on them", () => {
    const pace = new Pace();
    assert.equal(pace.wantsDetails(rollingOut(), followed, 0), true);
    assert.equal(pace.wantsDetails(service([old({ status: "PRIMARY" })]), followed, 1_000), true);
    assert.equal(
      pace.wantsDetails(service([old({ status: "PRIMARY" })]), { ...followed, contradictions: 1 }, 2_000),
      true,
    );
    assert.equal(
      pace.wantsDetails(service([deployment({ rolloutState: "COMPLETED", runningCount: 1 })]), followed, 3_000),
      true,
    );
  });

  it("asks again soon, but not at once, when they did not come", () => {
    const pace = new Pace();
    pace.wantsDetails(rollingOut(), followed, 60_000);
    pace.missed();
    assert.deepEqual(
      [61, 69, 70].map((second) => pace.wantsDetails(rollingOut(), followed, second * 1000)),
      [false, false, true],
    );
  });
});
