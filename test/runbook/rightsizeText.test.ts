import { deepEqual, equal, match } from "node:assert/strict";
import { rightsizeDocument } from "../../runbook/documents/rightsize";
import { describe as describeSize } from "../../runbook/rightsize/describe";
import { notesOn, type Noted } from "../../runbook/rightsize/notes";
import type { Observed } from "../../runbook/rightsize/observed";
import type { Point } from "../../runbook/rightsize/series";
import { rightsizeText } from "../../runbook/rightsize/text";
import { loadOf } from "../../runbook/rightsize/utilisation";
import { worthShowing } from "../../runbook/rightsize/worthShowing";

const to = Date.UTC(2026, 0, 15);
const day = 86_400_000;

/** A day, in which the first half is quiet. */
const points = Array.from({ length: 288 }, (_, index): Point => {
  const max = index < 144 ? 10 : 36;
  const time = to - day + index * 300_000;
  return { time, cpu: { average: max / 2, max }, memory: { average: 20, max: 20 }, tasks: index < 144 ? 1 : 3 };
});

const size = { cpu: 1024, memoryMiB: 4096 };

const observed: Observed = {
  service: "app-service",
  cluster: "app-cluster",
  revision: "app-task:7",
  size,
  reserved: { cpu: 0, memoryMiB: 0 },
  isWindows: false,
  runningTasks: 3,
  since: { kind: "always" },
  isSinceGuessed: false,
  window: { from: to - day, to },
  points,
};

const documentOf = (changed: Partial<Observed> = {}, prices?: { vCpuHour: number; gbHour: number }) =>
  rightsizeDocument.parse(
    describeSize({
      stack: "prod",
      settings: { size: changed.size ?? size },
      observed: { ...observed, ...changed },
      wishes: { headroomPercent: 20, prices },
      where: "account 123456789012, region us-west-2",
    }),
  );

function textOf(document: ReturnType<typeof documentOf>, changed: Partial<Observed> = {}, isUnicode = true): string {
  const { points: seen, window } = { ...observed, ...changed };
  const shown = { document, sizes: worthShowing(document), points: seen, window, isUnicode };
  return rightsizeText(shown, (_format, text) => text);
}

describe("the text of rightsize", () => {
  it("shows use, the sizes that matter, costs, and the commands", () => {
    equal(
      textOf(documentOf({}, { vCpuHour: 0.04, gbHour: 0.004 })),
      `service   app-service in app-cluster (stack prod)
size      cpu 1024 and memory 4096 MiB (app-task:7)
data      2026-01-14 00:00 UTC to 2026-01-15 00:00 UTC, 288 of 288 five-minute values, 2 tasks on average (1 to 3)
cpu       |▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃|  average 14.8, p50 10, p95 36, p99 36, max 36 %
memory    |▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂|  average 20, p50 20, p95 20, p99 20, max 20 %
result    cpu 512 and memory 1024 MiB would be the right size: the cheapest with 20 % of headroom over the p99 of cpu and the peak of memory

SIZE       CPU P50  P95    P99    MAX    MEMORY P50  P95   P99   MAX   PER MONTH  FITS
256/1024   40 %     144 %  144 %  144 %  80 %        80 %  80 %  80 %  -61.32     no: cpu p99 above 80 %
512/1024   20 %     72 %   72 %   72 %   80 %        80 %  80 %  80 %  -46.72     yes (recommended)
1024/2048  10 %     36 %   36 %   36 %   40 %        40 %  40 %  40 %  -11.68     yes
1024/4096  10 %     36 %   36 %   36 %   20 %        20 %  20 %  20 %  0.00       yes (present)
2048/4096  5 %      18 %   18 %   18 %   20 %        20 %  20 %  20 %  +58.40     yes

To switch:
  pulumi config set cpu 512
  pulumi config set memory 1024
  pulumi up`,
    );
  });

  it("has no table where there is too little data, but shows what there is", () => {
    const half = { points: points.slice(144) };
    const lines = textOf(documentOf(half), half, false).split("\n");
    equal(lines.length, 6);
    match(lines[3] ?? "", /^cpu {7}\| {28}:{28}\| /);
    equal(
      lines[5],
      "result    there is too little data to tell: there are values of 12 h out of 24 h, and needed are those of 21.7 h, " +
        "nine tenths of a day or of the time that is looked at",
    );
  });

  it("says that no size is big enough", () => {
    const biggest = {
      size: { cpu: 32768, memoryMiB: 249856 },
      points: points.map((each) => ({ ...each, memory: { average: 95, max: 95 } })),
    };
    const document = documentOf(biggest);
    equal(
      document.problem,
      "no size of Fargate would have carried the load with 20 % of headroom: use more tasks, or less --headroom",
    );
    match(textOf(document, biggest), /^32768\/249856 .* no: memory peak above 80 % \(present\)$/m);
  });

  it("never recommends less than the containers have of their own", () => {
    const document = documentOf({ reserved: { cpu: 600, memoryMiB: 2500 } });
    deepEqual(document.recommended, { cpu: 1024, memoryMiB: 3072 });
    const reasons = document.sizes.find(({ cpu, memoryMiB }) => cpu === 512 && memoryMiB === 2048)?.reasons;
    deepEqual(reasons, ["containers reserve cpu 600", "containers reserve 2500 MiB"]);
  });

  it("says that the size is not that of all tasks yet", () => {
    const document = documentOf({ since: { kind: "not yet" }, points: [] });
    match(
      document.problem ?? "",
      /^there is no data of the present size alone: .*not all tasks have it yet \(npm run status\)/,
    );
    deepEqual([document.cpu, document.tasks], [null, null]);
  });
});

