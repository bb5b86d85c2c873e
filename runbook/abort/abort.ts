import type { Clients } from "../../account/clients";
import { AccountProblem, errorCode } from "../../account/problem";
import { answerInTime } from "../../rollout/answerInTime";
import { primaryOf, revisionName, type ServiceView } from "../../rollout/observation";
import type { Watched } from "../../rollout/observer";
import { runningNow } from "../../rollout/reportLines";
import { notStoppable } from "../../rollout/stopDeployment";
import type { Time } from "../../rollout/time";
import { npmRun } from "../../rollout/waysOn";
import type { Answer } from "../answer";
import type { AbortDocument } from "../documents/abort";
import { exitCodes } from "../exitCodes";
import { findUnderWay, type Known, type UnderWay } from "./underWay";
import { waitForEnd } from "./waitForEnd";

/** What an abort is about, and what it has around it. */
export interface Aborting {
  clients: Clients;
  watched: Watched;
  /** As it was named, for the commands that are proposed. */
  stack?: string;
  isDryRun: boolean;
  timeoutMs: number;
  /** From when the rollout is stopped to the end of the waiting. */
  startTime(): Time;
  /** Whether the rollout may be stopped. */
  confirm(question: string): Promise<boolean>;
  tell: (line: string) => void;
}

type Outcome = AbortDocument["outcome"];

const exitCodeOf: Record<Outcome, number> = {
  "nothing under way": exitCodes.notFine,
  "nothing to go back to": exitCodes.notFine,
  "would be stopped": exitCodes.fine,
  "not confirmed": exitCodes.notFine,
  "rolled back": exitCodes.fine,
  "too late": exitCodes.notFine,
  failed: exitCodes.notFine,
  "not done in time": exitCodes.notFine,
  interrupted: exitCodes.interrupted,
};

/** Stops the rollout that is under way, has ECS roll it back, and waits until that is done. */
export async function abort(aborting: Aborting, seen: ServiceView): Promise<Answer> {
  const { clients, watched, isDryRun, stack, tell } = aborting;
  const underWay = await findUnderWay(clients, watched, seen);
  const end = (outcome: Outcome, lines: string[], last = seen): Answer => ({
    exitCode: exitCodeOf[outcome],
    document: documentOf(outcome, watched, underWay, last),
    text: [...lines, ...runningNow(last).map((line) => `  running now: ${line}`)].join("\n"),
  });
  if (underWay === undefined) return end("nothing under way", [nothingUnderWay(seen)]);

  const name = nameOf(underWay);
  const goal = underWay.goal === undefined ? undefined : nameOf(underWay.goal);
  if (!underWay.isRollingBack) {
    if (goal === undefined) return end("nothing to go back to", firstOfAll(name));
    if (isDryRun)
      return end("would be stopped", [`the rollout of ${name} would be stopped, and ECS go back to ${goal}`]);
    if (!(await aborting.confirm(`Stop the rollout of ${name}, and have ECS go back to ${goal}?`))) {
      return end("not confirmed", ["nothing was changed"]);
    }
    await stop(clients, underWay);
    tell(`the rollout of ${name} is stopped: ECS goes back to ${goal}`);
  } else {
    const being = `the rollout of ${name} is being rolled back already`;
    if (isDryRun) return end("would be stopped", [`${being}: there is nothing to do`]);
    tell(being);
  }

  const time = aborting.startTime();
  const { how, last = seen } = await waitForEnd(aborting, underWay, time).finally(() => time.end());
  const endings: Record<typeof how, string> = {
    "rolled back": `the rollout of ${name} was stopped and rolled back`,
    "too late": `the rollout of ${name} came to its end before it could be stopped`,
    failed: `the rollout of ${name} was stopped, but ECS could not roll it back: ${npmRun("diagnose", [], stack)} says more`,
    "not done in time": `the rollback of ${name} takes longer than deployment.timeoutMinutes: ECS goes on with it (${npmRun("status", [], stack)})`,
    interrupted: `the rollback of ${name} was not waited for: ECS goes on with it (${npmRun("status", [], stack)})`,
  };
  return end(how, [endings[how], ...(how === "too late" ? [] : [stillAsked(stack)])], last);
}

const nameOf = ({ revisionArn, deploymentId }: Known) =>
  revisionArn === undefined
    ? `deployment ${deploymentId}`
    : `${revisionName(revisionArn)} (deployment ${deploymentId})`;

function nothingUnderWay(seen: ServiceView): string {
  const primary = primaryOf(seen);
  const state = primary === undefined ? "" : `: that of ${revisionName(primary.revisionArn)} is over`;
  return `no rollout is under way${state}`;
}

const firstOfAll = (name: string) => [
  `the rollout of ${name} cannot be stopped: no deployment of this service was ever completed that ECS could go back to`,
  "  what to do: correct the settings and run pulumi up, which takes its place; or pulumi config set desiredCount 0 && pulumi up, so that ECS stops trying",
];

/** The state and the config of the stack are as before. */
const stillAsked = (stack: string | undefined) =>
  `  the stack asks for the same as before, so that the next pulumi up tries it again: ${npmRun("rollback", [], stack)} takes the config back, too`;

async function stop(clients: Clients, { arn, deploymentId }: UnderWay): Promise<void> {
  const ecs = await clients.ecs();
  try {
    await ecs.stopServiceDeployment({ serviceDeploymentArn: arn, stopType: "ROLLBACK" }, answerInTime());
  } catch (error) {
    if (!notStoppable.has(errorCode(error))) throw error;
    throw new AccountProblem(`ECS does not stop deployment ${deploymentId}: ${(error as Error).message}`);
  }
}

function documentOf(
  outcome: Outcome,
  { service, cluster }: Watched,
  underWay: UnderWay | undefined,
  { deployments, desiredCount }: ServiceView,
): AbortDocument {
  const revision = (known: Known | undefined) =>
    known?.revisionArn === undefined ? null : revisionName(known.revisionArn);
  return {
    service,
    cluster,
    outcome,
    deployment: underWay?.deploymentId ?? null,
    revision: revision(underWay),
    goesBackTo: revision(underWay?.goal),
    running: deployments
      .filter(({ runningCount }) => runningCount > 0)
      .map(({ revisionArn, runningCount }) => ({ revision: revisionName(revisionArn), tasks: runningCount })),
    desiredCount,
  };
}
