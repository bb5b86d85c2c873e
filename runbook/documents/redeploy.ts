import { z } from "zod";
import { outcome } from "./rollback";

/** What `redeploy --output json` prints. */
export const redeployDocument = z.object({
  stack: z.string(),
  service: z.string(),
  revision: z.string().describe("family:number that the service is on now."),
  tasks: z.number().int().describe("Tasks that are replaced: the service's desired count."),
  redeployment: z.string().describe("New value of the setting redeployment, a time in UTC."),
  pendingChanges: z
    .array(z.string())
    .describe(
      "What else the update deploys: settings that the last update did not have, and what differs in the revision.",
    ),
  notes: z.array(z.string()).describe("What the update would meet: a rollout that is under way."),
  problems: z.array(z.string()).describe("Of the preflight: the update would fail."),
  warnings: z.array(z.string()).describe("Of the preflight."),
  notChecked: z.array(z.string()).describe("Of the preflight."),
  outcome,
});

export type RedeployDocument = z.output<typeof redeployDocument>;
