import { styleText } from "node:util";
import Table from "cli-table3";
import { projectDir } from "../paths";
import { endWithThisProcess, startChild, type Child } from "../process";
import { shortDigest, type RunningTask } from "./runningTasks";

/** No colours of its own: they would be there without a terminal, too. */
const style = { head: [], border: [] };

/** Where the demo is played: prints each command before its output, and what was proven at the end. */
export class Stage {
  private readonly proofs: { claim: string; holds: boolean; seen: string }[] = [];
  private running: Child | undefined;
  private isClosed = false;

  constructor(private readonly env: NodeJS.ProcessEnv) {}

  act(title: string): void {
    process.stdout.write(`\n${styleText("bold", `— ${title}`)}\n`);
  }

  /** Says what has happened elsewhere. */
  tell(line: string): void {
    process.stdout.write(`${styleText("dim", `  ${line}`)}\n`);
  }

  /**
   * Runs a command as a user types it, its output going straight to this terminal; gives its exit code.
   * @param file what the command reads on stdin, which is shown by name only
   */
  async command(line: string, file?: { name: string; content: string }): Promise<number | string> {
    if (this.isClosed) throw new Error("the demo is over");
    const typed = file === undefined ? line : `${line} < ${file.name}`;
    process.stdout.write(`\n${styleText(["bold", "green"], `$ ${typed}`)}\n`);
    const [command = "", ...args] = line.split(" ").map((word) => word.replace(/^'(.*)'$/, "$1"));
    this.running = startChild(command, args, { cwd: projectDir, env: this.env, input: file?.content });
    return this.running.ended.finally(endWithThisProcess(this.running.pid, "SIGTERM"));
  }

  /** Ends the command that runs, if one does; none can be run after it. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.running?.stop();
  }

  show(tasks: RunningTask[]): void {
    const table = new Table({ head: ["running in AWS", "cpu", "memory MiB", "image digest"], style });
    for (const { revision, cpu, memoryMiB, imageDigest } of tasks) {
      table.push([revision, cpu, memoryMiB, shortDigest(imageDigest)]);
    }
    process.stdout.write(`${table.toString()}\n`);
  }

  prove(claim: string, holds: boolean, seen: string): void {
    this.proofs.push({ claim, holds, seen });
  }

  /** Prints the table of what was proven; true when all of it holds. */
  curtain(): boolean {
    const table = new Table({ head: ["what was proven", "", "seen"], style });
    for (const { claim, holds, seen } of this.proofs) table.push([claim, holds ? "yes" : "NO", seen]);
    process.stdout.write(`\n${table.toString()}\n`);
    return this.proofs.length > 0 && this.proofs.every(({ holds }) => holds);
  }
}
