import { describePlace } from "../../account/existing";
import type { Answer } from "../answer";
import type { PruneDocument } from "../documents/prune";
import { exitCodes } from "../exitCodes";
import { EngineError } from "../history/engine";
import { historyOrReason } from "../history/historyOrReason";
import { ofService } from "../history/ofService";
import type { OpenStack } from "../openStack";
import { note, type Surroundings } from "../surroundings";
import { gather } from "./gather";
import { decide } from "./keep";
import { remove, untouched } from "./remove";
import { outcomeText, planText } from "./text";

export interface PruneRequest {
  keep: number;
  withDeletion: boolean;
  withoutHistory: boolean;
  isDryRun: boolean;
  /** It was said in advance that it may go on. */
  mayGoOn: boolean;
}

/** Removes what nothing needs, or says what that is. */
export async function prune(surroundings: Surroundings, stack: OpenStack, request: PruneRequest): Promise<Answer> {
  const { keep, withDeletion, isDryRun } = request;
  const { family } = stack.settings.names;
  const [history, place] = await Promise.all([historyFor(surroundings, stack, request), stack.place()]);
  const verdicts = decide(await gather(stack, history, { keep, withInactive: withDeletion }));
  const needless = verdicts.filter(({ reasons }) => reasons.length === 0);
  const plan: PruneDocument = {
    family,
    keep,
    isDryRun,
    isHistoryKnown: !request.withoutHistory,
    kept: verdicts
      .filter(({ isActive, reasons }) => isActive && reasons.length > 0)
      .map(({ name, reasons }) => ({ name, reasons })),
    removed: needless.map(untouched),
  };
  const planned = planText(plan, withDeletion);
  if (isDryRun || needless.length === 0) return { exitCode: exitCodes.fine, document: plan, text: planned };

  if (!request.mayGoOn) {
    note(surroundings, `${planned}\n`);
    if (!(await surroundings.ask(`Go on, in ${describePlace(place)}?`))) {
      const document = { ...plan, isDryRun: true };
      return { exitCode: exitCodes.notFine, document, text: "Nothing was changed." };
    }
  }
  const removed = await remove(await stack.clients.ecs(), needless, withDeletion);
  const isDone = removed.every(({ problem }) => problem === undefined);
  const document = { ...plan, removed };
  return { exitCode: isDone ? exitCodes.fine : exitCodes.refused, document, text: outcomeText(document) };
}

/** Without the history nobody knows what a rollback needs: that has to be accepted in so many words. */
async function historyFor(surroundings: Surroundings, { name, config }: OpenStack, { withoutHistory }: PruneRequest) {
  if (withoutHistory) return { updates: [] };
  const history = await historyOrReason(surroundings, name);
  if ("updates" in history) return { updates: ofService(config, history.updates) };
  throw new EngineError(
    `${history.reason}\nWithout the stack's history it is not known which revisions a rollback needs: get it to work, or accept ` +
      "that they may go (--without-history keeps what runs, what ECS saw healthy last, and the newest). Nothing was changed.",
  );
}
