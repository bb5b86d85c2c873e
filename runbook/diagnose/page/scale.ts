import type { DiagnoseDocument } from "../../documents/diagnose";

/** From when to when a time line goes, in epoch milliseconds. */
export interface Span {
  from: number;
  to: number;
}

/** From the rollout's begin to its end, or to now, and to what followed; undefined: when it began is not known. */
export function spanOf({ latest, timeline, state }: DiagnoseDocument, now: number): Span | undefined {
  const from = Date.parse(latest?.startedAt ?? "");
  if (Number.isNaN(from)) return undefined;
  const isOn = state === "under way" || state === "rolling back";
  const ends = [latest?.endedAt ?? undefined, ...timeline.map(({ at }) => at)].flatMap((at) =>
    at === undefined ? [] : [Date.parse(at)],
  );
  return { from, to: Math.max(...ends, isOn ? now : -Infinity, from + 1_000) };
}

/** Place of a time on a line; what is outside is at its ends. */
export const scale =
  ({ from, to }: Span, [left, right]: [left: number, right: number]) =>
  (time: number): number =>
    Math.round((left + (right - left) * Math.min(1, Math.max(0, (time - from) / (to - from)))) * 10) / 10;

const stepsInSeconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400];

/** Round times on a line, no more than so many. */
export function ticks({ from, to }: Span, most: number): number[] {
  const step = (stepsInSeconds.find((seconds) => (to - from) / (seconds * 1_000) <= most) ?? 604_800) * 1_000;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, index) => first + index * step);
}
