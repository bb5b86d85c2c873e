/** `npm run demo`: the main job, on the real engine and a local AWS, from the first deployment to a revert. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { sandboxEnvironment } from "../environment";
import { sandboxDir } from "../paths";
import { startSession } from "../session";
import { removeStackFile } from "../stackFile";
import { play } from "./play";
import { Stage } from "./stage";

const name = `sandbox-demo-${process.pid}`;
const dir = join(sandboxDir, name);

async function main(): Promise<boolean> {
  const progress = (line: string) => void process.stderr.write(`sandbox: ${line}\n`);
  const session = await startSession({ dir, stack: name, progress });
  const end = async () => {
    await session.stop();
    rmSync(dir, { recursive: true, force: true });
    removeStackFile(name);
  };
  const interrupted = new Promise<never>((_resolve, reject) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => reject(new Error(`ended by ${signal}`)));
    }
  });
  try {
    const stage = new Stage(sandboxEnvironment(session.variables, process.env));
    await Promise.race([play(stage, session.variables), interrupted]);
    return stage.curtain();
  } finally {
    await end();
  }
}

main().then(
  (proven) => process.exit(proven ? 0 : 1),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
