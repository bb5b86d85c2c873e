import { stripVTControlCharacters } from "node:util";

/** Text that others wrote without colours and control characters, by which it could pass for something else; tabs stay. */
export const withoutControls = (text: string): string =>
  stripVTControlCharacters(text)
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029]+/g, " ");

/** One line of text that others wrote, fit to be shown: no colours, control characters or line ends. */
export const plainLine = (text: string): string => withoutControls(text).replace(/\s+/g, " ").trim();

/** Cut in the middle where it is too long, since what went wrong stands at the end of AWS's messages. */
export function shorten(text: string, length: number): string {
  const line = plainLine(text);
  if (line.length <= length) return line;
  const mark = " … ";
  const head = Math.ceil((length - mark.length) / 2);
  return line.slice(0, head) + mark + line.slice(line.length - (length - mark.length - head));
}
