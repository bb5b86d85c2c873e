import type { EventView, ServiceView } from "../../rollout/observation";
import { plainLine } from "../../rollout/shorten";
import type { Latest } from "./latest";

/** What a point on the time line of a rollout is about. */
export const momentKinds = [
  "began",
  "started",
  "stopped",
  "targets",
  "unhealthy",
  "trouble",
  "failed",
  "rollback",
  "complete",
  "ended",
  "other",
] as const;

/** Something that happened to a service. */
export interface Moment {
  /** Epoch milliseconds of AWS's clock. */
  at: number;
  kind: (typeof momentKinds)[number];
  words: string;
}

/** Wording as in "Amazon ECS service event messages" of the Amazon ECS Developer Guide; the first that fits counts. */
const kinds: [pattern: RegExp, kind: Moment["kind"]][] = [
  [/rolling back/i, "rollback"],
  [/deployment failed/i, "failed"],
  [/deployment completed|reached a steady state/i, "complete"],
  [/is unhealthy in|failed container health checks/i, "unhealthy"],
  [/unable to|failed to|could not/i, "trouble"],
  [/registered \d+ (targets|instances)|draining connections/i, "targets"],
  [/has started \d+ tasks/i, "started"],
  [/has stopped \d+/i, "stopped"],
];

export const kindOfEvent = (message: string): Moment["kind"] =>
  kinds.find(([pattern]) => pattern.test(message))?.[1] ?? "other";

/** What happens so soon after a rollout's end still belongs to it. */
const aftermathMs = 5 * 60_000;

/** What is known to have happened since the latest deployment was asked for, oldest first. */
export function momentsOf({ events }: ServiceView, latest: Latest | undefined): Moment[] {
  const { startedAt = -Infinity, endedAt = Infinity } = latest ?? {};
  const told = events.flatMap(({ createdAt, message }) =>
    createdAt !== undefined && createdAt >= startedAt && createdAt <= endedAt + aftermathMs
      ? [{ at: createdAt, kind: kindOfEvent(message), words: eventWords({ message }) }]
      : [],
  );
  const own: Moment[] = [
    ...(latest?.startedAt === undefined
      ? []
      : [{ at: latest.startedAt, kind: "began" as const, words: `deployment ${latest.id} began` }]),
    ...(latest?.endedAt === undefined
      ? []
      : [{ at: latest.endedAt, kind: "ended" as const, words: `the rollout ended: ${latest.outcome}` }]),
  ];
  const rank = ({ kind }: Moment) => (kind === "began" ? 0 : kind === "ended" ? 2 : 1);
  // Events come newest first.
  return [...told.reverse(), ...own].sort((one, other) => one.at - other.at || rank(one) - rank(other));
}

/** An event without the service's name and the long names of tasks and target groups. */
export const eventWords = ({ message }: Pick<EventView, "message">): string =>
  plainLine(message)
    .replace(/^\(service [^)]*\) /, "")
    .replace(/\(task (\w{8})\w*\)/g, "($1)")
    .replace(/\(target-group arn:\S+:targetgroup\/([^/]+)\/\w+\)/g, "$1")
    .replace(/arn:\S+:targetgroup\/([^/\s]+)\/\w+/g, "$1");
