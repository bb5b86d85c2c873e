import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { ProjectFacts } from "../program/projectFacts";

interface ProjectFile {
  name: string;
  requiredPulumiVersion: string;
  config: Record<string, { default: unknown }>;
}

/** Takes out of a project's `Pulumi.yaml` what the package needs of it. */
export function readProject(directory: string): ProjectFacts {
  const { name, requiredPulumiVersion, config } = parse(
    readFileSync(join(directory, "Pulumi.yaml"), "utf8"),
  ) as ProjectFile;
  const defaults = Object.entries(config).map(([key, { default: value }]) => [
    key.replace(`${name}:`, ""),
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return { requiredPulumiVersion, defaults: Object.fromEntries(defaults) as ProjectFacts["defaults"] };
}
