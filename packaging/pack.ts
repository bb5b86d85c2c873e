import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { execa } from "execa";
import { manifest, type Project, type Sources } from "./manifest";
import { factsFile } from "../program/projectFacts";
import { readProject } from "./readProject";

const projectDir = join(__dirname, "..");

/** An error names it. */
const settingsPage = join("docs", "settings.md");

/** Builds the package into a folder, which is emptied before, and gives the path of the tarball that is made in it. */
export async function pack(into: string): Promise<string> {
  const [folder, built] = [resolve(into), join(resolve(into), "package")];
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(built, dirname(settingsPage)), { recursive: true });

  const compiler = require.resolve("typescript/bin/tsc");
  await execa(process.execPath, [compiler, "--project", join(__dirname, "tsconfig.json"), "--outDir", built]);
  const project = JSON.parse(readFileSync(join(projectDir, "package.json"), "utf8")) as Project;
  const packageJson = manifest(project, sourcesIn(built));
  writeFileSync(join(built, factsFile), JSON.stringify(readProject(projectDir)));
  writeFileSync(join(built, "package.json"), `${JSON.stringify(packageJson, undefined, 2)}\n`);
  copyFileSync(join(projectDir, "docs", "package.md"), join(built, "README.md"));
  copyFileSync(join(projectDir, settingsPage), join(built, settingsPage));

  await execa("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: built, stdin: "ignore" });
  return join(folder, `${project.name}-${project.version}.tgz`);
}

function sourcesIn(directory: string): Sources {
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((path) =>
    /\.(js|d\.ts)$/.test(path),
  );
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(directory, path), "utf8")]));
}
