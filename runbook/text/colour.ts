import type { Writable } from "node:stream";
import { styleText } from "node:util";

type Format = "bold" | "dim" | "red" | "green" | "yellow" | "cyan" | "magenta" | "blue";

/** Colours text for a stream; leaves it alone when that is no terminal, or `NO_COLOR` is set. */
export const colourFor =
  (stream: Writable) =>
  (format: Format | Format[], text: string): string =>
    styleText(format, text, { stream, validateStream: true });

export type Paint = ReturnType<typeof colourFor>;
