import { styleText } from "node:util";
import { plainLine } from "../../../rollout/shorten";

type Format = Parameters<typeof styleText>[0];

/** A piece of a line; its text is of characters that are one column wide. */
export interface Piece {
  text: string;
  format?: Format;
}

/** What is shown on one line of the screen. */
export type Line = Piece[];

/** A piece of text that may come from others: on one line, and of characters whose width is certain. */
export const piece = (text: string, format?: Format): Piece => ({
  text: text === "" ? "" : narrow(text),
  format,
});

/** Wide and combining characters would shift what comes after them. Blanks at the ends stay. */
function narrow(text: string): string {
  const [before = "", after = ""] = [/^ */.exec(text)?.[0], text.trim() === "" ? "" : / *$/.exec(text)?.[0]];
  return before + plainLine(text).replace(certainWidth, "?").replace(/ +/g, " ") + after;
}

/** All but Latin, Greek, Cyrillic, punctuation, arrows, blocks and shapes. */
const certainWidth = /[^\u0020-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2500-\u25ff]/gu;

export const widthOf = (line: Line): number => line.reduce((width, { text }) => width + text.length, 0);

/** A line that is no wider than so many columns: where it is, it ends with `…`. */
export function cut(line: Line, columns: number): Line {
  if (widthOf(line) <= columns) return line;
  const pieces: Line = [];
  let room = columns - 1;
  for (const { text, format } of line) {
    pieces.push({ text: text.slice(0, room), format });
    room -= Math.min(room, text.length);
  }
  return [...pieces, { text: "…" }].filter(({ text }) => text !== "");
}

/** As it is written to a terminal, with colours or without. */
export const written = (line: Line, color: boolean): string =>
  line
    .map(({ text, format }) =>
      color && format !== undefined ? styleText(format, text, { validateStream: false }) : text,
    )
    .join("")
    .trimEnd();
