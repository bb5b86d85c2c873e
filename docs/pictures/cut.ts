import { textOf, type Line } from "./screen";

/** Lines that are shown: those that contain the text, or those from one to the next that contains the other. */
export type Part = string | { from: string; to: string };

/** What stands in place of lines that are left out; colour 8 is a terminal's grey. */
const mark: Line = [[{ column: 0, text: "…", colour: 8 }]];

/** Of what a command wrote, the parts that are named, in their order; a mark wherever something is left out. */
export function cut(lines: Line[], parts: Part[]): Line[] {
  const shown: Line[] = [];
  let next = 0;
  for (const part of parts) {
    const { from, to } = typeof part === "string" ? { from: part, to: part } : part;
    const first = find(lines, from, next);
    const end = find(lines, to, first) + 1;
    const between = lines.slice(next, first);
    shown.push(...(isSaid(between) ? [mark] : between), ...lines.slice(first, end));
    next = end;
  }
  return isSaid(lines.slice(next)) ? [...shown, mark] : shown;
}

/** Nobody misses what is empty. */
const isSaid = (lines: Line[]) => lines.some((line) => textOf(line) !== "");

function find(lines: Line[], text: string, start: number): number {
  const index = lines.findIndex((line, at) => at >= start && textOf(line).includes(text));
  if (index !== -1) return index;
  throw new Error(`no line with "${text}" from line ${start + 1} on of:\n${lines.map(textOf).join("\n")}`);
}
