import type { Clients } from "../../account/clients";
import type { Existing } from "../../account/existing";
import { errorCode, isDenied } from "../../account/problem";
import type { Settings } from "../../settings/types";

/** What a check looks at: what is asked for, what the account has, and the means to ask for more. */
export interface Subject {
  settings: Settings;
  existing: Existing;
  clients: Clients;
}

/** What the preflight has to say, each a sentence for the user. */
export interface Findings {
  /** What would make the update fail for certain: nothing may be changed. */
  problems: string[];
  /** What may go wrong, and what could not be checked. */
  warnings: string[];
  /** What cannot be checked yet, for instance because this update creates it. */
  notChecked: string[];
  /** What would make rollouts better, though nothing is wrong; there is none unless it was asked for. */
  advice?: string[];
}

export const allWell: Findings = { problems: [], warnings: [], notChecked: [] };

export const problem = (text: string): Findings => ({ ...allWell, problems: [text] });

export const warning = (text: string): Findings => ({ ...allWell, warnings: [text] });

export const notChecked = (text: string): Findings => ({ ...allWell, notChecked: [text] });

export const advice = (text: string): Findings => ({ ...allWell, advice: [text] });

/** All findings as one, each sentence once. */
export function together(all: Findings[]): Findings {
  const unique = (part: keyof Findings) => [...new Set(all.flatMap((findings) => findings[part] ?? []))];
  const advice = unique("advice");
  return {
    problems: unique("problems"),
    warnings: unique("warnings"),
    notChecked: unique("notChecked"),
    ...(advice.length > 0 && { advice }),
  };
}

/** All findings of checks that run at the same time. */
export async function sideBySide(checks: Promise<Findings>[]): Promise<Findings> {
  return together(await Promise.all(checks));
}

/** Runs a check; one that may not ask AWS, or gets no answer, is a warning and never a problem. */
export async function checking(what: string, check: () => Promise<Findings>): Promise<Findings> {
  try {
    return await check();
  } catch (error) {
    return warning(`${what} could not be checked: ${reasonOf(error)}`);
  }
}

/** A call that AWS refused for want of a permission. */
class Refused extends Error {
  constructor(action: string) {
    super(`permission for ${action} is missing`);
  }
}

const answerLimitSeconds = 10;

/** Makes one call to AWS, for which the caller needs the IAM action; gives up on one that is not answered. */
export async function asking<T>(
  action: string,
  call: (options: { abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> {
  try {
    return await call({ abortSignal: AbortSignal.timeout(answerLimitSeconds * 1000) });
  } catch (error) {
    throw isDenied(error) ? new Refused(action) : error;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Refused) return error.message;
  const code = errorCode(error);
  if (code === "AbortError" || code === "TimeoutError") return `no answer within ${answerLimitSeconds} s`;
  // What the SDK says of an answer that it does not understand.
  if (code === "Unknown") return "AWS's answer is not understood";
  return `${code}: ${error instanceof Error ? error.message : String(error)}`;
}
