import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { ChangeOptions } from "../command";
import { replaceFile } from "../configFile/replaceFile";
import { EngineError } from "../history/engine";
import { historyOrReason } from "../history/historyOrReason";
import type { StackUpdate } from "../history/stackUpdate";
import type { OpenStack } from "../openStack";
import { note, type Surroundings } from "../surroundings";
import { UsageError } from "../usageError";
import { runUp } from "./up";

/** A change of the stack's file, and the `pulumi up` that makes it true. */
export interface Change {
  /** Text of the file, before and after. */
  from: string;
  to: string;
  /** What the history is to say of the update. */
  message: string;
  /** Before the change, newest first. */
  updates: StackUpdate[];
}

export const stackFile = ({ projectDir }: Pick<Surroundings, "projectDir">, { config }: Pick<OpenStack, "config">) =>
  join(projectDir, `Pulumi.${config.stack}.yaml`);

/** Refuses, before anything is looked up, where nobody can be asked. */
export function mayAsk({ isTerminal }: Surroundings, { dryRun, yes }: ChangeOptions): void {
  if (isTerminal || dryRun === true || yes === true) return;
  throw new UsageError("nobody can be asked, since this is no terminal: add --yes, or --dry-run. Nothing was changed.");
}

/** How a `pulumi up` ended; cut short: by a signal, and perhaps before it has begun. */
export type Ending = "green" | "red" | "cutShort";

/** What is to be known then. */
export const cutShort =
  "pulumi up was ended before it was done, the history may have nothing of it, and what it had begun in AWS goes on";

/**
 * Writes the config and runs `pulumi up`. Gives how that ended; when it did not begin, the config is put back as it was, and an
 * `EngineError` says why.
 */
export async function carryOut(
  surroundings: Surroundings,
  stack: OpenStack,
  { output }: ChangeOptions,
  { from, to, message, updates }: Change,
): Promise<Ending> {
  const path = stackFile(surroundings, stack);
  await replaceFile(path, { from, to });
  const putBack = async (reason: string) => {
    if ((await readFile(path, "utf8")) !== to)
      return new EngineError(`${reason}. ${basename(path)} was changed meanwhile: look at it.`);
    await replaceFile(path, { from: to, to: from });
    return new EngineError(`${reason}. Nothing was changed, and ${basename(path)} is as it was.`);
  };
  try {
    const isOnTerminal = surroundings.isTerminal && output === "table";
    const { exitCode, isInterrupted } = await runUp(surroundings, { stack: stack.name, message, isOnTerminal });
    if (exitCode === 0) return "green";
    if (exitCode === undefined || isInterrupted) return "cutShort";
    if (await hasBegun(surroundings, stack, updates, message)) return "red";
  } catch (error) {
    throw error instanceof EngineError ? await putBack(error.message) : error;
  }
  throw await putBack("pulumi up could not begin (its error is above)");
}

/** An update that has begun is in the history; when that is not told, it may have. */
async function hasBegun(surroundings: Surroundings, stack: OpenStack, before: StackUpdate[], message: string) {
  const history = await historyOrReason(surroundings, stack.name);
  if ("reason" in history) {
    note(surroundings, `whether the update has begun is not known: ${history.reason}`);
    return true;
  }
  const newest = before[0]?.number ?? 0;
  return history.updates.some((update) => update.number > newest && update.message === message);
}
