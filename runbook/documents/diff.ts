import { z } from "zod";

/** One field in which what is live is not what the stack asks for. */
export const differenceDocument = z.object({
  path: z
    .string()
    .describe(
      "Fields from the outside in, with dots, in ECS's words; entries of lists by name, for example " +
        "containerDefinitions.agenticmem.environment.LOG_LEVEL. Those of the service itself begin with service.",
    ),
  kind: z.enum(["added", "removed", "changed"]).describe("added: only wanted; removed: only live."),
  live: z
    .unknown()
    .describe(
      "Value that is live, or planned with --planned; null: none. One that looks like a credential is not shown.",
    ),
  wanted: z
    .unknown()
    .describe("Value that the stack asks for; null: none. One that looks like a credential is not shown."),
});

/** What `diff --output json` prints. */
export const diffDocument = z.object({
  service: z.string().describe("Name of the service."),
  cluster: z.string().describe("Name of the cluster."),
  revision: z
    .string()
    .nullable()
    .describe("Revision that the service is on, family:number; null: there is no service, or --planned was given."),
  isSame: z.boolean().describe("What is live is what the stack asks for."),
  differences: z.array(differenceDocument).describe("Empty also where there is no service: then all of it is new."),
});

export type DiffDocument = z.infer<typeof diffDocument>;
