/** What a call to AWS was, noted on the error it ended with. */
interface FailedCall {
  /** For example `ECS` or `CloudWatch Logs`. */
  service: string;
  /** For example `CreateService`. */
  operation: string;
}

const failedCalls = new WeakMap<object, FailedCall>();

/** The names that the real provider's SDK gives the services in its errors, where they differ from the client's. */
const serviceNames: Record<string, string> = { CloudWatchLogs: "CloudWatch Logs" };

/** An AWS SDK client, as far as the noting of failed calls needs it. */
interface NotingClient {
  middlewareStack: {
    add(
      middleware: (
        next: (args: never) => Promise<never>,
        context: { clientName?: string; commandName?: string },
      ) => (args: never) => Promise<never>,
      options: { step: "initialize"; name: string },
    ): void;
  };
}

/** Makes every error of a client know which call it belongs to. */
export function noteFailedCalls<Client extends object>(client: Client): Client {
  (client as NotingClient).middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const client = (context.clientName ?? "AWS").replace(/Client$/, "");
        const operation = (context.commandName ?? "unknown").replace(/Command$/, "");
        if (error instanceof Error) failedCalls.set(error, { service: serviceNames[client] ?? client, operation });
        throw error;
      }
    },
    { step: "initialize", name: "noteFailedCalls" },
  );
  return client;
}

/** A failed step of the provider: what it was doing, and AWS's own answer unchanged after it. */
export class StepError extends Error {
  constructor(step: string, cause: unknown) {
    super(`${step}: ${awsText(cause)}`, { cause });
    this.name = "StepError";
  }
}

/** Does something and says what it was when it fails. */
export async function step<T>(what: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw new StepError(what, error);
  }
}

/** Whether AWS answered with one of these error codes. */
export function isAwsError(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && codes.includes(error.name);
}

/** The text that the real provider shows for an error of AWS. */
function awsText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const call = failedCalls.get(error);
  if (call === undefined) return error.message;
  const operation = `operation error ${call.service}: ${call.operation}`;
  const { httpStatusCode, requestId } =
    (error as { $metadata?: { httpStatusCode?: number; requestId?: string } }).$metadata ?? {};
  if (httpStatusCode === undefined) return `${operation}, ${error.message}`;
  return `${operation}, https response error StatusCode: ${httpStatusCode}, RequestID: ${requestId ?? ""}, ${error.name}: ${error.message}`;
}
