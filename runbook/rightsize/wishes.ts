import { UsageError } from "../usageError";
import { readPrices, type UnitPrices } from "./price";

/** What is asked of `rightsize`. */
export interface Wishes {
  /** How far to look back. */
  days: number;
  /** Percent of cpu and memory that are to stay free. */
  headroomPercent: number;
  /** Undefined: no costs are told. */
  prices?: UnitPrices;
}

/** CloudWatch keeps values of five minutes for so long; ECS remembers deployments, and so the sizes that ran, for 90 days. */
const mostDays = 63;

/** With less than a tenth in use, nothing is being sized any more. */
const mostHeadroom = 90;

export function readWishes(given: { days: string; headroom: string; price?: string }): Wishes {
  return {
    days: wholeNumber("--days", given.days, 1, mostDays),
    headroomPercent: wholeNumber("--headroom", given.headroom, 0, mostHeadroom),
    prices: given.price === undefined ? undefined : readPrices(given.price),
  };
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d{1,3}$/.test(text) && number >= least && number <= most) return number;
  throw new UsageError(`${option} ${text} is not a whole number from ${least} to ${most}`);
}
