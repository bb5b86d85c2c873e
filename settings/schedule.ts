import { z } from "zod";
import { setCommand } from "./commands";
import type { Field } from "./fields";

/** When a scheduled action is. */
export const schedule: Field<string> = {
  schema: z.string().refine(isSchedule),
  allowed: "cron(minute hour day month weekday year), rate(5 minutes) or at(2026-12-24T18:00:00)",
  fix: (path) => setCommand(path, "cron(0 8 ? * MON-FRI *)"),
};

/** Values of a field of a cron expression, and the names that some of them have. */
interface CronField {
  from: number;
  to: number;
  names?: string[];
  /** Forms beside values, ranges and steps. */
  also?: RegExp;
}

/** Minute, hour, day of the month, month, day of the week, year. */
const cronFields: CronField[] = [
  { from: 0, to: 59 },
  { from: 0, to: 23 },
  { from: 1, to: 31, also: /^(\?|L|LW|\d{1,2}W)$/ },
  { from: 1, to: 12, names: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"] },
  { from: 1, to: 7, names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"], also: /^(\?|L|[1-7]L|[1-7]#[1-5])$/ },
  { from: 1970, to: 2199 },
];

/**
 * Whether AWS takes a text for a schedule: `at(…)` of a time that there is, `rate(…)` or `cron(…)`. Source: "Schedule scaling using cron
 * expressions" and `PutScheduledAction`, Application Auto Scaling; a day is given of the month or of the week, and the other one is `?`.
 */
export function isSchedule(text: string): boolean {
  const [, kind, inner = ""] = /^(at|rate|cron)\((.*)\)$/.exec(text) ?? [];
  if (kind === "at") return isTime(inner);
  if (kind === "rate") return /^(1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))$/.test(inner);
  if (kind !== "cron") return false;
  const given = inner.split(/\s+/);
  const isOneDay = [given[2], given[4]].filter((day) => day === "?").length === 1;
  return (
    given.length === cronFields.length && isOneDay && cronFields.every((field, index) => isIn(field, given[index]!))
  );
}

function isTime(text: string): boolean {
  const time = new Date(`${text}Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().slice(0, 19) === text;
}

function isIn({ from, to, names = [], also }: CronField, text: string): boolean {
  if (also?.test(text) === true) return true;
  const valueOf = (word: string) =>
    names.includes(word.toUpperCase())
      ? names.indexOf(word.toUpperCase()) + from
      : /^\d+$/.test(word)
        ? Number(word)
        : NaN;
  const isValue = (word: string) => valueOf(word) >= from && valueOf(word) <= to;
  return text.split(",").every((part) => {
    const [range = "", step, ...more] = part.split("/");
    if (more.length > 0 || (step !== undefined && !(/^\d+$/.test(step) && Number(step) > 0))) return false;
    if (range === "*") return true;
    const ends = range.split("-");
    return ends.length <= 2 && ends.every(isValue);
  });
}
