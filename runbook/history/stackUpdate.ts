import { z } from "zod";
import { EngineError } from "./engine";

/** One entry of a stack's history. */
export interface StackUpdate {
  /** As the backend numbers it; where the backend does not, from 1 for the oldest entry on. */
  number: number;
  /** `update`, `refresh`, `destroy`, `resource-import`, … */
  kind: string;
  /** `succeeded`, `failed`, or `in-progress`. */
  result: string;
  /** To the second, cut off. */
  startTime: Date;
  /** To the second, cut off. Undefined while it is in progress. */
  endTime?: Date;
  message: string;
  /** The effective config by qualified key, defaults of `Pulumi.yaml` among it; a secret has no value. */
  config: Record<string, { value?: string; secret: boolean }>;
  /** Commit of the program's checkout. */
  gitHead?: string;
  gitBranch?: string;
  /** There were changes that were not committed. */
  gitDirty?: boolean;
  /** Author of that commit; who ran the update is not in the history. */
  author?: string;
  /** Operation (`create`, `replace`, `update`, `same`, …) → number of resources. */
  resourceChanges: Record<string, number>;
}

const entrySchema = z.object({
  version: z.number().default(0),
  kind: z.string(),
  result: z.string().default("in-progress"),
  startTime: z.coerce.date(),
  endTime: z.coerce.date().optional(),
  message: z.string().default(""),
  environment: z.record(z.string(), z.string()).nullish(),
  config: z.record(z.string(), z.object({ value: z.string().optional(), secret: z.boolean() })).nullish(),
  resourceChanges: z.record(z.string(), z.number()).nullish(),
});

export type HistoryEntry = z.output<typeof entrySchema>;

/** Reads what `pulumi stack history --json` prints: a page of the history, newest first. */
export function parseHistory(json: string): HistoryEntry[] {
  try {
    return z.array(entrySchema).parse(JSON.parse(json));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : "it is not JSON";
    throw new EngineError(`the engine's answer to pulumi stack history is not understood: ${reason}`);
  }
}

/** Numbers a whole history, newest first. */
export function numbered(entries: HistoryEntry[]): StackUpdate[] {
  const isNumbered = entries.some(({ version }) => version > 0);
  return entries.map(({ version, environment, config, resourceChanges, ...entry }, index) => {
    const dirty = environment?.["git.dirty"];
    return {
      ...entry,
      number: isNumbered ? version : entries.length - index,
      config: config ?? {},
      resourceChanges: resourceChanges ?? {},
      gitHead: environment?.["git.head"],
      gitBranch: environment?.["git.headName"]?.replace(/^refs\/heads\//, ""),
      gitDirty: dirty === undefined ? undefined : dirty === "true",
      author: environment?.["git.author"],
    };
  });
}
