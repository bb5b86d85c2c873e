/** `npm run demo -- <story>`: what users do, on the real engine and a local AWS; exit code 0 when all that it claims is proven. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { exitCodeOf } from "../attached";
import { sandboxEnvironment } from "../environment";
import { sandboxDir } from "../paths";
import { startSession, type Session } from "../session";
import { removeTemporary } from "../temporary";
import { Interrupted, interruption } from "./interruption";
import { Stage } from "./stage";
import { chooseStory, UnknownStory } from "./stories";

const name = `sandbox-demo-${process.pid}`;

/** For a start to come to its end when it is not wanted any more; what it has started ends with this process. */
const startGraceMs = 5_000;

/** As of the operator's commands: the command line is wrong. */
const usageExitCode = 2;

async function main(): Promise<boolean> {
  const story = chooseStory(process.argv.slice(2));
  const interrupted = interruption();
  const progress = (line: string) => void process.stderr.write(`sandbox: ${line}\n`);
  const isEmpty = story.startsEmpty;
  const starting = startSession({ dir: join(sandboxDir, name), stack: name, isEmpty, progress });
  let stage: Stage | undefined;
  try {
    const { variables } = await Promise.race([starting, interrupted]);
    stage = new Stage(sandboxEnvironment(variables, process.env));
    await Promise.race([story.play(stage, variables), interrupted]);
    return stage.curtain();
  } finally {
    await stage?.close();
    await end(starting).finally(() => removeTemporary(name));
  }
}

async function end(starting: Promise<Session>): Promise<void> {
  const session = await Promise.race([starting.catch(() => undefined), sleep(startGraceMs, undefined)]);
  await session?.stop();
}

main().then(
  (proven) => process.exit(proven ? 0 : 1),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (error instanceof UnknownStory) process.exit(usageExitCode);
    process.exit(error instanceof Interrupted ? exitCodeOf(error.signal) : 1);
  },
);
