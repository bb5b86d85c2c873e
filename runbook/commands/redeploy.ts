import type { Answer } from "../answer";
import type { ChangeOptions, RunbookCommand } from "../command";
import type { Surroundings } from "../surroundings";

/** `redeploy`: new tasks of the same revision, by the stack's setting `redeployment` and `pulumi up`. */
export const redeploy: RunbookCommand<ChangeOptions> = {
  name: "redeploy",
  summary: "gives the service a new deployment of the revision that it is on: every task is replaced",
  examples: [
    ["redeploy --dry-run", "which tasks would be replaced, and what else would be deployed"],
    ["redeploy", "shows that, asks, and runs pulumi up"],
  ],
  changes: "asks",
  run,
};

async function run(surroundings: Surroundings, options: ChangeOptions): Promise<Answer> {
  const { runRedeploy } = await import("../rollback/runRedeploy");
  return runRedeploy(surroundings, options);
}
