import { causeLines, lastLines, minuteOf, runningNow, wordsLength } from "../../rollout/reportLines";
import { shorten } from "../../rollout/shorten";
import { wayLine } from "../../rollout/waysOn";
import { alarmWords } from "../text/alarm";
import type { DiagnoseDocument } from "../documents/diagnose";
import type { Findings } from "./examine";

/** A diagnosis as people read it. */
export function textOf(document: DiagnoseDocument, { service, latest, causes, logs }: Findings): string {
  const { headline, reason, state, targets, events, isForgotten, alarms, unseen, ways } = document;
  const failed = latest?.failedTasks ?? 0;
  return [
    `${headline}.`,
    ...(reason === null ? [] : [`  reason: ${shorten(reason, wordsLength)}`]),
    ...(latest === undefined ? [] : [`  latest deployment: ${[latest.id, ...timesOf(latest)].join(", ")}`]),
    ...(state === "well" ? [] : runningNow(service).map((line) => `  running now: ${line}`)),
    ...(failed === 0 ? [] : [`  failed tasks: ${failed}`]),
    ...causeLines(causes),
    ...(isForgotten ? ["  ECS knows none of its stopped tasks any more: it forgets them after about an hour."] : []),
    ...lastLines(logs),
    ...targets.map(
      ({ targetGroup, address, state, reason }) =>
        `  target ${address} of ${targetGroup}: ${state}${reason === null ? "" : ` (${shorten(reason, wordsLength)})`}`,
    ),
    ...alarms.map((alarm) => `  alarm ${alarmWords(alarm)}`),
    ...events.map(
      ({ at, message }) =>
        `  event: ${at === null ? "" : `${at.slice(0, 19)}Z `}${shorten(withoutService(message), wordsLength)}`,
    ),
    ...unseen.map((words) => `  not seen: ${words}`),
    ...ways.map(wayLine),
  ].join("\n");
}

/** Every event begins with the name of the service. */
const withoutService = (event: string) => event.replace(/^\(service [^)]*\) /, "");

const timesOf = ({ startedAt, endedAt }: { startedAt?: number; endedAt?: number }) => [
  ...(startedAt === undefined ? [] : [`started ${minuteOf(startedAt)}`]),
  ...(endedAt === undefined ? [] : [`ended ${minuteOf(endedAt)}`]),
];
