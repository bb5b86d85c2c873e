/** Somebody wants this process to end. */
export class Interrupted extends Error {
  constructor(readonly signal: NodeJS.Signals) {
    super(`ended by ${signal}`);
  }
}

/**
 * Rejects when this process is asked to end, or when nobody reads its output any more. Whatever comes after that is
 * ignored: npm passes a Ctrl-C on that the terminal has sent already.
 */
export function interruption(): Promise<never> {
  return new Promise((_resolve, reject) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => reject(new Interrupted(signal)));
    }
    for (const output of [process.stdout, process.stderr]) output.on("error", () => reject(new Interrupted("SIGPIPE")));
  });
}
