import { builtinModules } from "node:module";

/** The parts of a `package.json` that the packed one is made from. */
export interface Project {
  name: string;
  version: string;
  description: string;
  dependencies: Record<string, string>;
}

/** Code and type declarations, by path. */
export type Sources = Record<string, string>;

/**
 * The `package.json` of the package, which needs exactly what its code and its types import. Pulumi's packages are those of the
 * program that installs it: an error, a hook or a resource of a second copy is none to the first, and the version of a provider's package
 * decides which plugin the program's resources are made by.
 */
export function manifest({ name, version, description, dependencies }: Project, sources: Sources) {
  const needed = importedPackages(sources).map((imported): [string, string] => {
    const wanted = dependencies[imported];
    if (wanted === undefined) throw new Error(`${imported} is imported, and is none of the project's dependencies`);
    return [imported, wanted];
  });
  const isPulumis = ([imported]: [string, string]) => imported.startsWith("@pulumi/");
  return {
    name,
    version,
    description,
    main: "package.js",
    types: "package.d.ts",
    exports: { ".": { types: "./package.d.ts", default: "./package.js" } },
    engines: { node: ">=22" },
    dependencies: Object.fromEntries(needed.filter((each) => !isPulumis(each))),
    peerDependencies: Object.fromEntries(needed.filter(isPulumis).map(([imported, tried]) => [imported, `^${tried}`])),
  };
}

/** Names of the packages, sorted, that files import in any way. */
export function importedPackages(sources: Sources): string[] {
  const imported = /(?:\bfrom\s+|\bimport\s+|\b(?:require|import)\()["']([^."'][^"']*)["']/g;
  const modules = Object.values(sources).flatMap((text) =>
    [...text.matchAll(imported)].map(([, module = ""]) => module),
  );
  const packages = modules
    .filter((module) => !module.startsWith("node:") && !builtinModules.includes(module))
    .map((module) => module.split("/", module.startsWith("@") ? 2 : 1).join("/"));
  return [...new Set(packages)].sort();
}
