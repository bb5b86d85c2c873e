import { z } from "zod";

/** What `release --output json` prints. */
export const releaseDocument = z.object({
  stack: z.string(),
  resources: z
    .array(
      z.object({
        type: z.string().describe("Type of the resource in Pulumi."),
        name: z.string().describe("As the program names it."),
        id: z.string().optional().describe("Of the resource in AWS, which stays as it is; missing for the component."),
      }),
    )
    .describe("What is taken out of the stack's state."),
  outcome: z
    .enum(["planned", "declined", "released", "nothingToDo"])
    .describe(
      "planned: --dry-run. declined: the answer to the question was no. nothingToDo: the state has nothing of the program's.",
    ),
});

export type ReleaseDocument = z.output<typeof releaseDocument>;
