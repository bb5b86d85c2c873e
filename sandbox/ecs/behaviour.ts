/**
 * How the container of an image behaves: plain JSON, carried by an annotation of the image's manifest. Every field is
 * optional; `{}` is a container that starts, is healthy at once and runs for ever. Seconds are AWS seconds since the
 * container started.
 */
export interface ContainerBehaviour {
  /** The only architecture the image runs on; on the other one it ends with `exec format error`. Default: both. */
  architecture?: "X86_64" | "ARM64";
  /** Lines it prints when it starts. */
  startLog?: string[];
  /** It ends by itself. */
  exit?: { code: number; afterSeconds: number; log?: string[] };
  /** With a smaller memory limit (its own, else the task's) it is killed a few seconds after its start. */
  needsMemoryMiB?: number;
  /** Without one of these variables (environment or secret) it prints which one is missing and ends with code 1. */
  needsEnvironment?: string[];
  /** What the command of its container health check finds. Default: it passes at once and always. */
  healthCheck?: Probe;
  /** What the load balancer's health check finds. Default: it passes at once and always. */
  target?: Probe & {
    /** For example `Target.Timeout`. Default `Target.ResponseCodeMismatch`. */
    reason?: string;
    /** Default `Health checks failed with these codes: [503]`. */
    description?: string;
  };
  /** It has to be killed (exit code 137) once its stop timeout is over. */
  ignoresSigterm?: boolean;
  /** How it behaves under another command (the words, joined by a space) than the image's own. */
  commands?: Record<string, ContainerBehaviour>;
}

/** When a health check passes: from `passesAfterSeconds` (default 0) to `failsAfterSeconds` (default: for ever). */
export interface Probe {
  passesAfterSeconds?: number | "never";
  failsAfterSeconds?: number;
}

/** Whether a check made so many seconds after the start passes. */
export function passes(probe: Probe, seconds: number): boolean {
  const from = probe.passesAfterSeconds ?? 0;
  if (from === "never" || seconds < from) return false;
  return seconds < (probe.failsAfterSeconds ?? Infinity);
}
