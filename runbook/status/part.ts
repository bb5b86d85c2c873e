import { isAwsError, wordsOfFailedCall } from "../../account/askedFor";

/** An answer of AWS, or a sentence that says why there is none: the rest of the status is worth having without it. */
export type Part<T> = { value: T } | { unknown: string };

export async function part<T>(what: string, asked: Promise<T>): Promise<Part<T>> {
  try {
    return { value: await asked };
  } catch (error) {
    if (!isAwsError(error)) throw error;
    return { unknown: `${what}: ${wordsOfFailedCall(error)}` };
  }
}

export const valueOf = <T>(part: Part<T>): T | undefined => ("value" in part ? part.value : undefined);

export const unknownOf = (part: Part<unknown>): string[] => ("unknown" in part ? [part.unknown] : []);
