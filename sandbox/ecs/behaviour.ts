import { z } from "zod";

const seconds = z.number().nonnegative();

/** When a health check passes: from `passesAfterSeconds` (default 0) to `failsAfterSeconds` (default: for ever). */
const probe = z.strictObject({
  passesAfterSeconds: z.union([seconds, z.literal("never")]).optional(),
  failsAfterSeconds: seconds.optional(),
});

/**
 * How the container of an image behaves: plain JSON, carried by an annotation of the image's manifest. Every field is
 * optional; `{}` is a container that starts, is healthy at once and runs for ever. Seconds are AWS seconds since the
 * container started.
 */
export const containerBehaviour = z.strictObject({
  /** The only architecture the image runs on; on the other one it ends with `exec format error`. Default: both. */
  architecture: z.enum(["X86_64", "ARM64"]).optional(),
  /** Lines it prints when it starts. */
  startLog: z.array(z.string()).optional(),
  /** It ends by itself. */
  exit: z
    .strictObject({ code: z.int().min(0).max(255), afterSeconds: seconds, log: z.array(z.string()).optional() })
    .optional(),
  /** With a smaller memory limit (its own, else the task's) it is killed a few seconds after its start. */
  needsMemoryMiB: z.number().positive().optional(),
  /** Without one of these variables (environment or secret) it prints which one is missing and ends with code 1. */
  needsEnvironment: z.array(z.string()).optional(),
  /** What the command of its container health check finds. Default: it passes at once and always. */
  healthCheck: probe.optional(),
  /** What the load balancer's health check finds. Default: it passes at once and always. */
  target: z
    .strictObject({
      ...probe.shape,
      /** For example `Target.Timeout`. Default `Target.ResponseCodeMismatch`. */
      reason: z.string().optional(),
      /** Default `Health checks failed with these codes: [503]`. */
      description: z.string().optional(),
    })
    .optional(),
  /** It has to be killed (exit code 137) once its stop timeout is over. */
  ignoresSigterm: z.boolean().optional(),
  /** How it behaves under another command (the words, joined by a space) than the image's own. */
  get commands() {
    return z.record(z.string(), containerBehaviour).optional();
  },
});

export type ContainerBehaviour = z.infer<typeof containerBehaviour>;
export type Probe = z.infer<typeof probe>;

/** Whether a check made so many seconds after the start passes. */
export function passes({ passesAfterSeconds = 0, failsAfterSeconds = Infinity }: Probe, secondsAfterStart: number) {
  if (passesAfterSeconds === "never") return false;
  return secondsAfterStart >= passesAfterSeconds && secondsAfterStart < failsAfterSeconds;
}
