import { createHash } from "node:crypto";
import { mkdirSync, realpathSync, renameSync, symlinkSync } from "node:fs";
import { basename, delimiter, dirname, join, sep } from "node:path";
import { engineVersion, findExecutable, isAtLeast, minimumEngineVersion, type Engine } from "./engine";

/** The user's own Pulumi, if it is recent enough and has its Node language host with it. */
export async function installedEngine(options: { env: NodeJS.ProcessEnv; cacheDir: string }): Promise<Engine> {
  const { env, cacheDir } = options;
  const dirs = (env["PATH"] ?? "").split(delimiter).filter((dir) => dir !== "");
  const reasons: string[] = [];
  for (const dir of dirs) {
    const found = findExecutable("pulumi", [dir]);
    if (found === undefined) continue;
    const pulumi = realpathSync(found);
    // The npm package's stand-in for the engine: the next way looks at that package.
    if (pulumi.includes(`${sep}node_modules${sep}`)) continue;
    const version = await engineVersion(pulumi, env).catch(() => undefined);
    const host = findExecutable("pulumi-language-nodejs", [dirname(pulumi), ...dirs]);
    if (version === undefined) {
      reasons.push(`${found} does not run`);
    } else if (!isAtLeast(version, minimumEngineVersion)) {
      reasons.push(`${found} is ${version}, ${minimumEngineVersion} or later is needed`);
    } else if (host === undefined) {
      reasons.push(`${found} has no pulumi-language-nodejs with it`);
    } else {
      return { binDir: dirOfItsOwn([pulumi, host], cacheDir), version, source: "path" };
    }
  }
  throw new Error(reasons.length === 0 ? "there is none" : reasons.join("; "));
}

/** A directory with links to these executables only: the one they are in may hold another `node`, too. */
function dirOfItsOwn(executables: string[], cacheDir: string): string {
  if (process.platform === "win32") return dirname(executables[0]!);
  const hash = createHash("sha256").update(executables.join("\n")).digest("hex").slice(0, 12);
  const binDir = join(cacheDir, `engine-on-path-${hash}`);
  mkdirSync(binDir, { recursive: true });
  for (const executable of executables) {
    const unfinished = join(binDir, `${basename(executable)}.${process.pid}`);
    symlinkSync(executable, unfinished);
    renameSync(unfinished, join(binDir, basename(executable)));
  }
  return binDir;
}
