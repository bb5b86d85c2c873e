import type { Answer } from "../answer";
import type { CommonOptions, RunbookCommand } from "../command";
import type { Surroundings } from "../surroundings";

export interface RightsizeOptions extends CommonOptions {
  days: string;
  headroom: string;
  price?: string;
}

/** `rightsize`: which size the load of the last days would have needed. */
export const rightsize: RunbookCommand<RightsizeOptions> = {
  name: "rightsize",
  summary: "which Fargate sizes would have carried the load of the last days, and how to switch to the cheapest",
  examples: [
    ["rightsize", "the last 14 days; the exit code is 0 when the present size is the right one"],
    ["rightsize --days 30 --headroom 40", "a longer time, and more that is to stay free"],
    ["rightsize --price 0.04048,0.004445", "with what each size would cost more or less in a month"],
  ],
  declare: (command) =>
    void command
      .option(
        "--days <count>",
        "how far back to look, at most 63 days, which is how long CloudWatch keeps the values",
        "14",
      )
      .option("--headroom <percent>", "how much of cpu (at its p99) and memory (at its peak) is to stay free", "20")
      .option("--price <vCPU-hour>,<GB-hour>", "what Fargate asks for a vCPU and for a GB, for an hour"),
  run,
};

async function run(surroundings: Surroundings, options: RightsizeOptions): Promise<Answer> {
  const { readWishes } = await import("../rightsize/wishes");
  const wishes = readWishes(options);
  const { openStack } = await import("../openStack");
  const { rightsizeAnswer } = await import("../rightsize/runRightsize");
  return rightsizeAnswer(openStack(surroundings, options.stack, options.service), surroundings, wishes);
}
