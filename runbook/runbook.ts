import { Command, CommanderError, Option } from "commander";
import { printed } from "./answer";
import type { CommonOptions, RunbookCommand } from "./command";
import { commands } from "./commands";
import { exitCodes } from "./exitCodes";
import { failureOf } from "./failure";
import type { Surroundings } from "./surroundings";

/** Runs a command line and gives its exit code; results and errors are printed. */
export async function runbook(args: string[], surroundings: Surroundings): Promise<number> {
  let exitCode: number = exitCodes.fine;
  let chosen: RunbookCommand | undefined;
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
      const options = this.opts<CommonOptions>();
      const outcome = await command.run(surroundings, options, this.args);
      if (typeof outcome !== "number") surroundings.stdout.write(await printed(outcome, options.output));
      exitCode = typeof outcome === "number" ? outcome : outcome.exitCode;
    });
  }
  program.hook("preSubcommand", (_, subcommand) => {
    chosen = commands.find(({ name }) => name.split(" ")[0] === subcommand.name());
  });
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCodes.fine : (chosen?.failureExitCode ?? exitCodes.usage);
    }
    const failure = failureOf(error);
    const fault = error instanceof Error ? error.stack : String(error);
    surroundings.stderr.write(`${failure?.message ?? fault}\n`);
    return chosen?.failureExitCode ?? failure?.exitCode ?? exitCodes.notFine;
  }
  return exitCode;
}

/** A command with what all of them have in common. */
function declare(program: Command, { name, summary, examples, changes, streams, ...own }: RunbookCommand): Command {
  const command = program
    .command(name)
    .description(summary)
    .option("--stack <name>", "the stack (default: PULUMI_STACK, the selected one, or the only one)");
  own.declare?.(command);
  if (changes === true) {
    command
      .option("--dry-run", "say what would be done, and do nothing")
      .option("--yes", "do not ask before it is done");
  }
  const forms = new Option("--output <form>", "form of the result").choices(["table", "json", "yaml"]).default("table");
  if (streams !== true) command.addOption(forms);
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, purpose]) => `  npm run runbook -- ${line.padEnd(width)}   ${purpose}`);
  return command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}
