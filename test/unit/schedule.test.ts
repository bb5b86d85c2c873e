import { equal } from "node:assert/strict";
import { isSchedule } from "../../settings/schedule";

describe("a schedule", () => {
  const right = [
    ...[
      "at(2026-12-24T18:00:00)",
      "at(2028-02-29T00:00:00)",
      "rate(1 minute)",
      "rate(5 minutes)",
      "rate(12 hours)",
      "rate(1 day)",
    ],
    ...[
      "cron(0 8 * * ? *)",
      "cron(0 8 ? * MON-FRI *)",
      "cron(0/15 * ? * * *)",
      "cron(0 18 L * ? *)",
      "cron(0 9 ? * 6#3 *)",
    ],
    ...["cron(5,35 0-6 1W JAN,jul ? 2026-2028)", "cron(0  8 * * ? *)"],
  ];
  for (const text of right) it(`is ${text}`, () => equal(isSchedule(text), true));

  const wrong = [
    ...[
      "",
      "8:00",
      "cron()",
      "cron(0 8 * * ?)",
      "cron(0 8 * * ? * *)",
      "at(2026-13-41T00:00:00)",
      "at(2027-02-29T00:00:00)",
    ],
    ...["at(2026-12-24)", "rate(0 minutes)", "rate(1 hours)", "rate(5 minute)", "rate(1.5 hours)", "rate(5 weeks)"],
    ...["cron(0 25 * * ? *)", "cron(60 8 * * ? *)", "cron(0 8 32 * ? *)", "cron(0 8 ? 13 2 *)", "cron(0 8 ? * 8 *)"],
    ...[
      "cron(0 8 * * * *)",
      "cron(0 8 ? * ? *)",
      "cron(0 8 ? * MON-FRI- *)",
      "cron(0 8/0 * * ? *)",
      "cron(0 8 * * ? 26)",
    ],
  ];
  for (const text of wrong) it(`is not ${JSON.stringify(text)}`, () => equal(isSchedule(text), false));
});
