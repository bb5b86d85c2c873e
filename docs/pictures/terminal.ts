import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Terminal as Emulator, type IBufferCell } from "@xterm/headless";
import { projectDir } from "../../sandbox/paths";
import { columns, toRow, type Cell, type Line } from "./screen";

/** Rows of the screen: as many as any progress display wants. */
const rows = 60;

/** Runs a command in a terminal of its own and gives what stands there at its end, and its exit code. */
export async function runInTerminal(
  words: string[],
  env: NodeJS.ProcessEnv,
): Promise<{ lines: Line[]; exitCode: number }> {
  const emulator = new Emulator({ cols: columns, rows, scrollback: 10_000, allowProposedApi: true });
  const child = spawn("python3", [join(__dirname, "inTerminal.py"), String(columns), String(rows), ...words], {
    cwd: projectDir,
    env: { ...env, TERM: "xterm-256color" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  child.stdout.on("data", (shown: Buffer) => emulator.write(shown));
  const [exitCode] = (await once(child, "close")) as [number];
  await new Promise<void>((resolve) => emulator.write("", resolve));
  return { lines: linesOn(emulator), exitCode };
}

function linesOn({ buffer: { active } }: Emulator): Line[] {
  const lines: Line[] = [];
  for (let index = 0; index < active.baseY + active.cursorY; index++) {
    const row = active.getLine(index);
    if (row === undefined) break;
    const cells = Array.from({ length: row.length }, (_, column) => toCell(row.getCell(column)));
    const continued = row.isWrapped ? lines.at(-1) : undefined;
    if (continued === undefined) lines.push([toRow(cells)]);
    else continued.push(toRow(cells));
  }
  return lines;
}

function toCell(cell: IBufferCell | undefined): Cell {
  if (cell === undefined) return { character: "" };
  return {
    character: cell.getChars(),
    ...(!cell.isFgDefault() && { colour: cell.getFgColor() }),
    ...(cell.isBold() !== 0 && { isBold: true }),
    ...(cell.isUnderline() !== 0 && { isUnderlined: true }),
  };
}
