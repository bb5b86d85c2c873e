import { execa } from "execa";
import { projectDir } from "./paths";

export interface Finished {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs a command in the project's folder to its end and gives what it printed; throws when it fails, unless it may. */
export async function run(
  [command = "", ...args]: string[],
  { env, mayFail = false }: { env: NodeJS.ProcessEnv; mayFail?: boolean },
): Promise<Finished> {
  const { exitCode, stdout, stderr, shortMessage } = await execa(command, args, {
    cwd: projectDir,
    env,
    extendEnv: false,
    stdin: "ignore",
    reject: false,
  });
  if (!mayFail && exitCode !== 0) throw new Error([shortMessage, stdout, stderr].filter(Boolean).join("\n"));
  return { exitCode: exitCode ?? -1, stdout, stderr };
}
