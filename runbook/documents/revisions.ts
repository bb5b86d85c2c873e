import { z } from "zod";

const image = z.object({
  reference: z.string().describe("Image of the main container, as it is registered."),
  digest: z
    .string()
    .optional()
    .describe("sha256:…, registered, or what ECS found under the tag; missing: neither is known."),
  tags: z
    .array(z.string())
    .optional()
    .describe("Tags that the digest has in ECR now, sorted; missing: it is not in ECR, or could not be asked for."),
  isInRepository: z
    .boolean()
    .optional()
    .describe("Whether ECR still has the digest; missing: it is not in ECR, or could not be asked for."),
});

const update = z.object({
  number: z.number().int().describe("As the backend numbers it; where it does not, from 1 for the oldest entry on."),
  kind: z.string().describe("As in `pulumi stack history`."),
  result: z.string().describe("succeeded, failed or in-progress."),
  startTime: z.iso.datetime(),
  message: z.string(),
  author: z.string().optional().describe("Author of the commit."),
  gitHead: z.string().optional().describe("Commit of the program's checkout, in full."),
  gitBranch: z.string().optional(),
  gitDirty: z.boolean().optional().describe("There were changes that were not committed."),
});

const deployment = z.object({
  status: z.string().describe("Of the newest service deployment of it: SUCCESSFUL, ROLLBACK_SUCCESSFUL, …"),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().optional(),
});

const use = z.object({
  runningTasks: z.number().int().describe("Tasks of the family in the cluster that run it, one-off tasks among them."),
  pendingTasks: z.number().int().describe("Likewise, that have not started yet."),
  deployments: z
    .array(z.string())
    .describe("Status of each deployment of the service that names it: PRIMARY, ACTIVE, …"),
});

const revision = z.object({
  name: z.string().describe("family:number"),
  number: z.number().int(),
  status: z.string().describe("ACTIVE or INACTIVE."),
  registeredAt: z.iso.datetime(),
  cpu: z.string().optional().describe("CPU units."),
  memory: z.string().optional().describe("MiB."),
  image: image.optional(),
  update: update.optional().describe("The first update whose revision it was; missing: none is known."),
  updates: z.array(z.number().int()).describe("All updates whose revision it was, ascending."),
  possibleUpdates: z
    .array(z.number().int())
    .describe(
      "Updates whose revision it may have been, which is not certain: one was cut short, somebody registered one, or clocks differ.",
    ),
  outcome: z
    .string()
    .optional()
    .describe("succeeded when any of its updates did, else the result of the last one; missing: there is none."),
  deployment: deployment.optional().describe("What ECS remembers; missing: nothing."),
  use,
});

/** What `revisions --output json` prints. */
export const revisionsDocument = z.object({
  family: z.string(),
  cluster: z.string(),
  service: z.string(),
  count: z.number().int().describe("Revisions that there are; INACTIVE ones count with --inactive."),
  history: z
    .object({ isKnown: z.boolean(), reason: z.string().optional().describe("Why it is not known.") })
    .describe("Whether the stack's history could be read; without it no revision has updates."),
  revisions: z.array(revision).describe("Newest first, no more than --limit."),
  updates: z
    .array(update.pick({ number: true, kind: true, result: true, startTime: true, message: true }))
    .describe("All updates that these revisions name, newest first."),
});

export type RevisionsDocument = z.output<typeof revisionsDocument>;
export type RevisionEntry = RevisionsDocument["revisions"][number];
