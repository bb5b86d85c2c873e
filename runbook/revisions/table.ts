import type { RevisionEntry, RevisionsDocument } from "../documents/revisions";
import { columns } from "../text/columns";
import { minute, second, shortDigest } from "../text/short";
import { ranges } from "./numbers";

/** The revisions as a table, how many there are, and the updates that they are from. */
export function revisionsTable({ family, count, revisions, updates }: RevisionsDocument): string {
  const withStatus = revisions.some(({ status }) => status !== "ACTIVE");
  const rows = revisions.map((revision) => [
    String(revision.number),
    ...(withStatus ? [revision.status] : []),
    minute(new Date(revision.registeredAt)),
    revision.cpu ?? "",
    revision.memory ?? "",
    imageText(revision),
    tagsText(revision),
    updatesText(revision),
    commitText(revision),
    revision.update?.author ?? "",
    outcomeText(revision),
    useText(revision),
  ]);
  const head = [
    "REVISION",
    ...(withStatus ? ["STATUS"] : []),
    ...["REGISTERED", "CPU", "MEMORY", "IMAGE", "TAGS", "UPDATE", "COMMIT", "AUTHOR", "OUTCOME", "IN USE"],
  ];
  const more = revisions.length < count ? ` (--limit ${Math.min(count, revisions.length * 5)}, or --all)` : "";
  const said = `${columns([head, ...rows])}\n\n${revisions.length} of ${count} revisions of ${family}${more}`;
  return updates.length === 0 ? said : `${said}\n\n${updatesTable(updates)}`;
}

/** With what they are found by in `pulumi stack history`, which does not number them on every backend. */
function updatesTable(updates: RevisionsDocument["updates"]): string {
  const rows = updates.map(({ number, kind, result, startTime, message }) => [
    String(number),
    kind,
    second(new Date(startTime)),
    result,
    message.split("\n")[0] ?? "",
  ]);
  return columns([["UPDATE", "KIND", "STARTED", "RESULT", "MESSAGE"], ...rows]);
}

const imageText = ({ image }: RevisionEntry) =>
  image?.digest === undefined ? (image?.reference ?? "") : shortDigest(image.digest);

function tagsText({ image }: RevisionEntry): string {
  if (image?.isInRepository === false) return "not in the repository";
  return image?.tags?.length === 0 ? "untagged" : (image?.tags ?? []).join(", ");
}

const updatesText = ({ updates, possibleUpdates }: RevisionEntry) =>
  [ranges(updates), ...possibleUpdates.map((number) => `${number}?`)].filter((text) => text !== "").join(", ");

function commitText({ update }: RevisionEntry): string {
  if (update?.gitHead === undefined) return "";
  return `${update.gitHead.slice(0, 7)}${update.gitDirty === true ? "-dirty" : ""}`;
}

/** What the history says, and ECS, unless that is the same. */
function outcomeText({ outcome, deployment }: RevisionEntry): string {
  const status = deployment?.status.toLowerCase().replaceAll("_", " ");
  const isSame = outcome === "succeeded" && status === "successful";
  return [outcome, isSame ? undefined : status].filter((text) => text !== undefined).join(", ");
}

function useText({ use: { runningTasks, pendingTasks, deployments } }: RevisionEntry): string {
  const tasks = (count: number) => (count === 1 ? "1 task" : `${count} tasks`);
  return [
    ...new Set(deployments),
    ...(runningTasks > 0 ? [tasks(runningTasks)] : []),
    ...(pendingTasks > 0 ? [`${tasks(pendingTasks)} pending`] : []),
  ].join(", ");
}
