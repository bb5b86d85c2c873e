import assert from "node:assert/strict";
import type { ModelClients } from "./modelClients";
import { assertGreen, assertRed, type Story } from "./modelStory";

const watched = (rollback = true): Story["service"] => ({
  deploymentConfiguration: {
    deploymentCircuitBreaker: { enable: true, rollback: true },
    alarms: { alarmNames: ["errors", "latency"], enable: true, rollback },
  },
});
const quiet: Story["after"] = ({ aws }) => {
  for (const name of ["errors", "latency"]) aws.account.alarmStates.set(name, "OK");
};
const goOff = ({ aws }: ModelClients) => aws.account.alarmStates.set("errors", "ALARM");
/** When only the new task is left, and ECS still watches. */
const inBakeTime: Story["at"] = [[150, goOff]];

describe("a rollout that alarms watch", () => {
  it("is green after the bake time, which its progress tells of", async () => {
    const { progress, seconds } = await assertGreen({ service: watched(), after: quiet });
    assert.ok(seconds > 180, `${seconds} s`);
    const telling = progress.filter((line) =>
      line.includes("ECS watches its alarms for a while before it is complete"),
    );
    assert.match(telling[0] ?? progress.join("\n"), /^1 of 1 tasks running, /);
    assert.doesNotMatch(progress[0] ?? "", /watches/);
  });

  for (const rollbackId of ["old", "new"] as const) {
    it(`is red when one rings, and says which, what it watches and why it rings (${rollbackId} id)`, async () => {
      const { message } = await assertRed(
        { options: { rollbackId }, service: watched(), after: quiet, at: inBakeTime },
        /^app:2 .*: the deployment was rolled back\.$/m,
        /reason: Service deployment rolled back because an alarm was detected\.$/m,
        /cause: alarm "errors" rang during the deployment: HTTPCode_Target_5XX_Count of AWS\/ApplicationELB \(Sum\) above 10, in 3 of 3 periods of 60 s$/m,
        /in CloudWatch's words: Threshold Crossed: 1 datapoint \[25\.0\]/,
        /what to do: look at .*npm run logs.*--alarm-name errors\)$/m,
        /to go back: npm run rollback$/,
      );
      assert.doesNotMatch(message, /latency/);
    });
  }

  it("is red where nothing rolls it back", async () => {
    await assertRed(
      { service: watched(false), after: quiet, at: inBakeTime },
      /the deployment failed/,
      /alarm "errors" rang during the deployment/,
    );
  });

  it("names the alarm by its state where ECS's own record may not be seen, and by its name alone without CloudWatch", async () => {
    const deny =
      (...operations: string[]): Story["after"] =>
      (world) => {
        quiet(world);
        for (const operation of operations) world.denied.add(operation);
      };
    const story: Story = { service: watched(), at: inBakeTime };
    const rang = /alarm "errors" rang during the deployment: HTTPCode/;
    await assertRed({ ...story, after: deny("ListServiceDeployments") }, rang);
    await assertRed({ ...story, after: deny("DescribeServiceDeployments") }, rang);
    await assertRed(
      { ...story, after: deny("DescribeAlarms") },
      /cause: alarm "errors" rang during the deployment$/m,
      /in CloudWatch's words: not known/,
    );
  });

  it("does not blame alarms for what the circuit breaker ended", async () => {
    const { message } = await assertRed(
      { service: watched(), after: quiet, behaviour: { exit: { code: 1, afterSeconds: 5 } } },
      /exit code 1/,
    );
    assert.doesNotMatch(message, /alarm/);
  });
});
