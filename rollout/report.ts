import type { Outcome } from "./follow";
import type { Expected } from "./judge";
import { primaryOf, revisionName, type Observation } from "./observation";

type Green = Extract<Outcome["verdict"], { kind: "green" }>;
type Red = Extract<Outcome["verdict"], { kind: "red" }>;

/** At most this many causes are told in full: the error is to fit on a screen. */
const causesTold = 4;

const headlines: Record<Red["why"], string> = {
  failed: "the deployment failed",
  "rolled back": "ECS rolled the deployment back",
  overtaken: "another deployment overtook this one",
  timeout: "the deployment took too long",
  "not started": "ECS did not start the deployment",
  hopeless: "no task can start",
};

/** The verdict of a green update, with what it does not prove. */
export function greenLine(expected: Expected, { unproven }: Green, last?: Observation): string {
  const count = last?.service.desiredCount ?? 0;
  const tasks = count === 1 ? "1 task" : `${count} tasks`;
  return [`${revisionName(expected.revisionArn)} runs: deployment complete, ${tasks} in service`, ...unproven].join(
    "; ",
  );
}

/** The text of a red update: what was wanted, what runs, why, and what to do. */
export function redReport(
  expected: Expected,
  verdict: Red,
  last: Observation | undefined,
  { causes, notes }: Pick<Outcome, "causes" | "notes">,
): string {
  const running = last && primaryOf(last.service);
  const own = last?.service.deployments.find(({ id }) => id === verdict.followed.deploymentId);
  const failedTasks = Math.max(own?.failedTasks ?? 0, ...causes.map(({ count }) => count));
  return [
    `${revisionName(expected.revisionArn)} is not what runs: ${headlines[verdict.why]}.`,
    `  ECS says: ${verdict.detail}`,
    ...(running === undefined || running.revisionArn === expected.revisionArn
      ? []
      : [
          `  running now: ${revisionName(running.revisionArn)}, ${running.runningCount} of ${last?.service.desiredCount} tasks`,
        ]),
    ...(failedTasks === 0 ? [] : [`  failed tasks: ${failedTasks}`]),
    ...causes
      .slice(0, causesTold)
      .flatMap(({ what, remedy, words, count }) => [
        `  cause: ${what} (${count === 1 ? "once" : `${count} times`})`,
        `    in ECS's words: ${words}`,
        `    what to do: ${remedy}`,
      ]),
    ...(causes.length > causesTold ? [`  and ${causes.length - causesTold} more causes`] : []),
    ...(causes.length === 0 && last !== undefined
      ? last.service.events.slice(0, 3).map(({ message }) => `  event: ${message}`)
      : []),
    ...notes.map((note) => `  ${note}`),
  ].join("\n");
}
