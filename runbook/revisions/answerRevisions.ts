import { describePlace } from "../../account/existing";
import type { Answer } from "../answer";
import { exitCodes } from "../exitCodes";
import type { History } from "../history/historyOrReason";
import { ofService } from "../history/ofService";
import type { OpenStack } from "../openStack";
import { note, type Surroundings } from "../surroundings";
import { collectRevisions, type Wanted } from "./collect";
import { revisionsTable } from "./table";

export async function answerRevisions(
  surroundings: Surroundings,
  stack: OpenStack,
  history: Promise<History>,
  wanted: Wanted,
): Promise<Answer> {
  const { document, notes } = await collectRevisions(stack, ofStack(stack, history), wanted);
  for (const line of notes) note(surroundings, line);
  if (document.count > 0) return { exitCode: exitCodes.fine, document, text: revisionsTable(document) };
  const what = wanted.includeInactive ? "no revision" : "no ACTIVE revision";
  const hint = wanted.includeInactive ? "" : ", and revisions --inactive shows deregistered ones";
  const where = describePlace(await stack.place());
  const text = `family ${document.family} has ${what} in ${where}: pulumi up registers one${hint}`;
  return { exitCode: exitCodes.notFine, document, text };
}

/** The history, with the config that the service had in each update. */
async function ofStack({ config }: OpenStack, history: Promise<History>): Promise<History> {
  const known = await history;
  return "updates" in known ? { updates: ofService(config, known.updates) } : known;
}
