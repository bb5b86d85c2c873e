import { digestOf } from "../../account/imageReference";
import { withoutRegistry } from "../../settings/describePins";
import type { StatusDocument } from "../documents/status";
import { alarmWords } from "../text/alarm";
import type { Paint } from "../text/colour";
import { columns } from "../text/columns";
import { minute, shortDigest } from "../text/short";

const labelWidth = 10;

/** A status for people. */
export function statusText(status: StatusDocument, paint: Paint): string {
  const { service, cluster, stack, accountId, region } = status;
  const rows: [label: string, value: string][] = [
    ["service", `${service} in ${cluster} (stack ${stack}, account ${accountId}, region ${region})`],
    ["state", state(status, paint)],
    ...status.problems.slice(1).map((problem): [string, string] => ["", problem]),
    ...(status.revision === null ? [] : facts(status, status.revision)),
    ...status.pins.map((pin): [string, string] => ["pinned", pin]),
    ...status.notes.map((note): [string, string] => ["note", note]),
    ...status.unknown.map((words): [string, string] => ["not known", words]),
  ];
  return [
    ...rows.map(([label, value]) => `${label.padEnd(labelWidth)}  ${value}`),
    ...(status.deployments.length === 0 ? [] : ["", deployments(status)]),
  ].join("\n");
}

function state({ isFine, problems }: StatusDocument, paint: Paint): string {
  if (isFine) return paint("green", "fine: all tasks run, healthy, of one revision");
  const [first = "not known"] = problems;
  return paint(problems.length === 0 ? "yellow" : "red", first);
}

function facts(status: StatusDocument, revision: string): [string, string][] {
  const { cpu, memoryMiB, rollout } = status;
  return [
    ...(rollout === null ? [] : ([["rollout", rollout]] as [string, string][])),
    ["revision", revision + (cpu === null ? "" : `, cpu ${cpu}, memory ${memoryMiB} MiB`)],
    ...status.images.map((image, index): [string, string] => ["image", imageWords(image, index === 0)]),
    ["tasks", taskWords(status)],
    ...scalingWords(status).map((words): [string, string] => ["scaling", words]),
    ...(status.alarms ?? []).map((alarm): [string, string] => ["alarm", alarmWords(alarm)]),
    ...(status.ports ?? []).map((port): [string, string] => ["target", portWords(port)]),
    ["config", configWords(status)],
    ...status.differencesInWords.map((words): [string, string] => ["", words]),
    ...status.changedSecrets.map((secret): [string, string] => ["secret", secretWords(secret)]),
    ...lastRolloutWords(status.lastRollout).map((words): [string, string] => ["last", words]),
  ];
}

function imageWords({ container, reference, digest, tags }: StatusDocument["images"][number], isMain: boolean): string {
  const named = withoutRegistry(reference);
  const short = digestOf(reference) === undefined ? named : named.replace(/@.*/, "");
  return (
    (isMain ? "" : `${container}: `) +
    short +
    (digest === null ? "" : ` ${shortDigest(digest)}`) +
    (tags === null ? "" : ` (${tags.length === 0 ? "no tag has it now" : tags.join(", ")})`)
  );
}

function taskWords({ tasks }: StatusDocument): string {
  if (tasks === null) return "";
  const { desired, running, pending, health } = tasks;
  return [
    `${running} of ${desired} running`,
    `${pending} pending`,
    ...Object.entries(health ?? {}).map(([name, count]) => `${count} ${name.toLowerCase()}`),
  ].join(", ");
}

function scalingWords({ autoscaling }: StatusDocument): string[] {
  if (autoscaling === null) return [];
  const { min, max, follows } = autoscaling;
  return [`${min} to ${max} tasks, by ${follows.join(", ")}`];
}

function portWords({
  port,
  number,
  targetGroup,
  targets,
  reasons,
}: NonNullable<StatusDocument["ports"]>[number]): string {
  const states = Object.entries(targets).map(([name, count]) => `${count} ${name}`);
  return (
    `${port}${port === String(number) ? "" : ` ${number}`} in ${targetGroup}: ${states.join(", ") || "no targets"}` +
    (reasons.length === 0 ? "" : ` (${reasons.join("; ")})`)
  );
}

function configWords({ differences }: StatusDocument): string {
  if (differences === null) return "not compared with what runs";
  if (differences.length === 0) return "what the service is on is what the stack asks for";
  const count = differences.length === 1 ? "1 field" : `${differences.length} fields`;
  return `differs from what the service is on in ${count}; pulumi up rolls it out:`;
}

function secretWords({ name, olderTasks, reason }: StatusDocument["changedSecrets"][number]): string {
  const changed = `${name} has changed since the revision was made`;
  const fix = "pulumi up, or npm run redeploy, starts new ones";
  if (olderTasks === null) return `${changed}; which tasks have an older value is not known: ${reason} (${fix})`;
  if (olderTasks === 0) return `${changed}; all tasks have the current value`;
  return `${changed}; ${olderTasks === 1 ? "1 task still has" : `${olderTasks} tasks still have`} an older value (${fix})`;
}

const outcomes: Record<string, string> = {
  SUCCESSFUL: "succeeded",
  ROLLBACK_SUCCESSFUL: "was rolled back",
  ROLLBACK_IN_PROGRESS: "is being rolled back",
  ROLLBACK_REQUESTED: "is being rolled back",
  ROLLBACK_FAILED: "failed, and could not be rolled back",
  STOPPED: "was stopped",
  STOP_REQUESTED: "is being stopped",
  IN_PROGRESS: "is under way",
  PENDING: "is about to begin",
};

function lastRolloutWords(last: StatusDocument["lastRollout"]): string[] {
  if (last === null) return [];
  const { status, revision, reason, finishedAt } = last;
  return [
    `rollout${revision === null ? "" : ` of ${revision}`} ${outcomes[status] ?? status}` +
      (finishedAt === null ? "" : `, ${minute(new Date(finishedAt))}`) +
      (reason === null || status === "SUCCESSFUL" ? "" : `: ${reason}`),
  ];
}

const deployments = (status: StatusDocument): string =>
  columns([
    ["deployment", "status", "rollout", "revision", "running", "pending", "desired", "failed", "since"],
    ...status.deployments.map((each) => [
      each.id,
      each.status,
      each.rolloutState ?? "",
      each.revision,
      ...[each.running, each.pending, each.desired, each.failed].map(String),
      each.since === null ? "" : minute(new Date(each.since)),
    ]),
  ]);
