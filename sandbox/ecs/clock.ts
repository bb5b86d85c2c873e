/** Where the model gets its time from; tests give it virtual time. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls `action` every so many real milliseconds until the returned function is called. */
  every(milliseconds: number, action: () => void): () => void;
}

/** The machine's clock. Its timer does not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  every(milliseconds, action) {
    const timer = setInterval(action, milliseconds).unref();
    return () => clearInterval(timer);
  },
};

/**
 * A point of real time, seen from AWS: timestamps are real, but what takes AWS a minute takes the model
 * `60 / timeScale` real seconds.
 */
export class Moment {
  constructor(
    /** Epoch milliseconds. */
    readonly now: number,
    /** AWS seconds per real second. */
    readonly timeScale: number,
  ) {}

  /** AWS seconds that have passed since an earlier time (epoch milliseconds). */
  secondsSince(at: number): number {
    return ((this.now - at) / 1000) * this.timeScale;
  }
}
