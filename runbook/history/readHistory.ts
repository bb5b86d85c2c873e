import type { Surroundings } from "../surroundings";
import { engineFailure, runEngine } from "./engine";
import { numbered, parseHistory, type HistoryEntry, type StackUpdate } from "./stackUpdate";

/** Entries per call of the engine; its own default is 10. */
const pageSize = 100;

/** The whole history of a stack, newest first, as the engine tells it. Throws an `EngineError`. */
export async function readHistory(
  surroundings: Pick<Surroundings, "projectDir" | "env">,
  stack: string,
  signal?: AbortSignal,
): Promise<StackUpdate[]> {
  const entries: HistoryEntry[] = [];
  for (let page = 1; ; page++) {
    const size = ["--page-size", String(pageSize), "--page", String(page)];
    const run = await runEngine(surroundings, ["stack", "history", "--json", "--stack", stack, ...size], signal);
    if (run.exitCode !== 0) throw engineFailure(run, stack);
    const found = parseHistory(run.stdout);
    entries.push(...found);
    if (found.length === 0 || isOldest(found.at(-1)!, found.length)) return numbered(entries);
  }
}

/** A backend that numbers its updates may give shorter pages than asked for. */
const isOldest = ({ version }: HistoryEntry, onPage: number) => (version > 0 ? version === 1 : onPage < pageSize);
