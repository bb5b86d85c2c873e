import type { Command } from "commander";
import type { Output } from "./answer";
import type { Answer } from "./answer";
import type { Surroundings } from "./surroundings";

/** Options that every command has. */
export interface CommonOptions {
  stack?: string;
  /** Key of the service, where the stack has several. */
  service?: string;
  output: Output;
}

/** Options of the commands that change something. */
export interface ChangeOptions extends CommonOptions {
  dryRun?: boolean;
  yes?: boolean;
}

/** One of the operator's commands. */
export interface RunbookCommand<Options extends CommonOptions = CommonOptions> {
  /** With its arguments, for example `rollback` or `run <words...>`. */
  name: string;
  summary: string;
  /** Command line after `npm run runbook --`, and what it is for. */
  examples: [line: string, purpose: string][];
  /** It changes something: it has `--dry-run`, and, when it asks first, `--yes`. */
  changes?: "asks" | "does not ask";
  /** It is about the stack as a whole: it has no `--service` for one of several services. */
  isOfWholeStack?: boolean;
  /** It prints as it goes: there is no result whose form could be chosen. */
  streams?: boolean;
  /** Its exit code whenever it fails itself, for a command whose other exit codes are those of what it runs. */
  failureExitCode?: number;
  /** Declares further arguments and options. */
  declare?(command: Command): void;
  /** Gives an answer to be printed, or, when it printed as it went, the exit code alone. */
  run(surroundings: Surroundings, options: Options, args: string[]): Promise<Answer | number>;
}
