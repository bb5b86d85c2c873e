import type { Window } from "./series";

/** From nothing to all of it; the first one is for no value at all. */
const unicodeLevels = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const asciiLevels = [" ", "_", ".", ":", "-", "=", "+", "*", "#"];

/** Whether a terminal shows block elements, by the locale. Source: POSIX, "Internationalization Variables". */
export function showsUnicode({ LC_ALL, LC_CTYPE, LANG, TERM, WT_SESSION }: NodeJS.ProcessEnv): boolean {
  if (TERM === "dumb" || TERM === "linux") return false;
  const locale = [LC_ALL, LC_CTYPE, LANG].find((each) => each !== undefined && each !== "") ?? "";
  return /utf-?8/i.test(locale) || WT_SESSION !== undefined;
}

/**
 * The highest values over time, each character for a part of the window, from 0 to 100 percent.
 *
 * @param points by time, epoch milliseconds
 */
export function sparkline(
  points: { time: number; percent: number }[],
  { from, to }: Window,
  { width, isUnicode }: { width: number; isUnicode: boolean },
): string {
  const highest: (number | undefined)[] = Array.from({ length: width }, () => undefined);
  for (const { time, percent } of points) {
    const place = Math.floor(((time - from) / (to - from)) * width);
    highest[place] = Math.max(highest[place] ?? 0, percent);
  }
  const levels = isUnicode ? unicodeLevels : asciiLevels;
  return highest.map((percent) => levels[percent === undefined ? 0 : levelOf(percent, levels.length - 1)]).join("");
}

const levelOf = (percent: number, levels: number) => Math.min(Math.max(Math.ceil((percent / 100) * levels), 1), levels);
