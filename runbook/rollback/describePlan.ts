import { withoutRegistry } from "../../settings/describePins";
import type { RollbackDocument } from "../documents/rollback";
import { describeUpdate } from "./target";

type Told = Omit<RollbackDocument, "outcome">;

/** A rollback's plan for people. */
export function describePlan(told: Told): string {
  return [
    `${headline(told)}${told.running === undefined ? "; there is no service yet" : `; the service is on ${told.running}`}`,
    ...section("in the config", told.settings.map(settingLine), "nothing changes"),
    ...(told.problems.length > 0
      ? []
      : section(
          "in what runs",
          told.differences,
          "the same (as a new revision, where the stack has asked for something else since)",
        )),
    ...imageLines(told),
    ...told.secrets.map(secretLine),
    ...commitLine(told),
    ...told.pendingEdits.map(pendingLine),
    ...told.notes,
    ...findingLines(told),
  ].join("\n");
}

function headline({ stack, goal, update, pinnedRevision }: Told): string {
  switch (goal) {
    case "update":
      return (
        `stack ${stack} goes back to ${update === undefined ? "" : describeUpdate({ ...update, startTime: new Date(update.startTime) })}` +
        (update?.revision === undefined ? "" : `, which ran ${update.revision}`)
      );
    case "revision":
      return `stack ${stack} points its service at ${pinnedRevision ?? "a revision"} as it is`;
    case "release":
      return `stack ${stack} follows its settings again`;
  }
}

function section(title: string, lines: string[], none: string): string[] {
  return lines.length === 0 ? [`${title}: ${none}`] : [`${title}:`, ...lines.map((line) => `  ${line}`)];
}

function settingLine({ setting, change, from, to }: Told["settings"][number]): string {
  switch (change) {
    case "added":
      return `+ ${setting} ${inOneLine(to ?? "")}`.trimEnd();
    case "removed":
      return `- ${setting}`;
    case "changed":
      return from === undefined || to === undefined
        ? `${setting} (not shown)`
        : `${setting} ${inOneLine(from)}→${inOneLine(to)}`;
  }
}

const inOneLine = (text: string) => (/\p{Cc}/u.test(text) ? JSON.stringify(text) : text);

function imageLines({ image: { from, to, isPinned }, goal }: Told): string[] {
  if (to === undefined) return [];
  const pinned =
    isPinned && goal === "update"
      ? ": pinned, and the setting image is not followed until npm run rollback -- --release"
      : "";
  if (from === to) return [`image: ${withoutRegistry(to)}, as it runs${pinned}`];
  return [
    `image: ${withoutRegistry(to)}${pinned}${from === undefined ? "" : "; this ships other code than what runs"}`,
  ];
}

const secretLine = ({ secret, then, now, used }: Told["secrets"][number]) =>
  used === "then"
    ? `secret "${secret}" has changed since: its version ${then} of then is pinned, ${now} is current`
    : `secret "${secret}" has changed since (version ${then}, now ${now}): its current value is used`;

function commitLine({ commit }: Told): string[] {
  if (commit === undefined) return [];
  const { then, isDirty, now } = commit;
  const made = `the update was made from commit ${then.slice(0, 12)}${isDirty ? " with changes that were not committed" : ""}`;
  const here =
    now === undefined
      ? "this is no git checkout"
      : now === then
        ? "which cannot be told apart from what is here"
        : `this is ${now.slice(0, 12)}`;
  return [`${made}, ${here}: config is restored, the program's code is not`];
}

const pendingLine = ({ setting, isOverwritten }: Told["pendingEdits"][number]) =>
  `${setting} was changed in the config and not deployed yet: ${isOverwritten ? "the change is lost" : "it stays, and is deployed as well"}`;

/** What the preflight found. */
export function findingLines({
  problems,
  warnings,
  notChecked,
}: Pick<Told, "problems" | "warnings" | "notChecked">): string[] {
  return [
    ...warnings.map((text) => `warning: ${text}`),
    ...notChecked.map((text) => `not checked: ${text}`),
    ...(problems.length === 0
      ? []
      : ["the update would fail:", ...problems.map((text) => `  - ${text}`), "Nothing was changed."]),
  ];
}
