/** `npm run sandbox`: commands against a local AWS, without an account. */
import { spawn } from "node:child_process";
import { Command } from "commander";
import { sandboxEnvironment } from "./environment";
import { ensureRunning, reset, stop } from "./interactive/control";
import { touchUsed, type Running } from "./interactive/files";
import { idleMinutes } from "./interactive/idle";
import { projectDir } from "./paths";
import { addPushImage } from "./pushImageCommand";

const progress = (line: string) => void process.stderr.write(`sandbox: ${line}\n`);

const examples = `
Examples:
  npm run sandbox                                    a shell in the sandbox
  npm run sandbox -- pulumi up --yes                 deploys the service
  npm run sandbox -- pulumi config set cpu 2048
  npm run sandbox -- aws ecs list-clusters           any AWS client works
  npm run sandbox -- push-image latest               a new image; the tag moves to it
  npm run sandbox -- push-image broken --exit-code 1 an image whose container exits`;

async function main(): Promise<number> {
  let exitCode = 0;
  const program = new Command("npm run sandbox --")
    .description("Runs a command against a local AWS that looks like production's account, with a stack of its own.")
    .argument("[command...]", "any command; none opens a shell")
    .passThroughOptions()
    .enablePositionalOptions()
    .addHelpText("after", examples)
    .action(async (words: string[]) => {
      exitCode = words.length === 0 ? await shell() : await passThrough(words);
    });
  program
    .command("stop")
    .description("ends the local AWS; what is in it is kept")
    .action(async () => progress((await stop()) ? "ended; what is in it is kept" : "was not running"));
  program
    .command("reset")
    .description("ends the local AWS and forgets everything in it, the stack too")
    .action(async () => {
      await reset();
      progress("ended and emptied");
    });
  addPushImage(program, async () => (await running()).variables.endpoint);
  await program.parseAsync();
  return exitCode;
}

async function running(): Promise<Running> {
  const sandbox = await ensureRunning(progress);
  progress(
    `local AWS at ${sandbox.variables.endpoint}, stack ${sandbox.variables.stack} ` +
      `(ends by: npm run sandbox -- stop, reset, or ${idleMinutes} idle minutes)`,
  );
  return sandbox;
}

async function passThrough(words: string[]): Promise<number> {
  return attached(words, await running());
}

async function shell(): Promise<number> {
  const sandbox = await running();
  progress("a shell in the sandbox; exit leaves it. To try:");
  for (const line of ["pulumi up", "pulumi config set cpu 2048", "pulumi preview", "pulumi stack history"]) {
    progress(`  ${line}`);
  }
  return attached([process.env.SHELL ?? (process.platform === "win32" ? "cmd" : "sh")], sandbox);
}

/** Runs a command on this terminal and gives its exit code; Ctrl-C is the command's to handle. */
async function attached([command = "", ...args]: string[], { variables }: Running): Promise<number> {
  const env = sandboxEnvironment(variables, process.env);
  const inUse = setInterval(touchUsed, 60_000);
  const ignore = () => undefined;
  process.on("SIGINT", ignore);
  const child = spawn(command, args, { stdio: "inherit", env, cwd: projectDir });
  const exitCode = await new Promise<number>((resolve) => {
    child.once("error", (error) => {
      progress(`${command} cannot be run: ${error.message}`);
      resolve(127);
    });
    child.once("exit", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 1)));
  });
  process.off("SIGINT", ignore);
  clearInterval(inUse);
  touchUsed();
  return exitCode;
}

main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    progress(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
