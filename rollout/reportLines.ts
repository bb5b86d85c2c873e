import type { Cause } from "./causes";
import type { ContainerLogs } from "./lastLogs";
import { isSameRevision, primaryOf, revisionName, type ServiceView } from "./observation";
import { shorten } from "./shorten";

/** Of a line that AWS or the application wrote. */
export const wordsLength = 240;

export const taskCount = (count: number): string => (count === 1 ? "1 task" : `${count} tasks`);

/** To the minute, in UTC, of epoch milliseconds. */
export const minuteOf = (time: number): string => `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** A revision that is not running as it should, in the first words of what there is to say. */
export function whatRuns(service: ServiceView | undefined, revisionArn: string): string {
  const isRunning = service?.deployments.some(
    (deployment) => deployment.runningCount > 0 && isSameRevision(deployment.revisionArn, revisionArn),
  );
  return `${revisionName(revisionArn)} ${isRunning === true ? "does not run as asked" : "is not what runs"}`;
}

/** The deployments that have tasks running, which after a failure are often not the one that ECS works towards. */
export function runningNow(service: ServiceView): string[] {
  const primary = primaryOf(service);
  const alive = service.deployments.filter(({ runningCount }) => runningCount > 0).slice(0, 3);
  if (alive.length === 0) return [`nothing (0 of ${taskCount(service.desiredCount)})`];
  return alive.map(({ id, revisionArn, runningCount, createdAt }) => {
    const since = createdAt === undefined ? "" : `, since ${minuteOf(createdAt)}`;
    const goal = primary !== undefined && id !== primary.id && !isSameRevision(primary.revisionArn, revisionArn);
    return (
      `${revisionName(revisionArn)}, ${runningCount} of ${taskCount(service.desiredCount)}${since}` +
      (goal ? ` (ECS works towards ${revisionName(primary.revisionArn)})` : "")
    );
  });
}

/** As many causes as fit, and how many more there are. */
export function causeLines(causes: Cause[], room = Infinity): string[] {
  const lines: string[] = [];
  for (const [index, cause] of causes.entries()) {
    const told = causeStory(cause);
    const isLast = index === causes.length - 1;
    if (lines.length + told.length + (isLast ? 0 : 1) > room) {
      return [...lines, `  further causes: ${causes.length - index}`];
    }
    lines.push(...told);
  }
  return lines;
}

const causeStory = ({ what, tasks, words, saidBy = "ECS", stopCode, container, remedy }: Cause) => [
  `  cause: ${shorten(what, wordsLength)}${tasks === 0 ? "" : ` (${taskCount(tasks)})`}`,
  `    in ${saidBy}'s words: ${[
    shorten(words, wordsLength),
    stopCode === undefined || stopCode === "" ? undefined : `stop code ${stopCode}`,
    container && `container ${container.name}, exit code ${container.exitCode}`,
  ]
    .filter((part) => part !== undefined)
    .join("; ")}`,
  `    what to do: ${remedy}`,
];

export const lastLines = (logs: ContainerLogs | undefined): string[] =>
  logs === undefined || logs.lines.length === 0
    ? []
    : [`  last lines of container ${logs.container}:`, ...logs.lines.map((line) => `    | ${line}`)];
