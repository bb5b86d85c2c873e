import type { TaskDefinition } from "@aws-sdk/client-ecs";
import { describePlace } from "../../account/existing";
import { lookUpRevision, type LiveService } from "../../account/lookups/liveService";
import type { Asked } from "../../components/askedRevision";
import { readSettings, SettingsError } from "../../settings";
import type { ConfigChange } from "../configFile/editConfig";
import { isSameValue } from "../configFile/parsedValue";
import { differencesBetween } from "../diff/differences";
import { inWords } from "../diff/words";
import type { RollbackDocument } from "../documents/rollback";
import type { StackUpdate } from "../history/stackUpdate";
import type { OpenStack } from "../openStack";
import { revisionName } from "../revisions/family";
import { bringImageBack, currentVersions } from "./bringBack";
import { departureFrom, describeDeparture } from "./departure";
import { judgeConfig } from "./judgeConfig";
import type { KnownPast } from "./past";
import { changedSecrets, mainImage, pinsValue, secretVersions, type ChangedSecret } from "./pins";
import { changedConfig, pendingEdits, restoreConfig } from "./restore";
import { settingChanges } from "./settingChanges";
import { rolloutNotes } from "./rolloutNotes";
import { currentUpdate, describeUpdate, type Target } from "./target";

/** Where the service is to go. */
export type Goal =
  | {
      kind: "update";
      target: Target;
      past: KnownPast;
      /** Healthy updates that are newer than the target. */
      passedOver: StackUpdate[];
    }
  /** `family:number`. */
  | { kind: "revision"; name: string }
  /** To what the settings say without pins. */
  | { kind: "release" };

/** What a plan is made from, beside the stack and its account. */
export interface Given {
  /** Newest first. */
  updates: StackUpdate[];
  /** Of the settings, by qualified key. */
  defaults: Record<string, string>;
  /** The service; undefined where there is none. */
  live: LiveService | undefined;
  /** Git commit of the checkout; undefined where there is none. */
  head?: string;
}

export interface Plan {
  /** Of the stack's file, by qualified key. */
  changes: Record<string, ConfigChange>;
  told: Omit<RollbackDocument, "outcome">;
}

/** What a goal means for the stack's file. */
interface Edit {
  changes: Plan["changes"];
  /** Versions that tasks get in place of the current ones. */
  pinnedSecrets: ChangedSecret[];
  notes: string[];
}

/** Finds out what a rollback would change, and what speaks against it. Changes nothing. */
export async function planRollback(stack: OpenStack, goal: Goal, given: Given): Promise<Plan> {
  const { config, clients } = stack;
  const { live } = given;
  const where = async () => describePlace(await stack.place());
  const name = goal.kind === "update" ? goal.target.revision : goal.kind === "revision" ? goal.name : undefined;
  const revision = goal.kind === "release" ? live?.taskDefinition : await lookUpRevision(clients, name ?? "", where);
  const current = await currentVersions(stack, revision);
  const secrets = changedSecrets(secretVersions(revision?.containerDefinitions ?? []), current);

  const edit = await editFor(stack, goal, given, { revision, live, secrets });
  const { asked, ...findings } = await judgeConfig(stack, changedConfig(config, edit.changes));
  const pinsSecrets =
    goal.kind === "revision" ? asked?.settings.pinSecretVersions === true : edit.pinnedSecrets.length > 0;
  const last = currentUpdate(given.updates);
  const warnings = goal.kind === "update" ? goal.past.warnings : [];
  const departure = goal.kind === "update" ? departureFrom(last, goal.past) : undefined;
  return {
    changes: edit.changes,
    told: {
      stack: stack.name,
      goal: goal.kind,
      ...(goal.kind === "update" && updateTold(goal.target, given.head)),
      ...(asked?.pinnedRevisionArn !== undefined && { pinnedRevision: revisionName(asked.pinnedRevisionArn) }),
      ...(live && { running: revisionName(live.taskDefinitionArn) }),
      settings: settingChanges(config, edit.changes),
      ...runTold(live, asked),
      secrets: secrets.map((each) => ({ ...each, used: pinsSecrets ? ("then" as const) : ("now" as const) })),
      // What an unfinished update has deployed of the config is not known.
      pendingEdits:
        last === undefined || departure?.isUnfinished === true
          ? []
          : pendingEdits(config, last.config, edit.changes, given.defaults),
      notes: [
        ...(departure && last ? [describeDeparture(departure, describeUpdate(last))] : []),
        ...(goal.kind === "update" ? goal.passedOver.map(passedOverNote) : []),
        ...rolloutNotes(live),
        ...edit.notes,
      ],
      ...findings,
      warnings: [...warnings, ...findings.warnings],
    },
  };
}

