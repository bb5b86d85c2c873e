import { z } from "zod";

const settingChange = z.object({
  setting: z.string().describe("With its place inside, for example environment.LOG_LEVEL."),
  change: z.enum(["added", "changed", "removed"]),
  from: z.string().optional().describe("Missing: none, or not shown, since it looks like a credential."),
  to: z.string().optional().describe("Likewise."),
  isConflict: z.boolean().describe("The stack's file says something else now."),
});

const imported = z.object({
  type: z.string().describe("Type of the resource in Pulumi."),
  name: z.string().describe("As the program names it."),
  id: z
    .string()
    .optional()
    .describe("By which it is found in AWS; missing for the component, which is only the parent of the others."),
});

const difference = z.object({
  resource: z.string(),
  op: z.string().describe("What pulumi up would do: create, update, replace, delete."),
  properties: z.array(
    z.object({
      name: z.string(),
      from: z.string().optional().describe("JSON of what runs; missing: none, or long (npm run diff shows it)."),
      to: z.string().optional().describe("Likewise, of what the program asks for."),
    }),
  ),
});

export const outcome = z
  .enum(["planned", "refused", "declined", "interrupted", "adopted", "notEmpty", "alreadyOwned", "differs"])
  .describe(
    "planned: --dry-run. refused: there are refusals. declined: the answer to the question was no. interrupted: by Ctrl-C; all is as it was. notEmpty: the preview was not empty, and " +
      "config and state are as they were. alreadyOwned: the service is the stack's already, and the preview is empty. differs: it is the " +
      "stack's already, and the preview is not empty. Nothing is written to AWS in any case.",
  );

/** What `adopt --output json` prints. */
export const adoptDocument = z.object({
  stack: z.string(),
  cluster: z.string(),
  service: z.string(),
  revision: z.string().optional().describe("family:number that the service is on; missing: it was not looked up."),
  refusals: z.array(z.string()).describe("Why the service cannot be taken over, everything at once."),
  settings: z.array(settingChange).describe("What changes in the stack's config."),
  config: z
    .string()
    .optional()
    .describe(
      "Text of the stack's file with the changes, without values that look like credentials; missing: nothing was planned.",
    ),
  imports: z.array(imported).describe("Resources that come into the stack's state."),
  autoscaling: z
    .object({
      min: z.number().int().describe("Number of tasks."),
      max: z.number().int(),
      policies: z.array(z.string()).describe("Names."),
      scheduledActions: z.array(z.string()).describe("Names."),
    })
    .optional()
    .describe(
      "Scalable target of Application Auto Scaling, which stays as it is and outside the stack; missing: none, or not known, which notes says.",
    ),
  notes: z.array(z.string()),
  differences: z.array(difference).describe("What the preview would change, when it is not empty."),
  errors: z.array(z.string()).describe("Of the preview."),
  outcome,
});

export type AdoptDocument = z.output<typeof adoptDocument>;
