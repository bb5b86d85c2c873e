import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { ApiCall } from "./apiCall";
import { errorReply, type Reply } from "./reply";

const faultSchema = z.strictObject({
  /** As in IAM policies, `*` allowed: `ecs:DescribeServices`, `secretsmanager:*`, `*`. */
  action: z.string().min(1),
  kind: z.enum(["throttle", "error", "reset", "latency", "deny"]),
  /** How many calls it strikes; without it every call until faults are cleared. */
  times: z.int().positive().optional(),
  /** For `error`: AWS's error code. Default `InternalFailure`. */
  code: z.string().optional(),
  /** For `error`. */
  message: z.string().optional(),
  /** For `error`. Default 500. */
  httpStatus: z.int().min(400).max(599).optional(),
  /** For `latency`: how much later the answer comes, or until faults are cleared. Default 1000. */
  milliseconds: z.number().nonnegative().optional(),
});

/** Something that goes wrong on purpose. */
export type Fault = z.infer<typeof faultSchema>;

/** What a fault does to a call: the connection breaks, or this is the answer, or it is only late. */
export type Blow = { kind: "reset" } | { kind: "reply"; reply: Reply } | { kind: "latency"; milliseconds: number };

/** The faults that are set; a call is struck by the first one that matches it, and in addition by delays. */
export class Faults {
  private active: Fault[] = [];
  private cleared = new AbortController();

  constructor(private readonly accountId: string) {}

  /** Throws when it is not a fault. */
  add(fault: unknown): void {
    this.active.push(faultSchema.parse(fault));
  }

  clear(): void {
    this.active = [];
    this.cleared.abort();
    this.cleared = new AbortController();
  }

  /** Delays an answer, but not beyond the moment when faults are cleared. */
  async delay(milliseconds: number): Promise<void> {
    const { signal } = this.cleared;
    await sleep(milliseconds, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  list(): Fault[] {
    return this.active;
  }

  strike(call: ApiCall): Blow[] {
    const matching = this.active.filter((fault) => matches(fault.action, call.action));
    const delays = matching.filter(({ kind }) => kind === "latency");
    const other = matching.find(({ kind }) => kind !== "latency");
    const used = other === undefined ? delays : [...delays, other];
    this.active = this.active.flatMap((fault) => (used.includes(fault) ? remaining(fault) : [fault]));
    return used.map((fault) => this.blow(fault, call));
  }

  private blow(fault: Fault, call: ApiCall): Blow {
    switch (fault.kind) {
      case "latency":
        return { kind: "latency", milliseconds: fault.milliseconds ?? 1_000 };
      case "reset":
        return { kind: "reset" };
      case "throttle":
        return { kind: "reply", reply: errorReply(call.protocol, throttling(call)) };
      case "deny":
        return { kind: "reply", reply: errorReply(call.protocol, denied(call, this.accountId)) };
      case "error":
        return {
          kind: "reply",
          reply: errorReply(call.protocol, {
            code: fault.code ?? "InternalFailure",
            message: fault.message ?? "The request processing has failed because of an unknown error.",
            httpStatus: fault.httpStatus ?? 500,
          }),
        };
    }
  }
}

function remaining(fault: Fault): Fault[] {
  if (fault.times === undefined) return [fault];
  return fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : [];
}

function matches(pattern: string, action: string): boolean {
  const expression = pattern.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${expression.join(".*")}$`).test(action);
}

function throttling({ protocol }: ApiCall) {
  if (protocol === "ec2") return { code: "RequestLimitExceeded", message: "Request limit exceeded.", httpStatus: 503 };
  if (protocol === "rest") return { code: "SlowDown", message: "Please reduce your request rate.", httpStatus: 503 };
  const code = protocol === "json" ? "ThrottlingException" : "Throttling";
  return { code, message: "Rate exceeded", httpStatus: 400 };
}

/** The words and codes of the services for a missing permission. */
function denied({ protocol, action }: ApiCall, accountId: string) {
  const message =
    `User: arn:aws:iam::${accountId}:root is not authorized to perform: ${action} ` +
    `because no identity-based policy allows the ${action} action`;
  if (protocol === "ec2") return { code: "UnauthorizedOperation", message, httpStatus: 403 };
  if (protocol === "json") return { code: "AccessDeniedException", message, httpStatus: 400 };
  return { code: "AccessDenied", message, httpStatus: 403 };
}
