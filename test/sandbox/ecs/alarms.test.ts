import { deepStrictEqual as deepEqual, equal, ok } from "node:assert/strict";
import { VirtualAws } from "./virtualAws";

const alarmNames = ["errors", "latency"];

/** A service whose deployments are watched by two alarms, at rest. */
async function watched({ rollback = true, enable = true } = {}) {
  const aws = new VirtualAws();
  for (const name of alarmNames) aws.account.alarmStates.set(name, "OK");
  const first = await aws.register();
  await aws.create(first, {
    deploymentConfiguration: {
      deploymentCircuitBreaker: { enable: true, rollback: true },
      alarms: { alarmNames, enable, rollback },
    },
  });
  await aws.settled();
  return { aws, first };
}

const latest = async (aws: VirtualAws) => (await aws.serviceDeployments())[0]!;
const isRunning = (aws: VirtualAws, revision: string) =>
  aws.until("the new task runs", async () =>
    (await aws.tasks()).some(
      ({ taskDefinitionArn, lastStatus }) => taskDefinitionArn === revision && lastStatus === "RUNNING",
    ),
  );

describe("deployment alarms", () => {
  let aws: VirtualAws;
  afterEach(() => {
    aws.model.close();
    deepEqual(aws.errors, []);
  });

  it("keep a deployment in progress for as long as they look back, with the old one still listed", async () => {
    let first: string;
    ({ aws, first } = await watched());
    const second = await aws.register();
    await aws.update({ taskDefinition: second });
    await aws.until("the old task is gone", async () => {
      const deployments = await aws.deployments();
      return deployments.every(
        ({ taskDefinition, runningCount }) => runningCount === (taskDefinition === second ? 1 : 0),
      );
    });
    await aws.pass(100);
    const [primary, former] = await aws.deployments();
    deepEqual([primary?.rolloutState, former?.taskDefinition, former?.runningCount], ["IN_PROGRESS", first, 0]);
    deepEqual((await latest(aws)).alarms, { status: "MONITORING", alarmNames, triggeredAlarmNames: [] });
    await aws.settled(120);
    deepEqual((await latest(aws)).alarms?.status, "MONITORING_COMPLETE");
  });

  it("fail a deployment when one goes off, and roll it back", async () => {
    let first: string;
    ({ aws, first } = await watched());
    const second = await aws.register();
    await aws.update({ taskDefinition: second });
    await isRunning(aws, second);
    aws.account.alarmStates.set("errors", "ALARM");
    await aws.pass(15);
    const [primary, failed] = await aws.deployments();
    deepEqual([primary?.taskDefinition, primary?.rolloutState], [first, "IN_PROGRESS"]);
    deepEqual([failed?.rolloutState, failed?.rolloutStateReason], ["FAILED", "ECS deployment alarms: alarm detected."]);
    const record = await latest(aws);
    deepEqual(record.alarms, { status: "TRIGGERED", alarmNames, triggeredAlarmNames: ["errors"] });
    deepEqual(record.deploymentCircuitBreaker?.status, "MONITORING_COMPLETE");
    equal(record.status, "ROLLBACK_IN_PROGRESS");
    const events = await aws.events();
    ok(
      events.includes(`(service app) (deployment ${failed?.id}) deployment failed: alarm detected.`),
      events.join("\n"),
    );
    ok(events.includes(`(service app) rolling back to deployment ${primary?.id}.`));
    // It goes on ringing: a rollback is not watched.
    await aws.settled();
    equal((await latest(aws)).status, "ROLLBACK_SUCCESSFUL");
    equal((await aws.primary()).taskDefinition, first);
  });

  it("also go off in the bake time, when only new tasks run", async () => {
    let first: string;
    ({ aws, first } = await watched());
    const second = await aws.register();
    await aws.update({ taskDefinition: second });
    await aws.until("only the new task runs", async () => {
      const tasks = await aws.tasks();
      return tasks.length === 1 && tasks[0]?.taskDefinitionArn === second && tasks[0].lastStatus === "RUNNING";
    });
    await aws.pass(60);
    aws.account.alarmStates.set("latency", "ALARM");
    await aws.settled();
    equal((await aws.primary()).taskDefinition, first);
    deepEqual((await latest(aws)).alarms?.triggeredAlarmNames, ["latency"]);
  });

  it("only stop it where no rollback is configured", async () => {
    ({ aws } = await watched({ rollback: false }));
    const second = await aws.register();
    await aws.update({ taskDefinition: second });
    await isRunning(aws, second);
    aws.account.alarmStates.set("errors", "ALARM");
    await aws.pass(15);
    const primary = await aws.primary();
    deepEqual([primary.taskDefinition, primary.rolloutState], [second, "FAILED"]);
    equal((await latest(aws)).status, "STOPPED");
  });

  it("are not watched during a deployment at whose beginning one rings", async () => {
    ({ aws } = await watched());
    aws.account.alarmStates.set("errors", "ALARM");
    const second = await aws.register();
    await aws.update({ taskDefinition: second });
    await aws.settled();
    equal((await aws.primary()).taskDefinition, second);
    deepEqual((await latest(aws)).alarms?.status, "DISABLED");
  });

  it("do nothing when they are switched off, or after the deployment", async () => {
    ({ aws } = await watched({ enable: false }));
    aws.account.alarmStates.set("errors", "ALARM");
    await aws.pass(600);
    equal((await aws.primary()).rolloutState, "COMPLETED");
    deepEqual((await latest(aws)).alarms?.status, "DISABLED");
  });
});
