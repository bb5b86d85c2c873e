import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What of this project's `Pulumi.yaml` the package needs, since another program has one of its own. */
export interface ProjectFacts {
  requiredPulumiVersion: string;
  /** Of every setting, as the engine hands values over. */
  defaults: Record<string, string>;
}

/** Made with the package, in its root. */
export const factsFile = "project.json";

export const readProjectFacts = (): ProjectFacts =>
  JSON.parse(readFileSync(join(__dirname, "..", factsFile), "utf8")) as ProjectFacts;
