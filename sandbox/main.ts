/** `npm run sandbox`: commands against a local AWS, without an account. */
import { Command } from "commander";
import { attached } from "./attached";
import { sandboxEnvironment, type SandboxVariables } from "./environment";
import { ensureRunning, reset, stop } from "./interactive/control";
import { idleMinutes } from "./interactive/idle";
import { addLoadMetrics } from "./loadMetricsCommand";
import { addPushImage } from "./pushImageCommand";

const progress = (line: string) => void process.stderr.write(`sandbox: ${line}\n`);

const examples = `
Examples:
  npm run sandbox                                    a shell in the sandbox
  npm run sandbox -- pulumi up --yes                 deploys the service
  npm run sandbox -- pulumi config set cpu 2048
  npm run sandbox -- aws ecs list-clusters           any AWS client works
  npm run sandbox -- push-image latest               a new image; the tag moves to it
  npm run sandbox -- push-image --help               images whose container crashes, is sick, …
  npm run sandbox -- load-metrics                    metrics of the last days, for npm run rightsize`;

async function main(): Promise<number> {
  let exitCode = 0;
  const program = new Command("npm run sandbox --")
    .description("Runs a command against a local AWS that looks like production's account, with a stack of its own.")
    .argument("[command...]", "any command; none opens a shell")
    .passThroughOptions()
    .enablePositionalOptions()
    .helpCommand(false)
    .addHelpText("after", examples)
    .action(async (words: string[]) => {
      exitCode = words.length === 0 ? await shell() : await run(words);
    });
  program
    .command("stop")
    .description("ends the local AWS; what is in it is kept")
    .action(async () => progress((await stop(progress)) ? "ended; what is in it is kept" : "was not running"));
  program
    .command("reset")
    .description("ends the local AWS and forgets everything in it, the stack too")
    .action(async () => {
      await reset(progress);
      progress("ended and emptied");
    });
  addPushImage(program, running);
  addLoadMetrics(program, running);
  await program.parseAsync();
  return exitCode;
}

async function running(): Promise<SandboxVariables> {
  const variables = await ensureRunning(progress);
  progress(
    `local AWS at ${variables.endpoint}, stack ${variables.stack} ` +
      `(ends by: npm run sandbox -- stop, reset, or ${idleMinutes} idle minutes)`,
  );
  return variables;
}

async function run(words: string[]): Promise<number> {
  return attached(words, sandboxEnvironment(await running(), process.env), progress);
}

async function shell(): Promise<number> {
  const variables = await running();
  progress("a shell in the sandbox; exit leaves it. To try:");
  for (const line of ["pulumi up", "pulumi config set cpu 2048", "pulumi preview", "pulumi stack history"]) {
    progress(`  ${line}`);
  }
  const program = process.env.SHELL ?? (process.platform === "win32" ? "cmd" : "sh");
  return attached([program], sandboxEnvironment(variables, process.env), progress);
}

main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    progress(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
