/** Characters side by side that look alike. */
export interface Run {
  /** Where it begins, from 0. */
  column: number;
  text: string;
  /** Number in the terminal's palette of 16; undefined is the terminal's own colour of text. */
  colour?: number;
  isBold?: boolean;
  isUnderlined?: boolean;
}

/** What stands in one row of the screen, from left to right. */
export type Row = Run[];

/** What a command wrote as one line: several rows where it is longer than the screen is wide. */
export type Line = Row[];

/** A character and how it looks; one in no cell is blank. */
export type Cell = Omit<Run, "column" | "text"> & { character: string };

/** Runs of a row's cells. Blanks that stand together end a run, so that what follows them keeps its column in any font. */
export function toRow(cells: Cell[]): Row {
  const row: Row = [];
  let run: Run | undefined;
  let blanks = 0;
  for (const [column, { character, ...look }] of cells.entries()) {
    if (character.trim() === "") {
      blanks++;
      continue;
    }
    if (run !== undefined && blanks <= 1 && looksLike(run, look)) {
      run.text += " ".repeat(blanks) + character;
    } else {
      run = { column, text: character, ...look };
      row.push(run);
    }
    blanks = 0;
  }
  return row;
}

/** The text of a line, blanks included, without what is blank at its end. */
export const textOf = (line: Line): string =>
  line
    .map((row, index) => (index === line.length - 1 ? textOfRow(row) : textOfRow(row).padEnd(columns)))
    .join("")
    .trimEnd();

/** Columns of the screen. */
export const columns = 100;

const textOfRow = (row: Row) => row.reduce((before, { column, text }) => before.padEnd(column) + text, "");

const looksLike = (run: Run, look: Omit<Cell, "character">) =>
  run.colour === look.colour && run.isBold === look.isBold && run.isUnderlined === look.isUnderlined;