const passedOverNote = (update: StackUpdate) =>
  `${describeUpdate(update)} was healthy too and is passed over: it differs from what is gone back from in nothing but the versions ` +
  `of secrets (npm run rollback -- --to ${update.number})`;

interface Found {
  revision: TaskDefinition | undefined;
  live: LiveService | undefined;
  secrets: ChangedSecret[];
}

async function editFor(stack: OpenStack, goal: Goal, { defaults }: Given, found: Found): Promise<Edit> {
  const { config } = stack;
  const to = (setting: string, value: string | undefined) =>
    changeOf(config.values, `${config.project}:${setting}`, value, defaults);
  switch (goal.kind) {
    case "release":
      return {
        changes: { ...to("pins", undefined), ...to("pinnedRevision", undefined) },
        pinnedSecrets: [],
        notes: [],
      };
    case "revision":
      return { changes: to("pinnedRevision", goal.name), pinnedSecrets: [], notes: [] };
    case "update": {
      const restored = restoreConfig(config, goal.target.update.config, defaults);
      const unpinned = { ...restored.changes, ...to("pins", undefined) };
      const pins = await pinsFor(stack, goal, changedConfig(config, unpinned), found);
      return {
        changes: { ...restored.changes, ...to("pins", pins.value) },
        pinnedSecrets: pins.secrets,
        notes: [...restored.notes, ...pins.notes],
      };
    }
  }
}

async function pinsFor(
  stack: OpenStack,
  { target: { update, revision: name }, past }: Extract<Goal, { kind: "update" }>,
  config: OpenStack["config"],
  { revision, live, secrets }: Found,
): Promise<{ value?: string; secrets: ChangedSecret[]; notes: string[] }> {
  const settings = settingsOr(config);
  // Invalid settings are told by the judgement; a pinned revision is taken as it is.
  if (settings === undefined || settings.pinnedRevision !== undefined) return { secrets: [], notes: [] };
  const remembered = past.deployments
    .filter((deployment) => deployment.revision === name)
    .flatMap(({ digests }) => digests[settings.container.name] ?? [])[0];
  const setting = config.values[`${config.project}:image`] ?? "";
  const { pin, notes } = await bringImageBack(stack, settings, { revision, remembered, live, setting });
  const pinned = settings.pinSecretVersions ? secrets : [];
  const from = [`update ${update.number}`, ...(name === undefined ? [] : [name])].join(", ");
  return { value: pinsValue(pin, pinned, from), secrets: pinned, notes };
}

function settingsOr(config: OpenStack["config"]) {
  try {
    return readSettings(config).settings;
  } catch (error) {
    if (error instanceof SettingsError) return undefined;
    throw error;
  }
}

/** The change that gives a setting a value, its default when it is undefined; none where it has it already. */
function changeOf(
  values: Record<string, string>,
  key: string,
  value: string | undefined,
  defaults: Record<string, string>,
): Plan["changes"] {
  const wanted = value ?? defaults[key] ?? "";
  return isSameValue(values[key], wanted)
    ? {}
    : { [key]: { value: wanted, isDefault: isSameValue(wanted, defaults[key]) } };
}

function updateTold(
  { update, revision }: Target,
  head: string | undefined,
): Pick<RollbackDocument, "update" | "commit"> {
  const { number, kind, result, startTime, message, gitHead, gitDirty = false } = update;
  const isOther = gitHead !== undefined && (gitHead !== head || gitDirty);
  return {
    update: {
      number,
      kind,
      result,
      startTime: startTime.toISOString(),
      message,
      ...(revision !== undefined && { revision }),
    },
    ...(isOther && { commit: { then: gitHead, isDirty: gitDirty, ...(head !== undefined && { now: head }) } }),
  };
}

function runTold(
  live: LiveService | undefined,
  asked: Asked | undefined,
): Pick<RollbackDocument, "differences" | "image"> {
  const mainContainer = asked?.settings.container.name ?? "";
  const from = mainImage(live?.taskDefinition?.containerDefinitions ?? [], mainContainer);
  const to = asked && mainImage(asked.rendered.containerDefinitions, mainContainer);
  return {
    differences:
      asked === undefined || (live !== undefined && live.taskDefinition === undefined)
        ? []
        : live?.taskDefinition === undefined
          ? ["all of it is new, since there is no service"]
          : differencesBetween(live.taskDefinition, asked.rendered).map((each) => inWords(each, { mainContainer })),
    image: {
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      isPinned: asked?.settings.image.kind === "pinned",
    },
  };
}
