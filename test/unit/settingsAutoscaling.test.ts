import { deepEqual, equal } from "node:assert/strict";
import { problemsOf, refuses, settingsOf, stackWith, warningsOf } from "./settingsOf";

const web = { ports: { api: 8081 }, targetGroups: { api: "api-tg" } };
const two = { ports: { api: 8081, grpc: 9090 }, targetGroups: { api: "api-tg", grpc: "grpc-tg" } };
const daily = "cron(0 8 * * ? *)";
const scheduledAs = (action: unknown, name = "day") => ({ autoscaling: { max: 5, scheduled: { [name]: action } } });

describe("autoscaling", () => {
  it("is off by default", () => equal(settingsOf({}).autoscaling, undefined));

  it("has a minimum of 1 and AWS's cooldowns", () => {
    deepEqual(settingsOf({ autoscaling: { max: 4, cpu: 60 } }).autoscaling, {
      min: 1,
      max: 4,
      cpuPercent: 60,
      memoryPercent: undefined,
      requests: undefined,
      scheduled: [],
      scaleInCooldownSeconds: 300,
      scaleOutCooldownSeconds: 300,
    });
  });

  it("counts requests in the only target group, or in that of the named port", () => {
    const requestsOf = (settings: object, scaling: object) =>
      settingsOf({ ...settings, autoscaling: { max: 4, requestsPerTarget: 900, ...scaling } }).autoscaling?.requests;
    deepEqual(requestsOf(web, {}), { perTarget: 900, portName: "api" });
    deepEqual(requestsOf(two, { requestsPort: "grpc" }), { perTarget: 900, portName: "grpc" });
  });

  it("takes schedules in any time zone, sorted by name", () => {
    const scheduled = {
      night: { schedule: "rate(1 day)", max: 1 },
      day: { schedule: "at(2026-12-24T18:00:00)", timezone: "Asia/Kolkata", min: 3 },
    };
    deepEqual(settingsOf({ autoscaling: { max: 5, scheduled } }).autoscaling?.scheduled, [
      { name: "day", schedule: "at(2026-12-24T18:00:00)", timezone: "Asia/Kolkata", min: 3, max: undefined },
      { name: "night", schedule: "rate(1 day)", timezone: "UTC", min: undefined, max: 1 },
    ]);
  });

  it("warns that nothing but a schedule starts the first task", () => {
    const zero = { min: 0, max: 5, cpu: 60 };
    equal(warningsOf({ autoscaling: zero }).length, 1);
    const scheduled = { day: { schedule: daily, min: 1 } };
    deepEqual(warningsOf({ autoscaling: { ...zero, scheduled } }), []);
  });

  it("reports all that is wrong at once", () => {
    const problems = problemsOf(stackWith({ desiredCount: "2", autoscaling: { min: 1, scaleInCooldownSeconds: -1 } }));
    equal(problems.length, 4, problems.join("\n"));
  });

  refuses("refused", [
    [
      { autoscaling: { min: 3, max: 2, cpu: 60 } },
      "autoscaling.min 3 is above autoscaling.max 2: use at most 2 (pulumi config set --path autoscaling.min 2), or a higher max (pulumi config set --path autoscaling.max 3)",
    ],
    [
      { autoscaling: { cpu: 60 } },
      "autoscaling has no max: use the most tasks that there may be (pulumi config set --path autoscaling.max <tasks>)",
    ],
    [
      { autoscaling: { max: 5001, cpu: 60 } },
      "autoscaling.max 5001 is not valid: use a whole number from 1 to 5000 tasks (pulumi config set --path autoscaling.max 5000)",
    ],
    [
      { autoscaling: { max: 4, cpu: 101 } },
      "autoscaling.cpu 101 is not valid: use a whole number from 1 to 100 percent (pulumi config set --path autoscaling.cpu 100)",
    ],
    [
      { autoscaling: { max: 4 } },
      "autoscaling says nothing that the number of tasks follows: use cpu, memory, requestsPerTarget or scheduled (pulumi config set --path autoscaling.cpu 60)",
    ],
    [
      { autoscaling: { max: 4, scheduled: {} } },
      "autoscaling says nothing that the number of tasks follows: use cpu, memory, requestsPerTarget or scheduled (pulumi config set --path autoscaling.cpu 60)",
    ],
    [
      { autoscaling: { max: 4, cpuPercent: 60 } },
      "autoscaling.cpuPercent is not a setting: use cpu (pulumi config rm --path autoscaling.cpuPercent; pulumi config set --path autoscaling.cpu <value>)",
    ],
    [
      { desiredCount: "3", autoscaling: { max: 4, cpu: 60 } },
      "desiredCount 3 is not valid beside autoscaling, which sets the number of tasks: use autoscaling alone (pulumi config rm desiredCount), or a number of your own (pulumi config rm autoscaling)",
    ],
    [
      { autoscaling: { max: 4, requestsPerTarget: 900 } },
      "autoscaling.requestsPerTarget counts the requests to a target group, of which there is none: use cpu or memory (pulumi config rm --path autoscaling.requestsPerTarget; pulumi config set --path autoscaling.cpu 60), or a target group (pulumi config set --path 'targetGroups.<port>' <target group>)",
    ],
    [
      { ...two, autoscaling: { max: 4, requestsPerTarget: 900 } },
      "autoscaling.requestsPort (empty) is not valid: use the port whose target group counts, api or grpc (pulumi config set --path autoscaling.requestsPort api)",
    ],
    [
      { ...two, autoscaling: { max: 4, requestsPerTarget: 900, requestsPort: "grcp" } },
      "autoscaling.requestsPort grcp is not valid: use the port whose target group counts, api or grpc (pulumi config set --path autoscaling.requestsPort grpc)",
    ],
    [
      scheduledAs({ schedule: "cron(0 8 * * *)", min: 3 }),
      "autoscaling.scheduled.day.schedule \"cron(0 8 * * *)\" is not valid: use cron(minute hour day month weekday year), rate(5 minutes) or at(2026-12-24T18:00:00) (pulumi config set --path autoscaling.scheduled.day.schedule 'cron(0 8 ? * MON-FRI *)')",
    ],
    [
      scheduledAs({ min: 3 }),
      "autoscaling.scheduled.day has no schedule: use cron(minute hour day month weekday year), rate(5 minutes) or at(2026-12-24T18:00:00) (pulumi config set --path autoscaling.scheduled.day.schedule 'cron(0 8 ? * MON-FRI *)')",
    ],
    [
      scheduledAs({ schedule: daily }),
      "autoscaling.scheduled.day sets nothing: use min, max or both (pulumi config set --path autoscaling.scheduled.day.min <tasks>)",
    ],
    [
      scheduledAs({ schedule: daily, min: 6 }),
      "autoscaling.scheduled.day is from 6 to 5 tasks: use a min that is not above max (pulumi config set --path autoscaling.scheduled.day.max 6)",
    ],
    [
      scheduledAs({ schedule: daily, min: 2, timezone: "Europe/Brelin" }),
      "autoscaling.scheduled.day.timezone Europe/Brelin is not valid: use a time zone such as Europe/Berlin, or UTC (pulumi config set --path autoscaling.scheduled.day.timezone Europe/Berlin)",
    ],
    [
      scheduledAs({ schedule: daily, min: 2 }, "a:b"),
      "autoscaling.scheduled.a:b is not a valid name: use up to 100 letters, digits, _ and - (pulumi config rm --path autoscaling.scheduled.a:b)",
    ],
    [
      scheduledAs(daily),
      "autoscaling.scheduled.day \"cron(0 8 * * ? *)\" is not valid: use a map (pulumi config set --path autoscaling.scheduled.day.schedule 'cron(0 8 ? * MON-FRI *)')",
    ],
    [
      { autoscaling: { max: 5, cpu: 60 }, deployment: { maximumPercent: 150 } },
      "deployment.maximumPercent 150 with minimumHealthyPercent 100 and the single task to which autoscaling goes down can never deploy, as no task may start and none may stop: use a higher maximum (pulumi config set --path deployment.maximumPercent 200)",
    ],
  ]);
});
