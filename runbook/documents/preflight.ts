import { z } from "zod";

/** What `preflight --output json` prints; each entry is a sentence for people. */
export const preflightDocument = z.object({
  problems: z.array(z.string()).describe("What would make the update fail for certain. Empty: exit code 0."),
  warnings: z.array(z.string()).describe("What may go wrong, and what could not be checked for want of a permission."),
  notChecked: z.array(z.string()).describe("What cannot be known before the update, or without the stack's state."),
  advice: z.array(z.string()).describe("What would make rollouts quicker, though nothing is wrong."),
});

export type PreflightDocument = z.infer<typeof preflightDocument>;
