import { z } from "zod";
import { runEngine, type EngineRun } from "../history/engine";
import type { Surroundings } from "../surroundings";
import type { StateResource } from "./stackState";

/** What `pulumi up` would do to a resource. */
export interface PreviewStep {
  /** `same`, `update`, `replace`, `create`, `delete`, … */
  op: string;
  urn: string;
  /** Names of the properties that differ, without what is inside them. */
  differing: string[];
  oldState?: StateResource;
  /** As the program registers it. */
  newState?: StateResource;
}

export interface Preview {
  steps: PreviewStep[];
  /** Errors that keep `pulumi up` from being possible, as the engine prints them. */
  errors: string[];
}

const stateSchema = z.custom<StateResource>((value) => typeof value === "object" && value !== null);

const previewSchema = z.object({
  steps: z
    .array(
      z.object({
        op: z.string(),
        urn: z.string(),
        oldState: stateSchema.nullish(),
        newState: stateSchema.nullish(),
        detailedDiff: z.record(z.string(), z.unknown()).nullish(),
        diffReasons: z.array(z.string()).nullish(),
      }),
    )
    .nullish(),
  diagnostics: z.array(z.object({ message: z.string().default(""), severity: z.string().default("") })).nullish(),
});

/** Runs `pulumi preview`, which changes nothing. */
export async function previewStack(
  surroundings: Pick<Surroundings, "projectDir" | "env">,
  stack: string,
): Promise<Preview> {
  return readPreview(await runEngine(surroundings, ["preview", "--json", "--show-sames", "--stack", stack]));
}

/** Reads what `pulumi preview --json` has printed. */
export function readPreview({ exitCode, stdout, stderr }: EngineRun): Preview {
  const printed = previewSchema.safeParse(jsonIn(stdout));
  if (!printed.success) return { steps: [], errors: [withoutBlanks(stderr) || withoutBlanks(stdout)] };
  const { steps, diagnostics } = printed.data;
  const errors = (diagnostics ?? []).filter(({ severity }) => severity === "error");
  const messages = errors.map(({ message }) => withoutBlanks(message));
  return {
    steps: (steps ?? [])
      .filter(({ op }) => op !== "refresh")
      .map(({ op, urn, oldState, newState, detailedDiff, diffReasons }) => ({
        op,
        urn,
        differing: topLevel(diffReasons ?? Object.keys(detailedDiff ?? {})),
        oldState: oldState ?? undefined,
        newState: newState ?? undefined,
      })),
    errors: exitCode !== 0 && messages.length === 0 ? [withoutBlanks(stderr)] : messages,
  };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const topLevel = (paths: string[]) => [...new Set(paths.map((path) => path.split(/[.[]/)[0] ?? path))].sort();

const withoutBlanks = (text: string) => text.trim();
