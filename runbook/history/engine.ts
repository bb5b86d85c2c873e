import { spawn } from "node:child_process";
import { accessSync, constants, realpathSync } from "node:fs";
import { delimiter, join, sep } from "node:path";
import type { Surroundings } from "../surroundings";

/** The engine cannot be run, or did not do what it was asked for; the message is for the user. */
export class EngineError extends Error {}

/** What a run of the engine printed, and how it ended. */
export interface EngineRun {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs `pulumi …` in the project's folder to its end, whatever its exit code, or until the signal; it asks nothing. */
export async function runEngine(
  { projectDir, env }: Pick<Surroundings, "projectDir" | "env">,
  args: string[],
  signal?: AbortSignal,
): Promise<EngineRun> {
  const child = spawn(findEngine(env), [...args, "--non-interactive"], {
    cwd: projectDir,
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    stdio: ["ignore", "pipe", "pipe"],
    signal,
  });
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => (printed[name] += text));
  }
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on("error", (error) => reject(new EngineError(`the engine cannot be run: ${error.message}`)));
    child.on("close", (code) => resolve(code ?? -1));
  });
  return { exitCode, ...printed };
}

/**
 * The first `pulumi` on the PATH that is the engine: npm puts the stand-in of the npm package before it, which would download
 * another engine.
 */
export function findEngine(env: NodeJS.ProcessEnv): string {
  const name = process.platform === "win32" ? "pulumi.exe" : "pulumi";
  const dirs = (env.PATH ?? "").split(delimiter).filter((dir) => dir !== "");
  const found = dirs.map((dir) => join(dir, name)).find(isEngine);
  if (found !== undefined) return found;
  throw new EngineError("there is no engine (pulumi) on the PATH: install it (https://www.pulumi.com/docs/install)");
}

function isEngine(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return !realpathSync(file).includes(`${sep}node_modules${sep}`);
  } catch {
    return false;
  }
}

/** What the engine says in its own words → what it means for the user. Source: pkg/cmd/pulumi and pkg/secrets of pulumi/pulumi. */
const knownFailures: [words: RegExp, meaning: (stack: string) => string][] = [
  [
    /no stack named/,
    (stack) =>
      `the state backend knows no stack ${stack}: pulumi whoami -v names the backend, pulumi stack ls its stacks`,
  ],
  [
    /PULUMI_ACCESS_TOKEN must be set|not logged in|invalid access token/i,
    () => "the engine is not logged in to a state backend: pulumi login, or set PULUMI_BACKEND_URL",
  ],
  [
    /passphrase/,
    (stack) =>
      `the engine cannot open the secrets of stack ${stack}: set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to its passphrase`,
  ],
];

/** Why a run of the engine failed, in one sentence. */
export function engineFailure({ exitCode, stdout, stderr }: EngineRun, stack: string): EngineError {
  const known = knownFailures.find(([words]) => words.test(stderr));
  if (known !== undefined) return new EngineError(known[1](stack));
  const said = /^error: *(.+)$/m.exec(stderr)?.[1] ?? `${stderr}\n${stdout}`.trim().split("\n").at(-1);
  const reason = said === undefined || said === "" ? `exit code ${exitCode}` : withoutCredentials(said);
  return new EngineError(`the engine (pulumi) failed: ${reason}`);
}

/** A backend's URL may have a password in it. */
const withoutCredentials = (text: string) => text.replaceAll(/\/\/[^/@\s]*@/g, "//");
