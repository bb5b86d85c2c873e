import { isDeepStrictEqual } from "node:util";

/** A setting's value as a program finds it: a list or map out of its JSON, everything else as the text that it is. */
export function parsedValue(value: string): unknown {
  if (!/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** The same to the program: the engine writes a map's keys in another order than the file. */
export const isSameValue = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined ? one === other : isDeepStrictEqual(parsedValue(one), parsedValue(other));
