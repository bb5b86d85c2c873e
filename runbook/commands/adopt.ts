import type { Answer } from "../answer";
import type { ChangeOptions, RunbookCommand } from "../command";
import type { Surroundings } from "../surroundings";

export interface AdoptOptions extends ChangeOptions {
  cluster?: string;
  service?: string;
}

/** `adopt`: makes a service that runs already the stack's own, as it is. */
export const adopt: RunbookCommand<AdoptOptions> = {
  name: "adopt",
  summary:
    "takes over a service that runs already: writes the config that describes it, imports it, changes nothing in AWS",
  examples: [
    ["adopt --dry-run", "the config and the imports that it would take"],
    ["adopt", "the service that the stack's settings name"],
    ["adopt --cluster main --service web", "another one"],
  ],
  changes: "asks",
  isOfWholeStack: true,
  declare: (command) =>
    void command
      .option("--cluster <name>", "cluster of the service (default: as the settings say)")
      .option("--service <name>", "name of the service (default: as the settings say)"),
  run,
};

async function run(surroundings: Surroundings, options: AdoptOptions): Promise<Answer> {
  const { runAdopt } = await import("../adopt/runAdopt");
  return runAdopt(surroundings, options);
}
