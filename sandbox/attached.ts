import { spawn } from "node:child_process";
import { constants } from "node:os";
import { projectDir } from "./paths";

/** As shells have it: the command does not exist, or is no program. */
const notFound = 127;
const notExecutable = 126;

/**
 * Runs a command on this terminal and gives its exit code, as a shell would. Ctrl-C is the command's to handle: the
 * terminal sends it to both. What is sent to this process alone, to end it, is passed on.
 */
export async function attached(
  [command = "", ...args]: string[],
  env: NodeJS.ProcessEnv,
  complain: (line: string) => void,
): Promise<number> {
  const ignore = () => undefined;
  const passOn = (signal: NodeJS.Signals) => void child.kill(signal);
  process.on("SIGINT", ignore).on("SIGTERM", passOn).on("SIGHUP", passOn);
  const child = spawn(command, args, { stdio: "inherit", env, cwd: projectDir });
  const exitCode = await new Promise<number>((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      const isMissing = error.code === "ENOENT";
      complain(isMissing ? `there is no command ${command}` : `${command} cannot be run: ${error.message}`);
      resolve(isMissing ? notFound : notExecutable);
    });
    child.once("exit", (code, signal) => resolve(code ?? exitCodeOf(signal)));
  });
  process.off("SIGINT", ignore).off("SIGTERM", passOn).off("SIGHUP", passOn);
  return exitCode;
}

/** What a shell makes of a process that a signal has ended. */
export const exitCodeOf = (signal: NodeJS.Signals | null) => 128 + (signal === null ? 0 : constants.signals[signal]);
