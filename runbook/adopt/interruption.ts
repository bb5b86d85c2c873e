/** Ctrl-C was pressed; what was begun has been undone. */
export class Interrupted extends Error {}

/**
 * Runs something that must not be left half-way: a signal that would end this process only makes `check` throw. A terminal sends
 * Ctrl-C to the engine too, which ends by itself.
 */
export async function uninterrupted<T>(work: (check: () => void) => Promise<T>): Promise<T> {
  let isInterrupted = false;
  const onSignal = () => void (isInterrupted = true);
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, onSignal);
  const check = () => {
    if (isInterrupted) throw new Interrupted();
  };
  try {
    return await work(check);
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}
