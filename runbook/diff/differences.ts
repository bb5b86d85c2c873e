import { isDeepStrictEqual } from "node:util";
import { isCollection, isMeaning, meaningOf, sharedBy, type Definition } from "./meaning";

/** A field in which what is live is not what is wanted. */
export interface Difference {
  /**
   * Fields from the outside in, in ECS's words; entries of lists by name: `["containerDefinitions", "app", "environment",
   * "LOG_LEVEL"]`.
   */
  path: string[];
  /** `added`: only wanted; `removed`: only live. */
  kind: "added" | "removed" | "changed";
  /** As it is compared, so a list of named entries is a map. May hold what should not be shown: see `shown`. */
  live?: unknown;
  wanted?: unknown;
}

/**
 * Compares two task definitions field by field, by what they mean: in any order, with or without what ECS fills in. Complete:
 * without a difference, both run the same.
 */
export function differencesBetween(live: Definition, wanted: Definition): Difference[] {
  const shared = sharedBy([live, wanted]);
  return compare(meaningOf(live, shared), meaningOf(wanted, shared), []);
}

function compare(live: unknown, wanted: unknown, path: string[]): Difference[] {
  const isOneByOne = isCollection(path.at(-1) ?? "");
  const [one, other] = isOneByOne ? [live ?? {}, wanted ?? {}] : [live, wanted];
  if (isMeaning(one) && isMeaning(other)) {
    const fields = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
    return fields.flatMap((field) => compare(own(one, field), own(other, field), [...path, field]));
  }
  if (isDeepStrictEqual(live, wanted)) return [];
  const kind = live === undefined ? "added" : wanted === undefined ? "removed" : "changed";
  return [{ path, kind, ...(live !== undefined && { live }), ...(wanted !== undefined && { wanted }) }];
}

/** A variable may be called `constructor`. */
const own = (map: Record<string, unknown>, field: string) => (Object.hasOwn(map, field) ? map[field] : undefined);
