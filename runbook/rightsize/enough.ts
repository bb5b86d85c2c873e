import type { AutoscalingSettings } from "../../settings/types";
import { periodSeconds, type Point, type Window } from "./series";

/** A day is what a service's load repeats itself in at least. */
const leastHours = 24;
/** CloudWatch may lack single values; more of them may have been just the busy ones. */
const leastShare = 0.9;

const periodMs = periodSeconds * 1_000;

/** Whole periods of the last days, but not from before the size that runs now. */
export function windowOf(now: number, days: number, since?: Date): Window {
  const to = Math.floor(now / periodMs) * periodMs;
  const asked = to - days * 24 * 3_600_000;
  const allowed = Math.ceil((since?.getTime() ?? 0) / periodMs) * periodMs;
  return { from: Math.min(Math.max(asked, allowed), to), to };
}

export interface Amount {
  /** Periods that there are values of. */
  points: number;
  /** Periods of the window. */
  expected: number;
  /** Periods that there would have to be values of. */
  needed: number;
}

/** @param isAtRest there may be times without any task: then there is nothing that could be measured */
export function amountOf(points: Point[], { from, to }: Window, isAtRest: boolean): Amount {
  const expected = (to - from) / periodMs;
  const least = (leastHours * 3_600) / periodSeconds;
  return {
    points: points.length,
    expected,
    needed: Math.ceil(leastShare * (isAtRest ? least : Math.max(least, expected))),
  };
}

/** Whether the stack lets the service be without a task at times. */
export const mayBeAtRest = (scaling: Pick<AutoscalingSettings, "min" | "scheduled"> | undefined): boolean =>
  scaling !== undefined && [scaling, ...scaling.scheduled].some(({ min }) => min === 0);

/** So many periods in words. */
export const hoursOf = (periods: number): string => {
  const hours = (periods * periodSeconds) / 3_600;
  return hours < 1 ? `${Math.round(hours * 60)} min` : `${Number(hours.toFixed(1))} h`;
};
