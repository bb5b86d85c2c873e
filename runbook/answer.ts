export type Output = "table" | "json" | "yaml";

/** What a command has found out, for people and for programs. */
export interface Answer {
  exitCode: number;
  /** Printed by `--output json` and `yaml`; its schema is in `documents/`. */
  document: object;
  /** Printed by `--output table`. */
  text: string;
}

/** An answer in the form that was asked for, with a line end. */
export async function printed({ document, text }: Answer, output: Output): Promise<string> {
  switch (output) {
    case "table":
      return `${text}\n`;
    case "json":
      return `${JSON.stringify(document, null, 2)}\n`;
    case "yaml": {
      const { stringify } = await import("yaml");
      // Through JSON, so that both forms have the same fields.
      return stringify(JSON.parse(JSON.stringify(document)), { lineWidth: 0 });
    }
  }
}
