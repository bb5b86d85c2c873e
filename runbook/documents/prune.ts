import { z } from "zod";

/** What `prune --output json` prints. */
export const pruneDocument = z.object({
  family: z.string(),
  keep: z
    .number()
    .int()
    .describe("How many of the newest revisions, and of the newest updates, are kept whatever they are."),
  isDryRun: z.boolean().describe("Nothing was done: `removed` is what would be."),
  isHistoryKnown: z.boolean().describe("Whether the stack's history had a say; false only with --without-history."),
  kept: z
    .array(z.object({ name: z.string().describe("family:number"), reasons: z.array(z.string()).describe("In words.") }))
    .describe("ACTIVE revisions, newest first."),
  removed: z
    .array(
      z.object({
        name: z.string().describe("family:number"),
        isDeregistered: z.boolean().describe("It is INACTIVE now; for some it was before."),
        isDeletionRequested: z
          .boolean()
          .describe("ECS deletes it, as soon as nothing uses it; always false without --delete."),
        problem: z.string().optional().describe("Why it could not be removed."),
      }),
    )
    .describe("Revisions that nothing needs, newest first."),
});

export type PruneDocument = z.output<typeof pruneDocument>;
export type RemovedEntry = PruneDocument["removed"][number];
