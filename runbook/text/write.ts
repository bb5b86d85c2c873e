import type { Writable } from "node:stream";

/** Writes text, and waits until it is written; what goes wrong is the stream's to tell. */
export const write = (stream: Writable, text: string): Promise<void> =>
  new Promise((resolve) => stream.write(text, () => resolve()));
