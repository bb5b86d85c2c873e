import type { Surroundings } from "../surroundings";
import { EngineError } from "./engine";
import { readHistory } from "./readHistory";
import type { StackUpdate } from "./stackUpdate";

/** A stack's history, newest first, or why the engine does not tell it. */
export type History = { updates: StackUpdate[] } | { reason: string };

/** The history, where a command can do without it. */
export async function historyOrReason(
  surroundings: Pick<Surroundings, "projectDir" | "env">,
  stack: string,
  signal?: AbortSignal,
): Promise<History> {
  try {
    return { updates: await readHistory(surroundings, stack, signal) };
  } catch (error) {
    if (error instanceof EngineError) return { reason: error.message };
    throw error;
  }
}
