import type { Writable } from "node:stream";
import type { Size } from "./view";

/** What a terminal does on these; source: "XTerm Control Sequences". */
const control = {
  /** A screen of its own, where nothing scrolls away and resizing wraps nothing; the one before comes back after it. */
  ownScreen: "\u001b[?1049h",
  screenBefore: "\u001b[?1049l",
  hideCursor: "\u001b[?25l",
  showCursor: "\u001b[?25h",
  clear: "\u001b[2J",
  toTop: "\u001b[H",
  eraseRestOfLine: "\u001b[K",
  eraseBelow: "\u001b[J",
};

/** One view on a terminal, drawn again and again in its place. */
export class Screen {
  private isOpen = false;
  private shown: string[] = [];

  constructor(
    private readonly out: Writable & { columns?: number; rows?: number },
    private readonly color: boolean,
  ) {}

  get size(): Size {
    const { columns = 80, rows = 24 } = this.out;
    return { columns, rows, color: this.color };
  }

  /** Calls back whenever the terminal gets another size, until `close`. */
  onResize(redraw: () => void): void {
    this.out.on("resize", () => {
      if (!this.isOpen) return;
      this.out.write(control.clear);
      this.shown = [];
      redraw();
    });
  }

  draw(lines: string[]): void {
    if (!this.isOpen) this.out.write(control.ownScreen + control.hideCursor + control.clear);
    this.isOpen = true;
    if (lines.join("\n") === this.shown.join("\n")) return;
    this.shown = lines;
    const drawn = lines.map((line) => line + control.eraseRestOfLine).join("\r\n");
    this.out.write(control.toTop + drawn + control.eraseBelow);
  }

  /** Leaves the last view where the shell goes on. */
  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.out.write(`${control.screenBefore}${control.showCursor}${this.shown.join("\r\n")}\r\n`);
  }
}