describe("notes on a size", () => {
  const full = (of: "cpu" | "memory") =>
    loadOf(
      points.map((each) => ({ ...each, [of]: { average: 99, max: 100 } })),
      size,
    );
  const autoscaling = { min: 1, max: 4, scheduled: [], scaleInCooldownSeconds: 300, scaleOutCooldownSeconds: 300 };
  const cases: [string, Partial<Noted>, RegExp | undefined][] = [
    ["nothing to say", {}, undefined],
    ["all of the cpu was used", { load: full("cpu") }, /^all of the cpu was used at times: how much more/],
    [
      "all of the memory was used",
      { load: full("memory") },
      /^all of the memory was used: a task that wants more is killed/,
    ],
    ["the biggest size", { best: { cpu: 32768, memoryMiB: 61440 } }, /^cpu 32768 is not offered in every region$/],
    [
      "another size is set",
      { settings: { size: { cpu: 512, memoryMiB: 1024 } } },
      /^the stack asks for cpu 512 and memory 1024 MiB/,
    ],
    [
      "limits of containers",
      { observed: { ...observed, reserved: { cpu: 0, memoryMiB: 64 } } },
      /^containers have cpu or memory of their own/,
    ],
    [
      "autoscaling by cpu and memory",
      { settings: { size, autoscaling: { ...autoscaling, cpuPercent: 60, memoryPercent: 70 } } },
      /^autoscaling keeps the service at cpu 60 % and memory 70 %: /,
    ],
    ["autoscaling by schedule", { settings: { size, autoscaling } }, undefined],
    [
      "a size that is older than the time",
      { observed: { ...observed, since: { kind: "since", time: new Date(to - 2 * day) } } },
      undefined,
    ],
    [
      "a size that is younger",
      { observed: { ...observed, since: { kind: "since", time: new Date(to - day - 1) } } },
      /^only data since 2026-01-13 23:59 UTC/,
    ],
  ];
  for (const [name, changed, words] of cases) {
    it(name, () => {
      const notes = notesOn({ observed, settings: { size }, load: loadOf(points, size), best: size, ...changed });
      if (words === undefined) deepEqual(notes, []);
      else match(notes.join("\n"), words);
      equal(notes.length, words === undefined ? 0 : 1);
    });
  }
});
