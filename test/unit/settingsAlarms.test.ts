import { deepEqual, equal } from "node:assert/strict";
import { alarmNameOf, dashboardNameOf } from "../../settings/watchNames";
import { readServices } from "../../settings/readServices";
import { problemsOf, refuses, settingsOf, stackWith } from "./settingsOf";

const web = { ports: { api: 8081 }, targetGroups: { api: "api-tg" } };
const topic = "arn:aws:sns:us-west-2:123456789012:on-call";
const defaults = {
  cpuPercent: 90,
  memoryPercent: 90,
  unhealthyTargets: 1,
  errors5xxPercent: 5,
  missingTasksMinutes: 15,
};
const setEnabled = "pulumi config set --path alarms.enabled";

describe("dashboard and alarms", () => {
  it("are off by default", () => {
    equal(settingsOf({}).dashboard, false);
    equal(settingsOf({}).alarms, undefined);
    equal(settingsOf({ dashboard: true }).dashboard, true);
  });

  it("have sensible thresholds when they are enabled, except for what only the owner knows", () => {
    deepEqual(settingsOf({ alarms: { enabled: true } }).alarms, defaults);
    deepEqual(settingsOf({ ...web, alarms: { enabled: "true", topic } }).alarms, { topic, ...defaults });
  });

  it("take thresholds as numbers or as text of the command line, and off", () => {
    const alarms = {
      enabled: true,
      cpuPercent: "75",
      memoryPercent: "off",
      errors5xxPercent: 0.5,
      latencySeconds: "0.25",
    };
    const { memoryPercent: _off, ...rest } = defaults;
    deepEqual(settingsOf({ ...web, alarms }).alarms, {
      ...rest,
      cpuPercent: 75,
      errors5xxPercent: 0.5,
      latencySeconds: 0.25,
    });
  });

  it("keep thresholds for later when they are turned off in so many words", () => {
    const off = { enabled: false, cpuPercent: 75 };
    deepEqual(problemsOf(stackWith({ alarms: off })), []);
    equal(settingsOf({ alarms: off }).alarms, undefined);
  });

  it("are each service's own, of which some may have no target group", () => {
    const services = { web: { ...web, alarms: { latencySeconds: 1 } }, worker: { alarms: { cpuPercent: "off" } } };
    const outside = { dashboard: true, alarms: { enabled: true, errors5xxPercent: 2 }, services };
    const read = readServices(stackWith(outside)).services.map(({ settings }) => settings);
    deepEqual(
      read.map(({ dashboard, alarms }) => [
        dashboard,
        alarms?.cpuPercent,
        alarms?.latencySeconds,
        alarms?.errors5xxPercent,
      ]),
      [
        [true, 90, 1, 2],
        [true, undefined, undefined, 2],
      ],
    );
  });

  refuses("refused", [
    [
      { alarms: { cpuPercent: 75 } },
      `alarms.cpuPercent is set, but alarms are not turned on: use alarms.enabled true (${setEnabled} true), or false to keep it for later (${setEnabled} false)`,
    ],
    [
      { alarms: { topic } },
      `alarms.topic is set, but alarms are not turned on: use alarms.enabled true (${setEnabled} true), or false to keep it for later (${setEnabled} false)`,
    ],
    [
      { alarms: { enabled: true, cpuPercent: 101 } },
      "alarms.cpuPercent 101 is not valid: use a whole number from 1 to 100 percent, or off (pulumi config set --path alarms.cpuPercent 100)",
    ],
    [
      { ...web, alarms: { enabled: true, latencySeconds: "fast" } },
      "alarms.latencySeconds fast is not valid: use a number from 0.001 to 4000 seconds, or off (pulumi config set --path alarms.latencySeconds 1)",
    ],
    [
      { ...web, alarms: { enabled: true, errors5xxPercent: "0" } },
      "alarms.errors5xxPercent 0 is not valid: use a number from 0.01 to 100 percent, or off (pulumi config set --path alarms.errors5xxPercent 0.01)",
    ],
    [
      { alarms: { enabled: true, topic: "on-call" } },
      "alarms.topic on-call is not valid: use the ARN of an SNS topic in the service's region, or nothing (pulumi config set --path alarms.topic <topic ARN>)",
    ],
    [
      { alarms: { enabled: true, cpu: 90 } },
      "alarms.cpu is not a setting: use cpuPercent (pulumi config rm --path alarms.cpu; pulumi config set --path alarms.cpuPercent <value>)",
    ],
    [
      { alarms: { enabled: true, latencySeconds: 1 } },
      "alarms.latencySeconds is about target groups, of which there is none: use off (pulumi config set --path alarms.latencySeconds off), or a target group (pulumi config set --path 'targetGroups.<port>' <target group>)",
    ],
    [{ dashboard: "yes" }, "dashboard yes is not valid: use true or false (pulumi config set dashboard true)"],
  ]);
});

describe("names of alarms and dashboards", () => {
  const long = "a".repeat(255);

  it("are made of what they are about", () => {
    equal(alarmNameOf({ service: "web" }, "errors-5xx"), "web-errors-5xx");
    equal(dashboardNameOf({ cluster: "main", service: "web" }, "eu-west-1"), "main-web-eu-west-1");
  });

  it("are never too long for CloudWatch, and differ when what they are about does", () => {
    const names = [
      alarmNameOf({ service: long }, "cpu"),
      alarmNameOf({ service: `${long.slice(1)}b` }, "cpu"),
      dashboardNameOf({ cluster: long, service: long }, "us-west-2"),
      dashboardNameOf({ cluster: long, service: "web" }, "us-west-2"),
    ];
    deepEqual(
      names.map(({ length }) => length),
      [255, 255, 255, 255],
    );
    equal(new Set(names).size, 4);
  });
});
