import { z } from "zod";

/** What `secrets --output json` prints; no value is in it. */
export const secretsDocument = z.object({
  stack: z.string(),
  secret: z.string().describe("Name of the app's secret."),
  outcome: z
    .enum(["listed", "planned", "declined", "interrupted", "unchanged", "set"])
    .describe(
      "listed: of secrets list. planned: --dry-run. declined: the answer to the question was no. interrupted: by Ctrl-C. " +
        "unchanged: the key has this value already. In all cases but set, nothing was changed.",
    ),
  key: z.string().optional().describe("The key that is set; missing for secrets list."),
  versionId: z.string().optional().describe("Id of the secret's current version; missing when it has no value yet."),
  keys: z
    .array(
      z.object({
        key: z.string(),
        state: z
          .enum(["set", "placeholder", "missing"])
          .describe(
            "placeholder: made with the secret, and never set. missing: a container is given it, and it is not there.",
          ),
        variables: z
          .array(z.string())
          .describe("Environment variables that receive it. Empty: the stack's containers are not given it."),
      }),
    )
    .describe("All that the secret has, and all that the stack needs of it, by name."),
});

export type SecretsDocument = z.output<typeof secretsDocument>;
export type SecretKey = SecretsDocument["keys"][number];
