import type { MiddlewareStack } from "@aws-sdk/types";
import { errorCode, isDenied, reasonOf } from "./problem";

/** A call to AWS that has failed. */
interface Asked {
  /** The IAM action that it needs, for example `ecs:DescribeServices`. */
  action: string;
  /** What it was about: the names and ARNs that were sent along. */
  about: string[];
}

const notes = new WeakMap<object, Asked>();

type Client = { middlewareStack: MiddlewareStack<object, object> };

/** Whoever waits for an answer for so long, the SDK's own attempts together, may wonder. */
const slowAfterMs = 3_000;

/**
 * Has a client note on the errors of its calls what was asked for, since AWS's own words do not always say it, and tell when a
 * call takes long.
 */
export function noting<T>(client: T, iamPrefix: string, onSlow?: (action: string) => void): T {
  (client as Client).middlewareStack.add(
    (next, context) => async (args) => {
      const action = `${iamPrefix}:${String(context.commandName).replace(/Command$/, "")}`;
      const slow = onSlow && setTimeout(() => onSlow(action), slowAfterMs);
      try {
        return await next(args);
      } catch (error) {
        if (error instanceof Error) notes.set(error, { action, about: namesIn(args.input) });
        throw error;
      } finally {
        clearTimeout(slow);
      }
    },
    { step: "initialize", name: "noteWhatWasAskedFor" },
  );
  return client;
}

/** Fields of a request that name what it is about. */
const naming =
  /^(cluster|services?|serviceName|serviceDeploymentArns?|taskDefinition|familyPrefix|tasks?|.*(Name|Names|Arn|Id))$/;

function namesIn(input: object): string[] {
  return Object.entries(input)
    .filter(([field]) => naming.test(field))
    .flatMap(([, value]: [string, unknown]) => (Array.isArray(value) ? (value as unknown[]) : [value]))
    .filter((value): value is string => typeof value === "string")
    .slice(0, 3);
}

/** Whether an error is that of a call to AWS. */
export const isAwsError = (error: unknown): boolean => error instanceof Error && notes.has(error);

/** A failed call in words: the permission that is missing and for what, or why there was no answer. */
export function wordsOfFailedCall(error: unknown): string {
  const { action, about } = notes.get(error as object) ?? { action: "", about: [] };
  const message = error instanceof Error ? error.message : String(error);
  const on = about.length === 0 || / on resource: /.test(message) ? "" : ` on ${about.join(", ")}`;
  if (isDenied(error)) return `permission for ${action}${on} is missing (${message})`;
  const unanswered = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "TimeoutError", "AbortError"]);
  if (unanswered.has(errorCode(error))) return `AWS cannot be reached for ${action}: ${reasonOf(error)}`;
  return `AWS did not do ${action}${on}: ${reasonOf(error)}`;
}
