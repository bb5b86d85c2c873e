import { dirname } from "node:path";
import type { Writable } from "node:stream";

/** What a command has around it; tests bring their own. */
export interface Surroundings {
  /** Folder with `Pulumi.yaml`. */
  projectDir: string;
  env: NodeJS.ProcessEnv;
  /** For results only. */
  stdout: Writable;
  /** For progress, notes, warnings and errors. */
  stderr: Writable;
  /** Somebody sits at it: may be asked, and sees colours on stdout. */
  isTerminal: boolean;
  /** Asks a question that is answered with yes or no; anything but a yes is a no. */
  ask(question: string): Promise<boolean>;
  /** What is typed unseen at the terminal, else all of standard input; undefined when it was ended by Ctrl-C. */
  readUnseen(question: string): Promise<Uint8Array | undefined>;
}

/** Those of a command that was typed in a shell. */
export function terminal(): Surroundings {
  const { stdin, stdout, stderr, env } = process;
  return {
    projectDir: dirname(__dirname),
    env,
    stdout,
    stderr,
    isTerminal: stdin.isTTY === true && stdout.isTTY === true,
    async ask(question) {
      const { createInterface } = await import("node:readline/promises");
      const lines = createInterface({ input: stdin, output: stderr });
      try {
        return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
      } finally {
        lines.close();
      }
    },
    async readUnseen(question) {
      const { readUnseen } = await import("./secrets/unseen");
      return readUnseen(stdin, stderr, question);
    },
  };
}

/** A line for whoever watches, apart from the result. */
export const note = ({ stderr }: Surroundings, line: string): void => void stderr.write(`${line}\n`);
