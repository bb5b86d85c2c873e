import { z } from "zod";

const settingChange = z.object({
  setting: z.string().describe("With its place inside, for example environment.LOG_LEVEL."),
  change: z.enum(["added", "changed", "removed"]),
  from: z.string().optional().describe("Missing: none, or not shown, since it looks like a credential."),
  to: z.string().optional().describe("Likewise."),
});

const image = z.object({
  from: z.string().optional().describe("Reference that the service's revision names; missing: there is no service."),
  to: z.string().optional().describe("Reference that it will name; missing: a problem keeps it from being known."),
  isPinned: z.boolean().describe("The setting image is not followed until rollback --release."),
});

const update = z.object({
  number: z.number().int().describe("As the backend numbers it; where it does not, from 1 for the oldest entry on."),
  kind: z.string().describe("As in `pulumi stack history`."),
  result: z.string().describe("As in `pulumi stack history`."),
  startTime: z.iso.datetime(),
  message: z.string(),
  revision: z.string().optional().describe("family:number; missing: not known."),
});

const changedSecret = z.object({
  secret: z.string(),
  then: z.string().describe("Version id that it had with what is gone back to."),
  now: z.string().describe("Current version id."),
  used: z.enum(["then", "now"]).describe("Which of them tasks will get: then only with versions pinned."),
});

const commit = z.object({
  then: z.string(),
  isDirty: z.boolean().describe("There were changes that were not committed."),
  now: z.string().optional().describe("Missing: the program is in no git repository."),
});

export const outcome = z
  .enum(["planned", "problems", "declined", "green", "red", "cutShort"])
  .describe(
    "planned: --dry-run. problems: the preflight found some. declined: the answer to the question was no. In these cases nothing " +
      "was changed. green, red: how pulumi up ended. cutShort: a signal has ended it, and it is not known how far it got.",
  );

/** What `rollback --output json` prints. */
export const rollbackDocument = z.object({
  stack: z.string(),
  goal: z.enum(["update", "revision", "release"]).describe("release: to what the settings say without pins."),
  update: update.optional().describe("What is gone back to, with the goal update."),
  pinnedRevision: z.string().optional().describe("family:number that the service is pointed at as it is."),
  running: z.string().optional().describe("family:number that the service is on now; missing: there is no service."),
  settings: z.array(settingChange).describe("What changes in the stack's config."),
  differences: z
    .array(z.string())
    .describe(
      "What will run, against what runs, a line each as in `diff`; empty as well when a problem keeps it from being known.",
    ),
  image,
  secrets: z.array(changedSecret).describe("Secrets that have changed since."),
  commit: commit.optional().describe("Git commits of the program, when they differ: config is restored, code is not."),
  pendingEdits: z
    .array(z.object({ setting: z.string(), isOverwritten: z.boolean().describe("Else it is deployed as well.") }))
    .describe("What the stack's file says and no update has deployed yet."),
  notes: z.array(z.string()).describe("What stays different, and why."),
  problems: z.array(z.string()).describe("Of the preflight: the update would fail."),
  warnings: z.array(z.string()).describe("Of the preflight."),
  notChecked: z.array(z.string()).describe("Of the preflight."),
  outcome,
});

export type RollbackDocument = z.output<typeof rollbackDocument>;
