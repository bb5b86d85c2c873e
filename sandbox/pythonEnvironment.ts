import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { withLock } from "./lock";
import type { Progress } from "./process";
import { runStep } from "./step";

export interface PythonEnvironmentOptions {
  /** The user's environment, with its PATH; what would lead Python away from the virtual one is taken out of it. */
  env: NodeJS.ProcessEnv;
  /** First part of the folder's name, and what progress and errors call it. */
  name: string;
  /** Names everything that is installed, each file by its hash. */
  requirementsFile: string;
  /** Where the folder is made. */
  parentDir: string;
  /** How much is downloaded. */
  megabytes: number;
  progress: Progress;
}

const onWindows = process.platform === "win32";

/** From the newest downwards, after the one that is the user's choice. */
const interpreters = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"];

/**
 * A Python virtual environment with packages from PyPI, made once per set of requirements and machine; gives the folder
 * of its programs. Two processes that need it at the same time make it once.
 */
export async function pythonEnvironment(options: PythonEnvironmentOptions): Promise<string> {
  const { name, requirementsFile, parentDir, progress } = options;
  const key = createHash("sha256")
    .update(readFileSync(requirementsFile))
    .update(`${process.platform}-${process.arch}`)
    .digest("hex");
  const dir = join(parentDir, `python-${name}-${key.slice(0, 12)}`);
  const binDir = join(dir, onWindows ? "Scripts" : "bin");
  const complete = join(dir, "complete");
  // A link to an interpreter that has been removed since does not exist, either.
  const isMade = () => existsSync(complete) && existsSync(pythonIn(binDir));
  if (isMade()) return binDir;
  mkdirSync(parentDir, { recursive: true });
  await withLock(`${dir}.lock`, progress, async () => {
    if (isMade()) return;
    // Scripts in it name their interpreter by its full path: it cannot be made elsewhere and then moved.
    rmSync(dir, { recursive: true, force: true });
    await make(dir, binDir, options);
    writeFileSync(complete, "");
  });
  return binDir;
}

/** The interpreter in an environment's folder of programs. */
export const pythonIn = (binDir: string) => join(binDir, onWindows ? "python.exe" : "python");

async function make(dir: string, binDir: string, options: PythonEnvironmentOptions): Promise<void> {
  const { name, requirementsFile, megabytes, progress } = options;
  const env = withoutMisleading(options.env);
  const logFile = `${dir}.log`;
  const python = await findPython(env);
  progress(`making a Python environment for ${name} (${python})`);
  await runStep(python, ["-m", "venv", dir], { env, logFile });
  progress(`installing ${name} from PyPI, hashes checked (once, ${megabytes} MB)`);
  const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar=off"];
  const checks = ["--require-hashes", "--only-binary=:all:", "-r", requirementsFile];
  await runStep(pythonIn(binDir), [...pip, ...checks], { env, logFile });
  rmSync(logFile, { force: true });
}

/** The real path of a Python that can make virtual environments, so that an upgrade in place is noticed. */
async function findPython(env: NodeJS.ProcessEnv): Promise<string> {
  const script = [
    "import os, sys",
    "if sys.version_info < (3, 10): sys.exit('is Python ' + sys.version.split()[0])",
    "try: import venv, ensurepip",
    "except ImportError: sys.exit('has no venv module (on Debian and Ubuntu: apt install python3-venv)')",
    "print(os.path.realpath(sys.executable))",
  ].join("\n");
  const rejected: string[] = [];
  for (const interpreter of interpreters) {
    try {
      const { stdout } = await promisify(execFile)(interpreter, ["-c", script], { env, timeout: 30_000 });
      return stdout.trim();
    } catch (error) {
      const { code, stderr } = error as { code?: string | number; stderr?: string };
      if (code !== "ENOENT") rejected.push(`${interpreter} ${(stderr ?? "").trim().split("\n").at(-1) ?? ""}`);
    }
  }
  throw new Error(
    `Python 3.10 or later with its venv module is needed, on the PATH as one of ${interpreters.join(", ")}. ` +
      `Found: ${rejected.length > 0 ? rejected.join("; ") : "none"}.`,
  );
}

function withoutMisleading(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const misleading = ["PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "PIP_USER"];
  return Object.fromEntries(Object.entries(env).filter(([name]) => !misleading.includes(name)));
}
