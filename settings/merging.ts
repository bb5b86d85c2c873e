import { isDeepStrictEqual } from "node:util";

type Values = Record<string, unknown>;

export const isMap = (value: unknown): value is Values =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** Maps are merged key by key, at every depth, where `null` takes a key away; everything else, lists too, is replaced. */
export function mergedValue(outside: unknown, own: unknown): unknown {
  if (!isMap(outside) || !isMap(own)) return own;
  const result: Values = { ...outside };
  for (const [key, value] of Object.entries(own)) {
    // Where there is nothing to take away, it is a value that was forgotten, and stays to be told.
    if (value === null && Object.hasOwn(outside, key)) delete result[key];
    else result[key] = mergedValue(outside[key], value);
  }
  return result;
}

/** What `own` has to be for `wanted` to come out of the merging. */
export function ownValueFor(outside: unknown, wanted: unknown): unknown {
  if (!isMap(outside) || !isMap(wanted)) return wanted;
  const gone = Object.keys(outside).filter((key) => !Object.hasOwn(wanted, key));
  const other = Object.entries(wanted).filter(([key, value]) => !isDeepStrictEqual(outside[key], value));
  return Object.fromEntries([
    ...other.map(([key, value]) => [key, ownValueFor(outside[key], value)]),
    ...gone.map((key) => [key, null]),
  ]) as Values;
}
