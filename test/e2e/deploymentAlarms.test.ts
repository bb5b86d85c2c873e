import { deepEqual, doesNotMatch, equal, match } from "node:assert/strict";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { clientConfig } from "../../sandbox/aws/awsAccount";
import { waitUntil } from "../../sandbox/process";
import { runCommand } from "./support/command";
import { TestStack } from "./support/testStack";

const alarm = "too-many-errors";
const place = { cluster: "agenticmem-cluster", services: ["agenticmem-service"] };

describe("alarms that roll a deployment back", () => {
  let stack: TestStack;
  let cloudWatch: CloudWatch;
  before(async () => {
    stack = await TestStack.start();
    cloudWatch = new CloudWatch(clientConfig(stack.endpoint, "us-west-2"));
    await cloudWatch.putMetricAlarm({
      AlarmName: alarm,
      Namespace: "AWS/ApplicationELB",
      MetricName: "HTTPCode_Target_5XX_Count",
      Statistic: "Sum",
      ComparisonOperator: "GreaterThanThreshold",
      Threshold: 10,
      EvaluationPeriods: 5,
      Period: 60,
    });
    await setState("OK", "All is well.");
  });
  after(() => stack.stop());

  const setState = (StateValue: "OK" | "ALARM", StateReason: string) =>
    cloudWatch.setAlarmState({ AlarmName: alarm, StateValue, StateReason });

  it("without one that rings, an update is green; the service has them, and status tells of them", async () => {
    await stack.set("deployment.alarms[0]", alarm, "--path");
    const { exitCode, text } = await stack.up();
    equal(exitCode, 0, text);
    const { services: [service] = [] } = await stack.ecs.describeServices(place);
    deepEqual(service?.deploymentConfiguration?.alarms, { alarmNames: [alarm], enable: true, rollback: true });
    equal(await stack.hasNoChanges(), true);
    const { stdout } = await runCommand(stack, ["status"]);
    match(stdout, /^alarm {7}too-many-errors: OK \(HTTPCode_Target_5XX_Count of AWS\/ApplicationELB \(Sum\) above 10/m);
  });

  it("with one that rings, it is red, says which, and what ran before runs", async () => {
    const [good] = await stack.runningRevisions();
    await stack.set("environment.LOG_LEVEL", "debug", "--path");
    const update = stack.start("up", "--yes", "--skip-preview");
    await waitUntil("a new task to run", 60_000, async () =>
      (await stack.runningRevisions()).some((revision) => revision !== good),
    );
    await setState("ALARM", "Threshold Crossed: 3 datapoints were greater than the threshold (10.0).");
    const { exitCode, text } = await update.ended;
    equal(exitCode, 1, text);
    match(text, /is not what runs|does not run as asked/);
    match(
      text,
      /cause: alarm "too-many-errors" rang during the deployment: HTTPCode_Target_5XX_Count .* above 10, in 5 of 5/,
    );
    match(text, /in CloudWatch's words: Threshold Crossed: 3 datapoints/);
    await waitUntil("the rollback", 60_000, async () => (await stack.runningRevisions()).join() === good);
    const { stdout } = await runCommand(stack, ["diagnose"]);
    match(stdout, /its deployment (was|is being) rolled back\.$/m);
    match(stdout, /cause: alarm "too-many-errors" rang during the deployment/);
  });

  it("while it rings, the preview says that ECS will not watch; without the setting, they are switched off", async () => {
    match((await stack.preview()).text, /deployment alarm "too-many-errors" rings already: ECS watches no alarm/);
    await stack.unset("deployment");
    const { exitCode, text } = await stack.up();
    equal(exitCode, 0, text);
    const { services: [service] = [] } = await stack.ecs.describeServices(place);
    equal(service?.deploymentConfiguration?.alarms?.enable, false);
    equal(await stack.hasNoChanges(), true);
  });

  it("one of the stack's own is made before the service asks for it, and a preview does not miss it", async () => {
    await stack.set("alarms.enabled", "true", "--path");
    await stack.set("deployment.alarms[0]", "agenticmem-service-cpu", "--path");
    const { exitCode, text } = await stack.preview();
    equal(exitCode, 0, text);
    match(text, /deployment alarm "agenticmem-service-cpu": it is one of the stack's own/);
    doesNotMatch(text, /deployment alarm ".*" does not exist/);
    const { exitCode: outcome, text: said } = await stack.up();
    equal(outcome, 0, said);
    const { services: [service] = [] } = await stack.ecs.describeServices(place);
    deepEqual(service?.deploymentConfiguration?.alarms?.alarmNames, ["agenticmem-service-cpu"]);
    equal(await stack.hasNoChanges(), true);
  });
});
