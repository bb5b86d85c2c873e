/** `npm run bench`: what the program and the commands cost, on the real engine and a local AWS, all in one run. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { sandboxEnvironment } from "../sandbox/environment";
import { sandboxDir } from "../sandbox/paths";
import { run } from "../sandbox/run";
import { startSession } from "../sandbox/session";
import { removeStackFile } from "../sandbox/stackFile";
import { benchCommands } from "./commandBench";
import { benchProgram } from "./programBench";
import { benchServices, removeServicesStackFiles } from "./servicesBench";
import { removeTemplateStackFile } from "./template";

const stack = `sandbox-bench-${process.pid}`;
const dir = join(sandboxDir, stack);
const progress = (line: string) => void process.stderr.write(`bench: ${line}\n`);

async function main(): Promise<void> {
  const session = await startSession({ dir, stack, progress });
  const interrupted = new Promise<never>((_resolve, reject) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      process.once(signal, () => reject(new Error(`ended by ${signal}`)));
  });
  try {
    const env = sandboxEnvironment(session.variables, process.env);
    const measured = (async () => {
      progress("deploying");
      await run(["pulumi", "up", "--yes", "--skip-preview", "--non-interactive"], { env });
      return [
        await benchCommands(env, progress),
        await benchProgram(session.variables, env, dir, progress),
        await benchServices(session.variables, env, dir, progress),
      ];
    })();
    process.stdout.write(`${(await Promise.race([measured, interrupted])).join("\n\n")}\n`);
  } finally {
    await session.stop();
    rmSync(dir, { recursive: true, force: true });
    removeStackFile(stack);
    removeTemplateStackFile(stack);
    removeServicesStackFiles(stack);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
