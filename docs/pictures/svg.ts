import { columns, type Row, type Run } from "./screen";

export interface Words {
  /** What it is a picture of, for whoever hears it. */
  title: string;
  /** What is to be seen in it, in a sentence or two. */
  description: string;
}

/** Pixels. A character of the usual monospaced fonts is about 0.6 of its size wide. */
const size = { font: 14, column: 8.4, row: 20, margin: 20 } as const;

/** Dark by itself, so that it can be read on a light page and on a dark one. */
const colours = { background: "#0d1117", frame: "#30363d", text: "#d1d7e0" } as const;

/** The terminal's 16 colours: black, red, green, yellow, blue, magenta, cyan, white; then the same, brighter. */
const palette =
  "#656c76 #ff7b72 #3fb950 #d29922 #58a6ff #bc8cff #39c5cf #b1bac4 #8b949e #ffa198 #56d364 #e3b341 #79c0ff #d2a8ff #56d4dd #ffffff".split(
    " ",
  );

/** A picture of a terminal with these rows, as an SVG document. */
export function toSvg(rows: Row[], { title, description }: Words): string {
  const width = columns * size.column + 2 * size.margin;
  const height = rows.length * size.row + 2 * size.margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="description">${escaped(description)}</desc>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${colours.background}" stroke="${colours.frame}"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace" font-size="${size.font}" fill="${colours.text}">`,
    ...rows.flatMap((row, index) => row.map((run) => toText(run, index))),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

/** Its length is said, so that columns stand below each other whatever the font is. */
function toText({ column, text, colour, isBold = false, isUnderlined = false }: Run, row: number): string {
  const attributes = {
    x: pixels(size.margin + column * size.column),
    y: pixels(size.margin + row * size.row + size.font),
    textLength: pixels([...text].length * size.column),
    lengthAdjust: "spacingAndGlyphs",
    ...(colour !== undefined && { fill: colourOf(colour) }),
    ...(isBold && { "font-weight": "bold" }),
    ...(isUnderlined && { "text-decoration": "underline" }),
  };
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`);
  return `<text${written.join("")}>${escaped(text)}</text>`;
}

function colourOf(number: number): string {
  const colour = palette[number];
  if (colour === undefined) throw new Error(`colour ${number} is not one of the terminal's 16`);
  return colour;
}

const pixels = (length: number) => String(Math.round(length * 10) / 10);

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
