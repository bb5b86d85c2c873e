import { z } from "zod";

/** What `abort --output json` prints. */
export const abortDocument = z.object({
  service: z.string().describe("Name of the service."),
  cluster: z.string().describe("Name of the cluster."),
  outcome: z
    .enum([
      "nothing under way",
      "nothing to go back to",
      "would be stopped",
      "not confirmed",
      "rolled back",
      "too late",
      "failed",
      "not done in time",
      "interrupted",
    ])
    .describe(
      "would be stopped: --dry-run. too late: the rollout came to its end by itself. failed: ECS could not roll it back. " +
        "not done in time, interrupted: ECS goes on with the rollback.",
    ),
  deployment: z.string().nullable().describe("ecs-svc/<number> of the rollout; null: none is under way."),
  revision: z.string().nullable().describe("Revision that was rolled out, family:number; null: not known."),
  goesBackTo: z.string().nullable().describe("Revision that ECS goes back to; null: none, or not known."),
  running: z
    .array(z.object({ revision: z.string(), tasks: z.number().int() }))
    .describe("What runs at the end, by deployment."),
  desiredCount: z.number().int().describe("Tasks that there are to be."),
});

export type AbortDocument = z.infer<typeof abortDocument>;
