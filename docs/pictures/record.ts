import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pushImage } from "../../sandbox/aws/pushImage";
import { sandboxEnvironment } from "../../sandbox/environment";
import { sandboxDir } from "../../sandbox/paths";
import { run } from "../../sandbox/run";
import { startSession } from "../../sandbox/session";
import { removeTemporary } from "../../sandbox/temporary";
import { cut } from "./cut";
import type { Line } from "./screen";
import { before, brokenImage, pictures, type Scene } from "./story";
import { toSvg } from "./svg";
import { runInTerminal } from "./terminal";

/**
 * Plays the story in a sandbox of its own and writes a picture of each of its parts; gives the files. They are others each
 * time: in the ids, digests and times of a real run.
 */
export async function recordTerminal(progress: (line: string) => void): Promise<string[]> {
  const name = `sandbox-demo-${process.pid}`;
  const session = await startSession({ dir: join(sandboxDir, name), stack: name, progress });
  try {
    const env = sandboxEnvironment(session.variables, process.env);
    for (const command of before) {
      progress(command);
      await run(command.split(" "), { env });
    }
    await pushImage(session.variables.endpoint, brokenImage);
    const files: string[] = [];
    for (const { file, scenes, ...words } of pictures) {
      const lines: Line[] = [];
      for (const scene of scenes) {
        progress(scene.command);
        lines.push(...(lines.length === 0 ? [] : [[[]]]), ...(await play(scene, env)));
      }
      const path = join(__dirname, file);
      writeFileSync(path, toSvg(lines.flat(), words));
      files.push(path);
    }
    return files;
  } finally {
    await session.stop();
    removeTemporary(name);
  }
}

async function play({ command, exitCode: wanted, shown }: Scene, env: NodeJS.ProcessEnv): Promise<Line[]> {
  const { lines, exitCode } = await runInTerminal(command.split(" "), env);
  if (exitCode !== wanted) throw new Error(`${command} ended with exit code ${exitCode}, not ${wanted}`);
  const prompt: Line = [
    [
      { column: 0, text: "$", colour: 2, isBold: true },
      { column: 2, text: command, colour: 15, isBold: true },
    ],
  ];
  return [prompt, ...cut(lines, shown)];
}
