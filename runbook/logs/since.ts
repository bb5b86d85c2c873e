import { isDate } from "../../settings/yamlTimestamp";
import { UsageError } from "../usageError";

const unitMs: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `5m` or an ISO time, as epoch milliseconds; a time without a zone is local. */
export function readSince(text: string, now: number): number {
  const [, count, unit = ""] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const since = count === undefined ? timeOf(text) : now - Number(count) * (unitMs[unit] ?? NaN);
  if (Number.isNaN(since) || since < 0) {
    throw new UsageError(
      `--since ${text} is neither a duration nor a time: use for example 30s, 5m, 2h, 1d or 2026-01-31T12:00Z`,
    );
  }
  if (since > now) throw new UsageError(`--since ${text} lies in the future`);
  return since;
}

function timeOf(text: string): number {
  const [, day] = /^(\d{4}-\d{2}-\d{2})(?:T|$)/.exec(text) ?? [];
  return day !== undefined && isDate(day) ? Date.parse(text) : NaN;
}
