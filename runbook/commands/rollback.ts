import { Option } from "commander";
import type { Answer } from "../answer";
import type { ChangeOptions, RunbookCommand } from "../command";
import type { Surroundings } from "../surroundings";

export interface RollbackOptions extends ChangeOptions {
  to?: string;
  toRevision?: string;
  release?: boolean;
}

/** `rollback`: back to what was healthy, by the stack's config and `pulumi up`. */
export const rollback: RunbookCommand<RollbackOptions> = {
  name: "rollback",
  summary: "goes back to the last healthy update, or to another one: its config, its exact image, then pulumi up",
  examples: [
    ["rollback --dry-run", "what would change back"],
    ["rollback", "to the last update before the current one that was healthy"],
    ["rollback --to 3", "to update 3 of pulumi stack history (npm run revisions shows them)"],
    ["rollback --to-revision 12", "points the service at revision 12 as it is"],
    ["rollback --release", "ends the pins: the tag is followed again"],
  ],
  changes: "asks",
  declare: (command) =>
    void command
      .addOption(
        new Option("--to <update>", "number of the update whose config comes back").conflicts([
          "toRevision",
          "release",
        ]),
      )
      .addOption(
        new Option(
          "--to-revision <revision>",
          "number, or family:number, of the revision to point the service at",
        ).conflicts("release"),
      )
      .option("--release", "take away what earlier rollbacks have pinned"),
  run,
};

async function run(surroundings: Surroundings, options: RollbackOptions): Promise<Answer> {
  const { runRollback } = await import("../rollback/runRollback");
  return runRollback(surroundings, options);
}
