import type { Green, Outcome, Red } from "./follow";
import type { Expected } from "./judge";
import type { ContainerLogs } from "./lastLogs";
import { deploymentOf, isSameRevision, primaryOf, revisionName, type ServiceView } from "./observation";
import { causeLines, lastLines, runningNow, taskCount, whatRuns, wordsLength } from "./reportLines";
import { shorten } from "./shorten";
import { toGoBack, toItsLogs, wayLine } from "./waysOn";

/** The error is to fit on a screen. */
export const mostLines = 25;

const headlines: Record<Red["why"], string> = {
  failed: "the deployment failed",
  "rolled back": "the deployment was rolled back",
  overtaken: "another deployment has taken its place",
  elsewhere: "the service is on another revision",
  timeout: "the deployment took too long",
  "not started": "ECS did not start a deployment of it",
  hopeless: "no task of it can start",
  interrupted: "waiting for it was interrupted",
  untold: "AWS does not let this program look",
};

/** The verdict of a green update, with what it does not prove. */
export function greenLine(expected: Expected, { unproven }: Green, { last, notes }: Outcome): string {
  const said = `${revisionName(expected.revisionArn)} runs: deployment complete, ${taskCount(last?.desiredCount ?? 0)} in service`;
  return [said, ...unproven, ...notes].join("; ");
}

/** The text of a red update: what was wanted, what runs, why, and what to do. At most `mostLines` lines. */
export function redReport(expected: Expected, verdict: Red, outcome: Outcome, logs?: ContainerLogs): string {
  const { causes, events, notes, last } = outcome;
  const { revisionArn, previousRevisionArn } = expected;
  const head = [
    `${headline(expected, verdict, last)}: ${headlines[verdict.why]}.`,
    `  reason: ${shorten(verdict.detail, wordsLength)}`,
    ...(last === undefined ? [] : runningNow(last).map((line) => `  running now: ${line}`)),
    ...failedTasks(outcome),
  ];
  const ways = [
    ...toItsLogs(logs),
    { purpose: "to see more", command: "npm run diagnose" },
    ...(previousRevisionArn === undefined ? [] : toGoBack(isUnderWay(last, revisionArn))),
  ];
  const tail = [
    ...(causes.length === 0
      ? events.slice(0, 3).map(({ message }) => `  event: ${shorten(message, wordsLength)}`)
      : []),
    ...lastLines(logs),
    ...notes.map((note) => `  ${note}`),
    ...ways.map(wayLine),
  ];
  return [...head, ...causeLines(causes, mostLines - head.length - tail.length), ...tail].join("\n");
}

function headline({ revisionArn }: Expected, { why }: Red, last: ServiceView | undefined): string {
  const name = revisionName(revisionArn);
  if (why === "interrupted") return `${name} was not waited for`;
  if (why === "untold" || (why === "timeout" && last === undefined)) return `whether ${name} runs is not known`;
  return whatRuns(last, revisionArn);
}

/** ECS goes on trying. */
function isUnderWay(last: ServiceView | undefined, revisionArn: string): boolean {
  const primary = last && primaryOf(last);
  return primary?.rolloutState === "IN_PROGRESS" && isSameRevision(primary.revisionArn, revisionArn);
}

function failedTasks({ last, deploymentId, causes }: Outcome): string[] {
  const own = last && deploymentOf(last, deploymentId);
  const failed = Math.max(
    own?.failedTasks ?? 0,
    causes.reduce((sum, { tasks }) => sum + tasks, 0),
  );
  return failed === 0 ? [] : [`  failed tasks: ${failed}`];
}
