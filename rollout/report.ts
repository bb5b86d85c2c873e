import type { Cause } from "./causes";
import type { Green, Outcome, Red } from "./follow";
import type { Expected } from "./judge";
import { deploymentOf, isSameRevision, primaryOf, revisionName, type ServiceView } from "./observation";
import { shorten } from "./shorten";

/** The error is to fit on a screen. */
export const mostLines = 25;
/** Of a line that AWS or the application wrote. */
const wordsLength = 240;

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

/** What the report says beyond the outcome. */
export interface Surroundings {
  cluster: string;
  service: string;
  logs?: ContainerLogs;
  /** What makes the stack ask for the earlier revision again. */
  goBack?: string;
}

/** What a container wrote that failed, and where. */
export interface ContainerLogs {
  taskArn: string;
  container: string;
  group: string;
  stream: string;
  /** The last ones; none when they could not be had. */
  lines: string[];
}

/** The verdict of a green update, with what it does not prove. */
export function greenLine(expected: Expected, { unproven }: Green, { last, notes }: Outcome): string {
  const said = `${revisionName(expected.revisionArn)} runs: deployment complete, ${taskCount(last?.desiredCount ?? 0)} in service`;
  return [said, ...unproven, ...notes].join("; ");
}

/** The text of a red update: what was wanted, what runs, why, and what to do. At most `mostLines` lines. */
export function redReport(expected: Expected, verdict: Red, outcome: Outcome, surroundings: Surroundings): string {
  const { causes, events, notes } = outcome;
  const head = [
    `${headline(expected, verdict, outcome.last)}: ${headlines[verdict.why]}.`,
    `  reason: ${shorten(verdict.detail, wordsLength)}`,
    ...running(outcome.last).map((line) => `  running now: ${line}`),
    ...failedTasks(outcome),
  ];
  const tail = [
    ...(causes.length === 0
      ? events.slice(0, 3).map(({ message }) => `  event: ${shorten(message, wordsLength)}`)
      : []),
    ...logLines(expected, surroundings),
    ...notes.map((note) => `  ${note}`),
    `  to see more: aws ecs describe-services --region ${regionOf(expected)} --cluster ${surroundings.cluster} --services ${surroundings.service}`,
    ...goBack(surroundings),
  ];
  return [...head, ...causeLines(causes, mostLines - head.length - tail.length), ...tail].join("\n");
}

function headline({ revisionArn }: Expected, { why }: Red, last: ServiceView | undefined): string {
  const name = revisionName(revisionArn);
  if (why === "interrupted") return `${name} was not waited for`;
  if (why === "untold" || (why === "timeout" && last === undefined)) return `whether ${name} runs is not known`;
  const isRunning = last?.deployments.some(
    (deployment) => deployment.runningCount > 0 && isSameRevision(deployment.revisionArn, revisionArn),
  );
  return isRunning === true ? `${name} does not run as asked` : `${name} is not what runs`;
}

const taskCount = (count: number) => (count === 1 ? "1 task" : `${count} tasks`);

/** The deployments that have tasks running, which after a failure are often not the one that ECS works towards. */
function running(service: ServiceView | undefined): string[] {
  if (service === undefined) return [];
  const primary = primaryOf(service);
  const alive = service.deployments.filter(({ runningCount }) => runningCount > 0).slice(0, 3);
  if (alive.length === 0) return [`nothing (0 of ${taskCount(service.desiredCount)})`];
  return alive.map(({ id, revisionArn, runningCount, createdAt }) => {
    const since =
      createdAt === undefined ? "" : `, since ${new Date(createdAt).toISOString().slice(0, 16).replace("T", " ")} UTC`;
    const goal = primary !== undefined && id !== primary.id && !isSameRevision(primary.revisionArn, revisionArn);
    return (
      `${revisionName(revisionArn)}, ${runningCount} of ${taskCount(service.desiredCount)}${since}` +
      (goal ? ` (ECS works towards ${revisionName(primary.revisionArn)})` : "")
    );
  });
}

function failedTasks({ last, deploymentId, causes }: Outcome): string[] {
  const own = last && deploymentOf(last, deploymentId);
  const failed = Math.max(
    own?.failedTasks ?? 0,
    causes.reduce((sum, { tasks }) => sum + tasks, 0),
  );
  return failed === 0 ? [] : [`  failed tasks: ${failed}`];
}

/** As many causes as fit, and how many more there are. */
function causeLines(causes: Cause[], room: number): string[] {
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

const causeStory = ({ what, tasks, words, stopCode, container, remedy }: Cause) => [
  `  cause: ${shorten(what, wordsLength)}${tasks === 0 ? "" : ` (${taskCount(tasks)})`}`,
  `    in ECS's words: ${[
    shorten(words, wordsLength),
    stopCode === undefined || stopCode === "" ? undefined : `stop code ${stopCode}`,
    container && `container ${container.name}, exit code ${container.exitCode}`,
  ]
    .filter((part) => part !== undefined)
    .join("; ")}`,
  `    what to do: ${remedy}`,
];

/** A task definition's ARN names its region: `arn:aws:ecs:<region>:<account>:task-definition/…`. */
const regionOf = ({ revisionArn }: Expected) => revisionArn.split(":")[3] ?? "";

function logLines(expected: Expected, { logs }: Surroundings): string[] {
  if (logs === undefined) return [];
  const { container, group, stream, lines } = logs;
  return [
    ...(lines.length === 0 ? [] : [`  last lines of container ${container}:`, ...lines.map((line) => `    | ${line}`)]),
    `  its logs: aws logs get-log-events --region ${regionOf(expected)} --log-group-name ${group} --log-stream-name ${stream}`,
  ];
}

const goBack = ({ goBack }: Surroundings) => (goBack === undefined ? [] : [`  to go back: ${goBack}`]);
