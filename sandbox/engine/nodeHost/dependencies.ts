import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** What is installed of a direct dependency of a program. */
export interface InstalledPackage {
  name: string;
  version: string;
  /** The plugin that a Pulumi SDK package says it belongs to, if it is one. */
  plugin?: { name: string; version: string; server: string };
}

interface Manifest {
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  pulumi?: { resource?: boolean; name?: string; version?: string; server?: string };
}

/**
 * The direct dependencies of the program in this directory, as installed; those that are not installed are left out.
 *
 * Direct ones only, where Pulumi's own host searches the whole of `node_modules`: plugins of packages that only a
 * dependency of a dependency uses would be asked for although the program cannot use them.
 */
export function installedDependencies(programDir: string): InstalledPackage[] {
  const { dependencies, devDependencies } = readManifest(join(programDir, "package.json")) ?? {};
  const moduleDirs = createRequire(join(programDir, "package.json")).resolve.paths("package") ?? [];
  return Object.keys({ ...devDependencies, ...dependencies })
    .sort()
    .flatMap((name) => {
      for (const moduleDir of moduleDirs) {
        const manifest = readManifest(join(moduleDir, name, "package.json"));
        if (manifest?.version !== undefined) return [describe(name, manifest.version, manifest.pulumi)];
      }
      return [];
    });
}

function describe(name: string, version: string, pulumi: Manifest["pulumi"]): InstalledPackage {
  if (pulumi?.resource !== true) return { name, version };
  const plugin = {
    name: pulumi.name ?? name.replace(/^@pulumi\//, ""),
    version: pulumi.version ?? version,
    server: pulumi.server ?? "",
  };
  return { name, version, plugin };
}

function readManifest(path: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Manifest;
  } catch {
    return undefined;
  }
}
