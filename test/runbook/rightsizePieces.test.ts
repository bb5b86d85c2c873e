import { deepEqual, equal, ok } from "node:assert/strict";
import type { GetMetricDataCommandInput } from "@aws-sdk/client-cloudwatch";
import fc from "fast-check";
import { candidates, fits, recommended } from "../../runbook/rightsize/candidates";
import { showsUnicode, sparkline } from "../../runbook/rightsize/chart";
import { amountOf, mayBeAtRest, windowOf } from "../../runbook/rightsize/enough";
import { monthly, readPrices, usualRatio } from "../../runbook/rightsize/price";
import { readSeries, type Point } from "../../runbook/rightsize/series";
import { bearingOn, sizeSince, type SizedDeployment } from "../../runbook/rightsize/sizeSince";
import { loadOf, percentile } from "../../runbook/rightsize/utilisation";
import { fargateCpus } from "../../settings/fargateSize";
import type { FargateSize } from "../../settings/types";

const legal = fargateCpus.flatMap(({ cpu, memoriesMiB }) => memoriesMiB.map((memoryMiB) => ({ cpu, memoryMiB })));
const size = fc.constantFrom(...legal);
const measured = fc.double({ min: 0, max: 150, noNaN: true }).map((max) => ({ average: max / 2, max }));
const points = fc.array(
  fc.record({ time: fc.nat(), cpu: measured, memory: measured, tasks: fc.integer({ min: 1, max: 9 }) }),
  { minLength: 1, maxLength: 250, size: "max" },
);
const headroomPercent = fc.integer({ min: 0, max: 90 });
const reserved = fc.record({ cpu: fc.constantFrom(0, 0, 300), memoryMiB: fc.constantFrom(0, 0, 3000) });
const price = fc.double({ min: 0.001, max: 10, noNaN: true });

describe("the recommended size", () => {
  it("carries the recorded load with the headroom, counted point by point", () => {
    fc.assert(
      fc.property(points, size, headroomPercent, reserved, (recorded, present, headroom, own) => {
        const demands = { headroomPercent: headroom, reserved: own, isWindows: false };
        const best = recommended(candidates(loadOf(recorded, present), demands));
        if (best === undefined) return;
        const used = (percent: number, had: number, has: number) => (percent * had) / has;
        const limit = 100 - headroom + 1e-9;
        const over = recorded.filter(({ cpu }) => used(cpu.max, present.cpu, best.cpu) > limit).length;
        ok(over <= recorded.length / 100, `${over} of ${recorded.length} above`);
        ok(recorded.every(({ memory }) => used(memory.max, present.memoryMiB, best.memoryMiB) <= limit));
        ok(best.cpu >= own.cpu && best.memoryMiB >= own.memoryMiB);
      }),
    );
  });

  it("is never dearer than another one that fits, and there is one when one fits", () => {
    fc.assert(
      fc.property(
        points,
        size,
        headroomPercent,
        reserved,
        price,
        price,
        (recorded, present, headroom, own, ...hourly) => {
          const prices = { vCpuHour: hourly[0], gbHour: hourly[1] };
          const demands = { headroomPercent: headroom, reserved: own, isWindows: false };
          const all = candidates(loadOf(recorded, present), demands);
          const best = recommended(all, prices);
          equal(best === undefined, !all.some(fits));
          for (const other of all.filter(fits)) ok(monthly(best!, prices) <= monthly(other, prices));
        },
      ),
    );
  });

  it("is the present one when that is only just big enough", () => {
    const point = { time: 0, cpu: { average: 1, max: 80 }, memory: { average: 1, max: 80 }, tasks: 1 };
    const demands = { headroomPercent: 20, reserved: { cpu: 0, memoryMiB: 0 }, isWindows: false };
    for (const present of legal.filter(({ cpu }) => cpu < 32768)) {
      const best = recommended(candidates(loadOf([point], present), demands));
      deepEqual([best?.cpu, best?.memoryMiB], [present.cpu, present.memoryMiB]);
    }
  });

  for (const [busy, cpu, memoryMiB] of [
    [1, 256, 2048],
    [2, 1024, 2048],
  ] as const) {
    it(`passes over a peak of cpu, but not of memory: ${busy} of 100 values`, () => {
      const all = Array.from({ length: 100 }, (_, index): Point => {
        const [cpuMax, memoryMax] = [index < busy ? 79 : 1, index === 50 ? 79 : 1];
        const [cpuUse, memoryUse] = [cpuMax, memoryMax].map((max) => ({ average: 1, max }));
        return { time: index, cpu: cpuUse!, memory: memoryUse!, tasks: 1 };
      });
      const demands = { headroomPercent: 20, reserved: { cpu: 0, memoryMiB: 0 }, isWindows: false };
      const best = recommended(candidates(loadOf(all, { cpu: 1024, memoryMiB: 2048 }), demands));
      deepEqual([best?.cpu, best?.memoryMiB], [cpu, memoryMiB]);
    });
  }

  it("is one of three cpus for Windows", () => {
    const point = { time: 0, cpu: { average: 1, max: 1 }, memory: { average: 1, max: 1 }, tasks: 1 };
    const demands = { headroomPercent: 20, reserved: { cpu: 0, memoryMiB: 0 }, isWindows: true };
    const all = candidates(loadOf([point], { cpu: 2048, memoryMiB: 4096 }), demands);
    deepEqual([...new Set(all.map(({ cpu }) => cpu))], [1024, 2048, 4096]);
  });
});

