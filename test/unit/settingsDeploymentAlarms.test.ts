import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { problemsOf, settingsOf, stackWith, warningsOf } from "./settingsOf";

const problems = (deployment: Record<string, unknown>) => problemsOf(stackWith({ deployment }));

describe("the setting deployment.alarms", () => {
  it("is warned of where it names an alarm of the stack's that is not made", () => {
    const deployment = { alarms: ["test-service-cpu", "others"] };
    const said = (alarms: object) => warningsOf({ appName: "test", deployment, alarms });
    const named =
      "deployment.alarms names test-service-cpu, which is called as one of the stack's own and is not made with these settings";
    deepEqual(said({}), [`${named} (pulumi config set --path alarms.enabled true)`]);
    deepEqual(said({ enabled: true, cpuPercent: "off" }), [
      `${named} (pulumi config set --path alarms.cpuPercent <threshold>)`,
    ]);
    deepEqual(said({ enabled: true }), []);
  });

  it("is a list of names, whose order means nothing; there are none by default", () => {
    deepEqual(settingsOf({}).deployment.alarms, []);
    const names = ["too many errors", "app/latency", "Größe (µs)"];
    deepEqual(settingsOf({ deployment: { alarms: names } }).deployment.alarms, names.toSorted());
  });

  it("rolls back as the circuit breaker does, or without it when that is said", () => {
    const rollback = (deployment: object) =>
      settingsOf({ deployment: { alarms: ["a"], ...deployment } }).deployment.rollback;
    deepEqual(rollback({}), true);
    deepEqual(rollback({ rollback: false }), false);
    deepEqual(rollback({ circuitBreaker: false }), false);
    deepEqual(rollback({ circuitBreaker: false, rollback: true }), true);
  });

  const wrong: [title: string, alarms: unknown, problem: string][] = [
    [
      "an ARN",
      ["arn:aws:cloudwatch:us-west-2:123456789012:alarm:app-errors"],
      "deployment.alarms[0] arn:aws:cloudwatch:us-west-2:123456789012:alarm:app-errors is not valid: use the name of a CloudWatch alarm, up to 255 characters " +
        "(pulumi config set --path 'deployment.alarms[0]' app-errors)",
    ],
    [
      "a name that is too long",
      ["a", "b".repeat(256)],
      `deployment.alarms[1] "${"b".repeat(60)}…" is not valid: use the name of a CloudWatch alarm, up to 255 characters (pulumi config set --path 'deployment.alarms[1]' <alarm>)`,
    ],
    [
      "a name twice",
      ["a", "b", "a"],
      "deployment.alarms[2] a is in the list already: use each once (pulumi config rm --path 'deployment.alarms[2]')",
    ],
    [
      "one name in place of a list",
      "errors",
      "deployment.alarms errors is not valid: use a list (pulumi config set --path 'deployment.alarms[0]' errors)",
    ],
  ];
  for (const [title, alarms, problem] of wrong) {
    it(`refuses ${title}`, () => deepEqual(problems({ alarms }), [problem]));
  }
});
