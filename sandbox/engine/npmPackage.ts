import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { Progress } from "../process";
import { engineVersion, findExecutable, type Engine } from "./engine";
import { runStep } from "../step";

export interface NpmEngineOptions {
  env: NodeJS.ProcessEnv;
  cacheDir: string;
  progress: Progress;
  /** Where the package `pulumi` is installed; by default this project's. */
  packageDir?: string;
  /** How long a download may take. A blocked network fails at once, or after 10 s. */
  limitMs?: number;
}

const retryAfterMs = 24 * 3_600_000;

/**
 * The engine that the npm package `pulumi` downloads at its first use, language hosts included. It is looked for where
 * that package keeps it for everybody, else downloaded into the cache. A failed download is not repeated for a day.
 *
 * The package runs Pulumi's install script and checks nothing but TLS; what is checked here is that the engine runs and
 * has the version of the package.
 */
export async function npmEngine(options: NpmEngineOptions): Promise<Engine> {
  const { env, cacheDir, progress, limitMs = 5 * 60_000 } = options;
  const packageDir = options.packageDir ?? dirname(require.resolve("pulumi/package.json"));
  const { version } = JSON.parse(readFileSync(join(packageDir, "package.json"), "utf8")) as { version: string };
  const ownHome = join(cacheDir, "engine-npm");
  for (const home of [env["PULUMI_HOME"] ?? join(homedir(), ".pulumi"), ownHome]) {
    const binDir = join(home, "versions", version, "bin");
    if (isComplete(binDir)) return { binDir, version, source: "npm" };
  }

  const failureFile = join(cacheDir, `engine-npm-${version}.failed`);
  const earlier = recentFailure(failureFile);
  if (earlier !== undefined)
    throw new Error(`${earlier}\n(tried within the last day; to try again, delete ${failureFile})`);
  progress(`downloading the Pulumi engine ${version}`);
  try {
    await runStep(process.execPath, [join(packageDir, "run.js"), "version"], {
      env: { ...env, PULUMI_HOME: ownHome, PULUMI_VERSION: version, PULUMI_SKIP_UPDATE_CHECK: "true" },
      logFile: join(cacheDir, "engine-npm.log"),
      limitMs,
    });
    const binDir = join(ownHome, "versions", version, "bin");
    if (!isComplete(binDir)) throw new Error(`its download left no pulumi and pulumi-language-nodejs in ${binDir}`);
    const downloaded = await engineVersion(join(binDir, "pulumi"), env);
    if (downloaded !== version) throw new Error(`downloaded is version ${downloaded} instead of ${version}`);
    return { binDir, version, source: "npm" };
  } catch (error) {
    rmSync(ownHome, { recursive: true, force: true });
    writeFileSync(failureFile, (error as Error).message);
    throw error;
  }
}

function isComplete(binDir: string): boolean {
  return ["pulumi", "pulumi-language-nodejs"].every((name) => findExecutable(name, [binDir]) !== undefined);
}

function recentFailure(failureFile: string): string | undefined {
  try {
    const ageMs = Date.now() - statSync(failureFile).mtimeMs;
    return ageMs < retryAfterMs ? readFileSync(failureFile, "utf8") : undefined;
  } catch {
    return undefined;
  }
}