describe("percentiles", () => {
  it("are what a naive count finds: the smallest value that so many do not exceed", () => {
    const values = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(values, fc.constantFrom(1, 50, 95, 99, 100), (all, percent) => {
        const enough = (value: number) => all.filter((each) => each <= value).length * 100 >= percent * all.length;
        equal(
          percentile(
            all.toSorted((a, b) => a - b),
            percent,
          ),
          Math.min(...all.filter(enough)),
        );
      }),
    );
  });
});

describe("since when all tasks have had the present size", () => {
  const [small, big] = [
    { cpu: 256, memoryMiB: 512 },
    { cpu: 1024, memoryMiB: 2048 },
  ];
  const at = (day: number) => new Date(Date.UTC(2026, 0, day));
  /** `S` is of the present size, `B` of another one; `+` ended well, `-` rolled back, `?` under way, `!` stopped as it was; the n-th on day n. */
  const deployments = (text: string): SizedDeployment[] =>
    text
      .split(" ")
      .filter((word) => word !== "")
      .map(([letter, end = ""], index) => ({
        revision: `app:${index}`,
        status: { "+": "SUCCESSFUL", "-": "ROLLBACK_SUCCESSFUL", "?": "IN_PROGRESS", "!": "STOPPED" }[end]!,
        createdAt: at(index + 1),
        finishedAt: end === "?" ? undefined : at(index + 1),
        digests: {},
        size: { S: small, B: big }[letter!],
      }))
      .toReversed();

  for (const [text, expected] of [
    ["", "always"],
    ["S+", 1],
    ["S+ S+ S+", 1],
    ["S+ S- S?", 1],
    ["B+ S+", 2],
    ["B+ S+ S+", 2],
    ["S+ B+ S+ S+", 3],
    ["S+ B-", 2],
    ["S+ B- S+ S+", 2],
    ["B+ S- S+", 3],
    ["B+ B- S+", 3],
    ["S+ X+ S+", 3],
    ["S+ B! S+", 3],
    ["S+ B!", "not yet"],
    ["B+ S?", "not yet"],
    ["S+ B?", "not yet"],
    ["B+", "not yet"],
  ] as const) {
    it(`${text === "" ? "no deployment" : text}: ${expected}`, () => {
      const found = sizeSince(deployments(text), small);
      deepEqual(found, typeof expected === "string" ? { kind: expected } : { kind: "since", time: at(expected) });
    });
  }

  it("needs only what ended in the time that is looked at, and what ran at its begin", () => {
    const all = deployments("B+ S+ B- S+ S?");
    const days = (from: number) => bearingOn(all, at(from).getTime()).map(({ createdAt }) => createdAt.getUTCDate());
    deepEqual(days(1), [5, 4, 3, 2, 1]);
    deepEqual(days(3), [5, 4, 2]);
    deepEqual(days(9), [5, 4]);
  });
});

describe("how much data is enough", () => {
  const now = Date.UTC(2026, 0, 20, 12, 3);
  const point = { time: 0, cpu: { average: 1, max: 1 }, memory: { average: 1, max: 1 }, tasks: 1 };
  const needed = (hours: number, isAtRest = false) => {
    const to = Date.UTC(2026, 0, 20);
    return amountOf([point], { from: to - hours * 3_600_000, to }, isAtRest).needed;
  };

  it("is nine tenths of the time, and of a day at least", () => {
    deepEqual([needed(1), needed(24), needed(48), needed(14 * 24)], [260, 260, 519, 3629]);
  });

  it("is less where there may be no task at times", () => {
    equal(needed(14 * 24, true), 260);
    const scheduled = { name: "night", schedule: "", timezone: "UTC", min: 0, max: 0 };
    deepEqual(
      [
        mayBeAtRest(undefined),
        mayBeAtRest({ min: 1, scheduled: [] }),
        mayBeAtRest({ min: 0, scheduled: [] }),
        mayBeAtRest({ min: 1, scheduled: [scheduled] }),
      ],
      [false, false, true, true],
    );
  });

  it("is of whole periods, and of none before the present size", () => {
    const iso = ({ from, to }: { from: number; to: number }) => [
      new Date(from).toISOString(),
      new Date(to).toISOString(),
    ];
    deepEqual(iso(windowOf(now, 1)), ["2026-01-19T12:00:00.000Z", "2026-01-20T12:00:00.000Z"]);
    const since = new Date(Date.UTC(2026, 0, 20, 11, 1));
    deepEqual(iso(windowOf(now, 1, since)), ["2026-01-20T11:05:00.000Z", "2026-01-20T12:00:00.000Z"]);
    deepEqual(iso(windowOf(now, 1, new Date(now))), ["2026-01-20T12:00:00.000Z", "2026-01-20T12:00:00.000Z"]);
  });
});

