import type { CorrectedCall } from "./correction";

/** The parameters of a call, for example `{ "VpcId.1": "vpc-0abc" }`. */
export function parametersOf({ body }: CorrectedCall): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(body.toString()));
}

/** The texts of all elements of that name. */
export function valuesOf(xml: string, element: string): string[] {
  return [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, "g"))].map(([, value = ""]) => value);
}

/** The text of the first element of that name. */
export const valueOf = (xml: string, element: string): string | undefined => valuesOf(xml, element)[0];

/** The parts of an answer that begin with an element of that name, which is the first of each item. */
export function itemsOf(xml: string, firstElement: string): string[] {
  return xml.split(new RegExp(`(?=<${firstElement}>)`)).slice(1);
}
