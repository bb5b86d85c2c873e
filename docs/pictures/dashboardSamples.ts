import type { Series } from "../../components/dashboard/body";

/** Figures of a line, from left to right. */
export type Sample = number[];

/** Points of a line: twelve hours in steps of six minutes. */
const points = 120;

/** While a rollout runs. */
const isRollout = (at: number) => at >= 78 && at < 83;

/** Made-up figures: a day that grows busier, with a rollout. They are the same each time. */
const shapes: Record<string, (at: number, stat: string) => number> = {
  CPUUtilization: (at, stat) =>
    (stat === "Average" ? 16 : 24) + 8 * tide(at) + 3 * ripple(at) + (isRollout(at) ? 18 : 0),
  MemoryUtilization: (at, stat) => (stat === "Average" ? 41 : 46) + 5 * tide(at) + ripple(at) - (isRollout(at) ? 9 : 0),
  RunningTaskCount: (at) => (isRollout(at) ? 4 : 2),
  DesiredTaskCount: () => 2,
  DeploymentCount: (at) => (isRollout(at) ? 2 : 1),
  HealthyHostCount: (at) => (isRollout(at) ? 3 : 2),
  UnHealthyHostCount: (at) => (at === 79 ? 1 : 0),
  TargetResponseTime: (at, stat) =>
    slowness(stat) * (1 + 0.3 * tide(at) + 0.2 * ripple(at) + (isRollout(at) ? 0.5 : 0)),
  HTTPCode_Target_5XX_Count: (at) => (isRollout(at) ? 3 : at % 37 === 0 ? 1 : 0),
  HTTPCode_ELB_5XX_Count: (at) => (at === 80 ? 2 : 0),
};

const tide = (at: number) => Math.sin((at / points) * Math.PI);
const ripple = (at: number) => Math.sin(at * 1.7) * Math.cos(at * 0.9);
const slowness = (stat: string) => ({ p50: 0.08, p95: 0.24 })[stat] ?? 0.41;

/**
 * The figures of a metric, or of an expression of others.
 * @param lineOf the line of an id
 */
export function sampleOf(series: Series, lineOf: (id: string) => Series | undefined): Sample {
  const name = series.length > 1 ? (series[1] as string) : "";
  const drawn = series.at(-1) as Exclude<Series[number], string>;
  if ("expression" in drawn) return evaluated(drawn.expression, lineOf);
  const shape = shapes[name];
  if (shape === undefined) throw new Error(`there are no made-up figures of ${name}`);
  return Array.from({ length: points }, (_, at) => shape(at, drawn.stat ?? ""));
}

/** The two forms of expressions that the dashboard has. */
function evaluated(expression: string, lineOf: (id: string) => Series | undefined): Sample {
  const [, id = "", amount] =
    /^(\w+) \/ 100 \* ([\d.]+)$/.exec(expression) ?? /^IF\((\w+) > 1, 1, 0\)$/.exec(expression) ?? [];
  const line = lineOf(id);
  if (line === undefined) throw new Error(`${expression} is not an expression that can be drawn`);
  const sample = sampleOf(line, lineOf);
  return sample.map((value) => (amount === undefined ? Number(value > 1) : (value / 100) * Number(amount)));
}