describe("the series", () => {
  /** A CloudWatch that gives a page of two values at a time, of each metric another number of pages. */
  function cloudWatch(series: Record<string, [minute: number, value: number][]>) {
    const asked: GetMetricDataCommandInput[] = [];
    const getMetricData = (input: GetMetricDataCommandInput) => {
      asked.push(input);
      const from = Number(input.NextToken ?? 0);
      const MetricDataResults = Object.entries(series).map(([Id, values]) => ({
        Id,
        Timestamps: values.slice(from, from + 2).map(([minute]) => new Date(minute * 60_000)),
        Values: values.slice(from, from + 2).map(([, value]) => value),
      }));
      const isMore = Object.values(series).some((values) => values.length > from + 2);
      return Promise.resolve({ MetricDataResults, NextToken: isMore ? String(from + 2) : undefined });
    };
    return { asked, client: { getMetricData } as never };
  }

  it("is put together from all pages, by time, without what one metric lacks", async () => {
    const both: [number, number][] = [
      [10, 1],
      [5, 2],
      [0, 3],
    ];
    const { asked, client } = cloudWatch({
      cpuAverage: both,
      cpuMax: both,
      memoryAverage: both.toReversed(),
      memoryMax: both.slice(0, 2),
      samples: both.map(([minute]) => [minute, 10]),
    });
    const window = { from: 0, to: 900_000 };
    const found = await readSeries(client, { clusterName: "c", serviceName: "s" }, window);
    deepEqual(found, [
      { time: 300_000, cpu: { average: 2, max: 2 }, memory: { average: 2, max: 2 }, tasks: 2 },
      { time: 600_000, cpu: { average: 1, max: 1 }, memory: { average: 1, max: 1 }, tasks: 2 },
    ] satisfies Point[]);
    equal(asked.length, 2);
    deepEqual(asked[0]?.MetricDataQueries?.[0]?.MetricStat, {
      Metric: {
        Namespace: "AWS/ECS",
        MetricName: "CPUUtilization",
        Dimensions: [
          { Name: "ClusterName", Value: "c" },
          { Name: "ServiceName", Value: "s" },
        ],
      },
      Period: 300,
      Stat: "Average",
    });
  });
});

describe("the chart", () => {
  const window = { from: 0, to: 80 };
  const draw = (percents: (number | undefined)[], isUnicode: boolean) =>
    sparkline(
      percents.flatMap((percent, index) => (percent === undefined ? [] : [{ time: index * 10, percent }])),
      window,
      { width: 8, isUnicode },
    );
  const cases: [(number | undefined)[], string, string][] = [
    [[0, 12.5, 25, 50, 75, 99, 100, 130], "▁▁▂▄▆███", "__.-+###"],
    [[50, undefined, undefined, 50, 0, 0, 0, undefined], "▄  ▄▁▁▁ ", "-  -___ "],
    [[], "        ", "        "],
  ];
  for (const [percents, unicode, ascii] of cases) {
    it(unicode, () => deepEqual([draw(percents, true), draw(percents, false)], [unicode, ascii]));
  }

  it("shows the highest of the values that share a character", () => {
    const both = [10, 90].map((percent, index) => ({ time: index, percent }));
    equal(sparkline(both, window, { width: 2, isUnicode: true }), "█ ");
  });

  for (const [env, expected] of [
    [{ LANG: "en_US.UTF-8" }, true],
    [{ LANG: "C.utf8" }, true],
    [{ LANG: "en_US.UTF-8", LC_ALL: "C" }, false],
    [{ LANG: "en_US.UTF-8", LC_ALL: "" }, true],
    [{ LANG: "en_US.UTF-8", TERM: "dumb" }, false],
    [{ WT_SESSION: "1" }, true],
    [{}, false],
  ] as [NodeJS.ProcessEnv, boolean][]) {
    it(`${JSON.stringify(env)}: ${expected ? "block elements" : "ASCII"}`, () => equal(showsUnicode(env), expected));
  }
});

describe("prices", () => {
  it("are two numbers, for a month of 730 hours", () => {
    const prices = readPrices("0.04048,.004445");
    equal(monthly({ cpu: 1024, memoryMiB: 2048 } satisfies FargateSize, prices).toFixed(2), "36.04");
  });

  it("rank sizes as AWS's own do where none are given", () => {
    const aws = [readPrices("0.04048,0.004445"), readPrices("0.03238,0.00356")];
    const load = { time: 0, cpu: { average: 1, max: 50 }, memory: { average: 1, max: 50 }, tasks: 1 };
    for (const present of legal) {
      const demands = { headroomPercent: 20, reserved: { cpu: 0, memoryMiB: 0 }, isWindows: false };
      const all = candidates(loadOf([load], present), demands);
      for (const prices of aws) deepEqual(recommended(all, prices), recommended(all, usualRatio));
    }
  });
});
