import type { Answer } from "../answer";
import type { ChangeOptions, RunbookCommand } from "../command";
import type { Surroundings } from "../surroundings";

/** `release`: the stack lets go of its service, which runs on. */
export const release: RunbookCommand<ChangeOptions> = {
  name: "release",
  summary: "takes the service and all that belongs to it out of the stack's state, and leaves AWS as it is",
  examples: [
    ["release --dry-run", "what the stack would let go of"],
    ["release", "the service runs on, and the config stays: npm run adopt takes it over again"],
  ],
  changes: "asks",
  isOfWholeStack: true,
  run,
};

async function run(surroundings: Surroundings, options: ChangeOptions): Promise<Answer> {
  const { runRelease } = await import("../release/runRelease");
  return runRelease(surroundings, options);
}
