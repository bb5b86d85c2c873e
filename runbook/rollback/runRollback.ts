import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { describePlace } from "../../account/existing";
import { lookUpLiveService } from "../../account/lookups/liveService";
import type { Answer } from "../answer";
import type { RollbackOptions } from "../commands/rollback";
import { editConfig } from "../configFile/editConfig";
import { changesInFile } from "../configFile/entryChanges";
import { settingDefaults } from "../configFile/settingDefaults";
import type { RollbackDocument } from "../documents/rollback";
import { exitCodes } from "../exitCodes";
import { ofService } from "../history/ofService";
import { readHistory } from "../history/readHistory";
import { inAllowedAccount, openStack } from "../openStack";
import { note, type Surroundings } from "../surroundings";
import { carryOut, cutShort, mayAsk, stackFile } from "./carryOut";
import { ownershipProblems } from "./ownership";
import { describePlan } from "./describePlan";
import { gitHead } from "./gitHead";
import { goalOf, wishOf } from "./goal";
import { planRollback, type Given } from "./plan";
import { describeUpdate } from "./target";

/** Shows what would change, asks, writes the stack's file and runs `pulumi up`. */
export async function runRollback(surroundings: Surroundings, options: RollbackOptions): Promise<Answer> {
  const wish = wishOf(options);
  mayAsk(surroundings, options);
  const stack = openStack(surroundings, options.stack, options.service);
  const { projectDir, env } = surroundings;
  const path = stackFile(surroundings, stack);
  const from = await readFile(path, "utf8");
  const [history, head] = await Promise.all([readHistory(surroundings, stack.name), gitHead(projectDir, env)]);
  const updates = ofService(stack.config, history);
  const { changes, told } = await inAllowedAccount(stack, async () => {
    const { cluster, service } = stack.settings.names;
    const where = async () => describePlace(await stack.place());
    const live = await lookUpLiveService(stack.clients, cluster, service, where);
    const given: Given = { updates, defaults: settingDefaults(projectDir), live, head };
    const plan = await planRollback(stack, await goalOf(wish, stack, given), given);
    const problems = [...(await ownershipProblems(surroundings, stack, live)), ...plan.told.problems];
    return { ...plan, told: { ...plan.told, problems } };
  });

  const file = basename(path);
  const to = editConfig(from, stack.config.project, changesInFile(stack.wholeConfig, stack.config.serviceKey, changes));
  const plan = stack.inWords(describePlan(told));
  const ends = (outcome: RollbackDocument["outcome"], said: string): Answer => ({
    exitCode: ["planned", "green"].includes(outcome) ? exitCodes.fine : exitCodes.notFine,
    document: { ...told, outcome },
    text: said,
  });
  if (wish.kind === "release" && Object.keys(changes).length === 0) return ends("planned", "nothing is pinned");
  if (told.problems.length > 0) return ends("problems", plan);
  if (options.dryRun === true) return ends("planned", plan);
  note(surroundings, plan);
  if (options.yes !== true && !(await surroundings.ask("Change the config and run pulumi up?"))) {
    return ends("declined", "Nothing was changed.");
  }
  const outcome = await carryOut(surroundings, stack, options, {
    from,
    to,
    message: messageOf(told, stack.config.serviceKey),
    updates,
  });
  return ends(outcome, { green: greenText(told), red: redText(file), cutShort: cutShortText(file) }[outcome]);
}

type Told = Omit<RollbackDocument, "outcome">;

/** What the history says of the update. */
function messageOf(told: Told, serviceKey: string | undefined): string {
  const rollback = serviceKey === undefined ? "rollback" : `rollback of ${serviceKey}`;
  return told.goal === "release" ? `${rollback} --release` : `${rollback} to ${goalInWords(told)}`;
}

function goalInWords({ goal, update, pinnedRevision }: Told): string {
  if (goal === "update" && update !== undefined)
    return describeUpdate({ ...update, startTime: new Date(update.startTime) });
  return pinnedRevision ?? "what the settings say";
}

const greenText = (told: Told) =>
  `back at ${goalInWords(told)}` +
  (told.image.isPinned ? "; the image is pinned until npm run rollback -- --release" : "");

/** The engine's error, above, has said what runs, and why. */
const redText = (file: string) =>
  [
    `the rollback's update is red: its error, above, says what runs. ${file} has the config that was gone back to. To go on:`,
    "  npm run diagnose                   what is wrong, at any time",
    "  pulumi up                          try the same again",
    "  npm run rollback -- --to <update>  go elsewhere (npm run revisions shows what there is)",
  ].join("\n");

const cutShortText = (file: string) =>
  [
    `the rollback was cut short: ${cutShort}. ${file} has the config that was gone back to. To go on:`,
    "  npm run status                     what runs, and whether a rollout is under way",
    "  pulumi cancel                      if the stack is locked: the engine that was ended may have left its lock",
    "  pulumi up                          do the rest",
    "  npm run rollback -- --to <update>  go elsewhere (npm run revisions shows what there is)",
  ].join("\n");
