import type { FargateSize } from "../../settings/types";
import type { Point } from "./series";

/** How much of something was used, in percent of what there was. Percentiles are of the maxima of the periods. */
export interface Use {
  average: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** What the tasks of a size have used. */
export interface Load {
  size: FargateSize;
  cpu: Use;
  memory: Use;
}

/** @param points at least one, all of tasks of this size */
export function loadOf(points: Point[], size: FargateSize): Load {
  const tasks = sum(points.map((point) => point.tasks));
  const use = (of: "cpu" | "memory"): Use => {
    const maxima = points.map((point) => point[of].max).toSorted((a, b) => a - b);
    return {
      // Of all tasks alike: periods in which there were more of them count for more.
      average: sum(points.map((point) => point[of].average * point.tasks)) / tasks,
      p50: percentile(maxima, 50),
      p95: percentile(maxima, 95),
      p99: percentile(maxima, 99),
      max: percentile(maxima, 100),
    };
  };
  return { size, cpu: use("cpu"), memory: use("memory") };
}

/** The smallest value that at least so many percent of the values do not exceed. @param ascending at least one */
export const percentile = (ascending: number[], percent: number): number =>
  ascending[Math.max(Math.ceil((percent * ascending.length) / 100), 1) - 1] ?? NaN;

/** The same use, in percent of another amount. */
export function usedOf(use: Use, had: number, has: number): Use {
  const scaled = (percent: number) => (percent * had) / has;
  const { average, p50, p95, p99, max } = use;
  return {
    average: scaled(average),
    p50: scaled(p50),
    p95: scaled(p95),
    p99: scaled(p99),
    max: scaled(max),
  };
}

export const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0);
