import type { IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { z, ZodError } from "zod";
import type { ModelOptions } from "../ecs/world";
import { AwsError } from "../ecs/awsError";
import type { CallCounter } from "./callCounter";
import type { Faults } from "./faults";
import type { FrontOptions } from "./front";
import { jsonReply, type Reply } from "./reply";

const prefix = "/_sandbox/";

/** What can be set of the model of ECS while it runs; see `ModelOptions`. */
const modelSchema = z
  .strictObject({
    rollbackId: z.enum(["old", "new"]),
    staleSeconds: z.number().nonnegative(),
    capacityUnavailable: z.boolean(),
    /** Null: no limit. */
    vcpuQuota: z
      .number()
      .nonnegative()
      .nullable()
      .transform((quota) => quota ?? Infinity),
  })
  .partial() satisfies z.ZodType<Partial<ModelOptions>>;

const backdateSchema = z.strictObject({
  /** `service/CLUSTER/NAME` */
  resourceId: z.string(),
  days: z.number().nonnegative(),
});

/** Whether a request is for the sandbox itself, not for AWS. */
export const isControl = ({ url }: IncomingMessage) => url?.startsWith(prefix) ?? false;

/** Answers what tests and the sandbox's commands ask of the front; documented in docs/sandbox.md. */
export async function answerControl(
  request: IncomingMessage,
  front: FrontOptions & { faults: Faults; calls: CallCounter },
): Promise<Reply> {
  const { faults, calls, account } = front;
  const actions: Record<string, () => object | void | Promise<object | void>> = {
    "GET account": () => account,
    "GET faults": () => faults.list(),
    "POST faults": async () => {
      faults.add(await json(request));
      return faults.list();
    },
    "DELETE faults": () => faults.clear(),
    "GET calls": () => calls.list(),
    "DELETE calls": () => calls.clear(),
    "POST ecs": async () => front.ecs(account.region).configure(modelSchema.parse(await json(request))),
    "POST backdate": async () => {
      const { resourceId, days } = backdateSchema.parse(await json(request));
      front.ecs(account.region).backdate(resourceId, days);
    },
    "POST scaling": async () => front.scaling(account.region).trigger(await json(request)),
    "POST reset": () => front.reset(),
  };
  const asked = `${request.method} ${(request.url ?? "").slice(prefix.length)}`;
  const action = actions[asked];
  if (action === undefined)
    return jsonReply({ message: `${asked}: known are ${Object.keys(actions).join(", ")}` }, 404);
  try {
    return jsonReply((await action()) ?? {});
  } catch (error) {
    if (error instanceof ZodError) return jsonReply({ message: z.prettifyError(error) }, 400);
    if (error instanceof AwsError) return jsonReply({ message: error.message }, error.httpStatus);
    if (error instanceof SyntaxError) return jsonReply({ message: error.message }, 400);
    throw error;
  }
}
