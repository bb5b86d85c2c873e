import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { UsageError } from "../usageError";

/** More than any secret holds; what is longer need not be read to its end. */
const mostBytes = 1_000_000;

/** How long after the first line the rest of a paste may still come in. */
const pasteMs = 100;

/** Typed unseen when the input is a terminal, else all that is piped in; undefined when it was ended by Ctrl-C. */
export async function readUnseen(
  input: NodeJS.ReadStream,
  output: Writable,
  question: string,
): Promise<Uint8Array | undefined> {
  if (!input.isTTY) return piped(input);
  const line = await typed(input, output, question);
  return line === undefined ? undefined : Buffer.from(line);
}

async function piped(input: NodeJS.ReadStream): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk as Uint8Array));
    size += (chunk as Uint8Array).length;
    if (size > mostBytes) break;
  }
  return Buffer.concat(chunks);
}

/** What would be echoed goes nowhere; with Ctrl-D nothing was typed. */
async function typed(input: NodeJS.ReadStream, output: Writable, question: string): Promise<string | undefined> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  const given: string[] = [];
  output.write(question);
  try {
    const end = await new Promise<"line" | "close" | "SIGINT">((resolve) => {
      lines.on("line", (line) => {
        given.push(line);
        resolve("line");
      });
      lines.once("close", () => resolve("close"));
      lines.once("SIGINT", () => resolve("SIGINT"));
    });
    if (end === "SIGINT") return undefined;
    // What else was pasted must not reach the shell, which would show and run it.
    if (end === "line") await sleep(pasteMs);
    if (given.length > 1 || lines.line !== "")
      throw new UsageError(
        "the value has more than one line: pipe it in, for example with npm run -s secrets -- set KEY < file. Nothing was changed.",
      );
    return given[0] ?? "";
  } finally {
    lines.close();
    output.write("\n");
  }
}
