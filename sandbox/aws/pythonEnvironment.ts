import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheDir } from "../paths";
import type { Progress } from "../process";

const run = promisify(execFile);

const requirementsFile = join(__dirname, "requirements.txt");

/** From the newest downwards, after the one that is the user's choice. */
const interpreters = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"];

/**
 * The Python of a virtual environment that has ministack, made once per set of requirements and machine. It appears whole
 * or not at all, and two processes that need it at the same time do not disturb each other.
 */
export async function pythonWithMinistack(progress: Progress, parentDir = cacheDir): Promise<string> {
  const requirements = await readFile(requirementsFile);
  const key = createHash("sha256").update(requirements).update(`${process.platform}-${process.arch}`).digest("hex");
  const environment = join(parentDir, `ministack-${key.slice(0, 12)}`);
  const python = join(environment, "bin", "python");
  if (existsSync(python)) return python;
  await mkdir(parentDir, { recursive: true });
  const unfinished = `${environment}.${process.pid}.tmp`;
  try {
    await install(await findPython(), unfinished, progress);
    // What is there without a working `python` was made by an interpreter that has been removed since.
    if (!existsSync(python)) await rm(environment, { recursive: true, force: true });
    await rename(unfinished, environment).catch((error: unknown) => {
      if (!existsSync(python)) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return python;
}

async function install(interpreter: string, environment: string, progress: Progress): Promise<void> {
  progress(`making a Python environment for the local AWS (${interpreter})`);
  await run(interpreter, ["-m", "venv", environment], { env: cleanEnvironment() });
  progress("installing ministack from PyPI, hashes checked (once, 20 MB)");
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"];
  const checks = ["--require-hashes", "--only-binary=:all:", "-r", requirementsFile];
  await run(join(environment, "bin", "python"), [...pip, ...checks], { env: cleanEnvironment() }).catch(
    (error: Error & { stderr?: string }) => {
      const lines = (error.stderr ?? error.message).trim().split("\n");
      throw new Error(`ministack could not be installed from PyPI with pip:\n${lines.slice(-8).join("\n")}`);
    },
  );
}

/** The real path of a Python that can make virtual environments, so that an upgrade in place is noticed. */
async function findPython(): Promise<string> {
  const script = [
    "import os, sys",
    "if sys.version_info < (3, 10): sys.exit('is Python ' + sys.version.split()[0])",
    "try: import venv, ensurepip",
    "except ImportError: sys.exit('has no venv module (on Debian and Ubuntu: apt install python3-venv)')",
    "print(os.path.realpath(sys.executable))",
  ].join("\n");
  const rejected: string[] = [];
  for (const name of interpreters) {
    try {
      const { stdout } = await run(name, ["-c", script], { env: cleanEnvironment() });
      return stdout.trim();
    } catch (error) {
      const { code, stderr } = error as { code?: string | number; stderr?: string };
      if (code !== "ENOENT") rejected.push(`${name} ${(stderr ?? "").trim().split("\n").at(-1) ?? ""}`);
    }
  }
  throw new Error(
    `The local AWS needs Python 3.10 or later with its venv module, on the PATH as one of ${interpreters.join(", ")}. ` +
      `Found: ${rejected.length > 0 ? rejected.join("; ") : "none"}.`,
  );
}

/** Without what would lead Python away from the environment that is being made. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const misleading = ["PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "PIP_USER"];
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !misleading.includes(name)));
}
