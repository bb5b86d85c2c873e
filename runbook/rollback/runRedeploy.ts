import { readFile } from "node:fs/promises";
import { AccountError } from "../../account/accountError";
import type { Answer } from "../answer";
import type { ChangeOptions } from "../command";
import { editConfig, type ConfigChange } from "../configFile/editConfig";
import { changesInFile } from "../configFile/entryChanges";
import { settingDefaults } from "../configFile/settingDefaults";
import { differencesBetween } from "../diff/differences";
import { inWords } from "../diff/words";
import type { RedeployDocument } from "../documents/redeploy";
import { exitCodes } from "../exitCodes";
import { ofService } from "../history/ofService";
import { readHistory } from "../history/readHistory";
import type { StackUpdate } from "../history/stackUpdate";
import { inAllowedAccount, openStack, type OpenStack } from "../openStack";
import { revisionName } from "../revisions/family";
import { note, type Surroundings } from "../surroundings";
import { carryOut, cutShort, mayAsk, stackFile } from "./carryOut";
import { findingLines } from "./describePlan";
import { judgeConfig, type Judged } from "./judgeConfig";
import { changedConfig, pendingEdits } from "./restore";
import { ownershipProblems } from "./ownership";
import { rolloutNotes } from "./rolloutNotes";
import { currentUpdate } from "./target";

type Told = Omit<RedeployDocument, "outcome">;

/** Shows what would be replaced, asks, writes the time into the stack's file and runs `pulumi up`. */
export async function runRedeploy(surroundings: Surroundings, options: ChangeOptions): Promise<Answer> {
  mayAsk(surroundings, options);
  const stack = openStack(surroundings, options.stack, options.service);
  const from = await readFile(stackFile(surroundings, stack), "utf8");
  const redeployment = `${new Date().toISOString().slice(0, 19)}Z`;
  const key = `${stack.config.project}:redeployment`;
  const changes: Record<string, ConfigChange> = { [key]: { value: redeployment, isDefault: false } };
  const [history, findings] = await Promise.all([
    readHistory(surroundings, stack.name),
    inAllowedAccount(stack, () => judgeConfig(stack, changedConfig(stack.config, changes))),
  ]);
  const updates = ofService(stack.config, history);
  const notOwned = await ownershipProblems(surroundings, stack, findings.asked?.existing.service);
  const judged: Judged = { ...findings, problems: [...notOwned, ...findings.problems] };
  const told = toldOf(stack, judged, redeployment, pendingSettings(surroundings, stack, updates));

  const to = editConfig(from, stack.config.project, changesInFile(stack.wholeConfig, stack.config.serviceKey, changes));
  const plan = stack.inWords(describe(told));
  const ends = (outcome: RedeployDocument["outcome"], said: string): Answer => ({
    exitCode: ["planned", "green"].includes(outcome) ? exitCodes.fine : exitCodes.notFine,
    document: { ...told, outcome },
    text: said,
  });
  if (told.problems.length > 0) return ends("problems", plan);
  if (options.dryRun === true) return ends("planned", plan);
  note(surroundings, plan);
  if (options.yes !== true && !(await surroundings.ask("Run pulumi up?")))
    return ends("declined", "Nothing was changed.");
  const outcome = await carryOut(surroundings, stack, options, { from, to, message: messageOf(stack), updates });
  return ends(
    outcome,
    {
      green: `${told.service} runs ${told.tasks === 1 ? "a new task" : `${told.tasks} new tasks`}`,
      red: "the update is red: its error, above, says what runs (npm run diagnose says more)",
      cutShort: `the update was cut short: ${cutShort} (npm run status). To go on: pulumi cancel if the stack is locked, then pulumi up`,
    }[outcome],
  );
}

const messageOf = ({ config: { serviceKey } }: OpenStack) =>
  serviceKey === undefined ? "redeploy" : `redeploy of ${serviceKey}`;

function pendingSettings({ projectDir }: Surroundings, { config }: OpenStack, updates: StackUpdate[]): string[] {
  const last = currentUpdate(updates);
  if (last === undefined) return [];
  return pendingEdits(config, last.config, {}, settingDefaults(projectDir)).map(
    ({ setting }) => `the setting ${setting}`,
  );
}

function toldOf(stack: OpenStack, { asked, ...findings }: Judged, redeployment: string, pending: string[]): Told {
  const { service, cluster } = stack.settings.names;
  const live = asked?.existing.service;
  if (asked !== undefined && live === undefined) {
    throw new AccountError([`service "${service}" does not exist in cluster "${cluster}": make it first (pulumi up)`]);
  }
  const mainContainer = stack.settings.container.name;
  const differences =
    asked === undefined || live?.taskDefinition === undefined
      ? []
      : differencesBetween(live.taskDefinition, asked.rendered).map((each) => inWords(each, { mainContainer }));
  return {
    stack: stack.name,
    service,
    revision: revisionName(live?.taskDefinitionArn ?? ""),
    tasks: live?.desiredCount ?? 0,
    redeployment,
    pendingChanges: [...pending, ...differences],
    notes: rolloutNotes(live),
    ...findings,
  };
}

function describe(told: Told): string {
  const { service, revision, tasks, pendingChanges, notes } = told;
  return [
    ...(revision === ""
      ? []
      : [`${tasks === 1 ? "the task" : `all ${tasks} tasks`} of service ${service} (${revision}) will be replaced`]),
    ...(pendingChanges.length === 0
      ? []
      : ["warning: what else has changed is deployed with it:", ...pendingChanges.map((each) => `  ${each}`)]),
    ...notes,
    ...findingLines(told),
  ].join("\n");
}
