/** A document with its generated part between `<!-- name -->` and `<!-- /name -->`; prettier would pad the long cells of a table. */
export function withGenerated(document: string, name: string, content: string): string {
  const markers = { start: `<!-- ${name} -->`, end: `<!-- /${name} -->` };
  const start = document.indexOf(markers.start);
  const end = document.indexOf(markers.end);
  if (start === -1 || end < start) throw new Error(`the document has no ${markers.start} … ${markers.end}`);
  const generated = `\n\n<!-- prettier-ignore-start -->\n\n${content}\n\n<!-- prettier-ignore-end -->\n\n`;
  return document.slice(0, start + markers.start.length) + generated + document.slice(end);
}

/** A Markdown table; the first row is the head. */
export function table([head = [], ...rows]: string[][]): string {
  return [head, head.map(() => "---"), ...rows].map(row).join("\n");
}

const row = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
