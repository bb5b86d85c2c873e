import type { RightsizeDocument } from "../documents/rightsize";
import type { Paint } from "../text/colour";
import { columns } from "../text/columns";
import { minute } from "../text/short";
import { isSameSize } from "./candidates";
import { sparkline } from "./chart";
import { sizeWords } from "./notes";
import type { Point, Window } from "./series";

export interface Shown {
  document: RightsizeDocument;
  /** Those that get a line in the table, of `document.sizes`. */
  sizes: RightsizeDocument["sizes"];
  points: Point[];
  window: Window;
  isUnicode: boolean;
}

type Use = NonNullable<RightsizeDocument["cpu"]>;

const labelWidth = 8;
const chartWidth = 56;

/** The result for people. */
export function rightsizeText({ document, sizes, ...charted }: Shown, paint: Paint): string {
  const { service, cluster, stack, present, revision, notes, commands } = document;
  const rows: [label: string, value: string][] = [
    ["service", `${service} in ${cluster} (stack ${stack})`],
    ["size", `${sizeWords(present)} (${revision})`],
    ["data", dataWords(document)],
    ...useRows(document, charted),
    ["result", result(document, paint)],
    ...notes.map((note): [string, string] => ["note", note]),
  ];
  return [
    ...rows.map(([label, value]) => `${label.padEnd(labelWidth)}  ${value}`),
    ...(sizes.length === 0 ? [] : ["", table(document, sizes, paint)]),
    ...(commands.length === 0 ? [] : ["", "To switch:", ...commands.map((command) => `  ${command}`)]),
  ].join("\n");
}

function dataWords({ from, to, points, expected, tasks }: RightsizeDocument): string {
  const time = `${minute(new Date(from))} to ${minute(new Date(to))}, ${points} of ${expected} five-minute values`;
  if (tasks === null) return time;
  const range = tasks.min === tasks.max ? "" : ` (${short(tasks.min)} to ${short(tasks.max)})`;
  return `${time}, ${short(tasks.average)} ${tasks.average === 1 ? "task" : "tasks"} on average${range}`;
}

function useRows({ cpu, memory }: RightsizeDocument, charted: Omit<Shown, "document" | "sizes">): [string, string][] {
  if (cpu === null || memory === null) return [];
  const { points, window, isUnicode } = charted;
  const row = (of: "cpu" | "memory", { average, p50, p95, p99, max }: Use): [string, string] => {
    const highest = points.map((point) => ({ time: point.time, percent: point[of].max }));
    const chart = sparkline(highest, window, { width: chartWidth, isUnicode });
    const percentiles = `p50 ${short(p50)}, p95 ${short(p95)}, p99 ${short(p99)}, max ${short(max)} %`;
    return [of, `|${chart}|  average ${short(average)}, ${percentiles}`];
  };
  return [row("cpu", cpu), row("memory", memory)];
}

function result({ problem, isRight, recommended, headroomPercent }: RightsizeDocument, paint: Paint): string {
  if (recommended === null) return paint("yellow", problem ?? "");
  const limit = `with ${headroomPercent} % of headroom over the p99 of cpu and the peak of memory`;
  if (isRight) return paint("green", `the present size is the right one: the cheapest ${limit}`);
  return paint("yellow", `${sizeWords(recommended)} would be the right size: the cheapest ${limit}`);
}

function table({ present, recommended }: RightsizeDocument, sizes: RightsizeDocument["sizes"], paint: Paint): string {
  const withPrice = sizes.some(({ monthlyDifference }) => monthlyDifference !== null);
  const head = ["SIZE", "CPU P50", "P95", "P99", "MAX", "MEMORY P50", "P95", "P99", "MAX"];
  const rows = sizes.map((size) => {
    const isBest = recommended !== null && isSameSize(size, recommended);
    const fits = size.fits ? "yes" : `no: ${size.reasons.join(", ")}`;
    const marks = [...(isSameSize(size, present) ? ["present"] : []), ...(isBest ? ["recommended"] : [])];
    const row = [
      `${size.cpu}/${size.memoryMiB}`,
      ...percentiles(size.cpuPercent),
      ...percentiles(size.memoryPercent),
      ...(withPrice ? [signed(size.monthlyDifference ?? 0)] : []),
      marks.length === 0 ? fits : `${fits} (${marks.join(", ")})`,
    ];
    return isBest ? row.map((cell) => paint("green", cell)) : row;
  });
  return columns([[...head, ...(withPrice ? ["PER MONTH"] : []), "FITS"], ...rows]);
}

const percentiles = ({ p50, p95, p99, max }: Use) => [p50, p95, p99, max].map((percent) => `${short(percent)} %`);

/** With one decimal, where it has any. */
const short = (number: number) => String(Number(number.toFixed(1)));

const signed = (amount: number) => `${amount > 0 ? "+" : ""}${(Math.round(amount * 100) / 100 + 0).toFixed(2)}`;
