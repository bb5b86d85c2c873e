import { Command, CommanderError, Option } from "commander";
import { printed } from "./answer";
import type { ChangeOptions, CommonOptions, RunbookCommand } from "./command";
import { commands } from "./commands";
import { exitCodes } from "./exitCodes";
import { failureOf } from "./failure";
import { refuseLostDryRun } from "./lostDryRun";
import type { Surroundings } from "./surroundings";

/** The command of a command line. */
export const commandOf = ([word]: string[]): RunbookCommand | undefined =>
  commands.find(({ name }) => name.split(" ")[0] === word);

/** Runs a command line and gives its exit code; results and errors are printed. */
export async function runbook(args: string[], surroundings: Surroundings): Promise<number> {
  let exitCode: number = exitCodes.fine;
  const failureExitCode = commandOf(args)?.failureExitCode;
  let named: CommonOptions | undefined;
  const inWords = async (text: string): Promise<string> => {
    if (named?.service === undefined) return text;
    const { inWordsOf } = await import("./serviceWords");
    return inWordsOf(surroundings, named, text);
  };
  const program = new Command("npm run runbook --")
    .description("What operators do with a stack's service, beside pulumi up. docs/runbook.md has all of it.")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void surroundings.stdout.write(text),
      writeErr: (text) => void surroundings.stderr.write(text),
    });
  for (const command of commands) {
    declare(program, command).action(async function (this: Command) {
      const options = this.opts<ChangeOptions>();
      if (command.changes !== undefined && options.dryRun !== true) refuseLostDryRun(this.name(), surroundings.env);
      if (command.isOfWholeStack !== true) named = options;
      const outcome = await command.run(surroundings, options, this.args);
      if (typeof outcome !== "number") {
        const text = await inWords(outcome.text);
        surroundings.stdout.write(await printed({ ...outcome, text }, options.output));
      }
      exitCode = typeof outcome === "number" ? outcome : outcome.exitCode;
    });
  }
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCodes.fine : (failureExitCode ?? exitCodes.usage);
    }
    const failure = failureOf(error);
    const fault = error instanceof Error ? error.stack : String(error);
    surroundings.stderr.write(`${failure === undefined ? fault : await inWords(failure.message)}\n`);
    return failureExitCode ?? failure?.exitCode ?? exitCodes.notFine;
  }
  return exitCode;
}

/** A command with what all of them have in common. */
function declare(
  program: Command,
  { name, summary, examples, changes, streams, isOfWholeStack, ...own }: RunbookCommand,
): Command {
  const command = program
    .command(name)
    .description(summary)
    .option("--stack <name>", "the stack (default: PULUMI_STACK, the selected one, or the only one)");
  if (isOfWholeStack !== true) command.option("--service <key>", "the service, where the stack has several");
  own.declare?.(command);
  if (changes !== undefined) command.option("--dry-run", "say what would be done, and do nothing");
  if (changes === "asks") command.option("--yes", "do not ask before it is done");
  const forms = new Option("--output <form>", "form of the result").choices(["table", "json", "yaml"]).default("table");
  if (streams !== true) command.addOption(forms);
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, purpose]) => `  npm run runbook -- ${line.padEnd(width)}   ${purpose}`);
  return command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}
