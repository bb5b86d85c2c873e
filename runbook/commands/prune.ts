import type { Answer } from "../answer";
import type { ChangeOptions, RunbookCommand } from "../command";
import type { Surroundings } from "../surroundings";
import { UsageError } from "../usageError";

export interface PruneOptions extends ChangeOptions {
  keep: string;
  delete?: boolean;
  /** False with `--without-history`. */
  withoutHistory?: boolean;
}

/** `prune`: removes revisions that nothing needs. */
export const prune: RunbookCommand<PruneOptions> = {
  name: "prune",
  summary: "deregisters old revisions, but none that runs, is deployed, was healthy last, or that a rollback needs",
  examples: [
    ["prune --dry-run", "what would go, and why the rest stays"],
    ["prune --keep 20 --yes", "keep the newest 20, and do not ask"],
    ["prune --delete", "also delete what is deregistered, which cannot be undone"],
  ],
  changes: "asks",
  declare: (command) =>
    void command
      .option("--keep <count>", "how many of the newest revisions and updates are kept in any case", "10")
      .option("--delete", "delete them too, and what was deregistered before")
      .option("--without-history", "go on when the engine cannot tell which revisions a rollback needs"),
  run,
};

async function run(surroundings: Surroundings, options: PruneOptions): Promise<Answer> {
  const isDryRun = options.dryRun === true;
  const mayGoOn = options.yes === true;
  const { countOf } = await import("../revisions/numbers");
  const keep = countOf("--keep", options.keep);
  if (!isDryRun && !mayGoOn && !surroundings.isTerminal) {
    throw new UsageError(
      "prune asks before it removes anything, and there is nobody to be asked: use --yes, or --dry-run to see what would go. " +
        "Nothing was changed.",
    );
  }
  const { openStack } = await import("../openStack");
  const stack = openStack(surroundings, options.stack, options.service);
  const work = await import("../prune/prune");
  return work.prune(surroundings, stack, {
    keep,
    withDeletion: options.delete === true,
    withoutHistory: options.withoutHistory === true,
    isDryRun,
    mayGoOn,
  });
}
