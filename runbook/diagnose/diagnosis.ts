import { primaryOf, revisionName } from "../../rollout/observation";
import { taskCount, whatRuns } from "../../rollout/reportLines";
import { isServing, unproven } from "../../rollout/serving";
import { toGoBack, toItsLogs, npmRun, type WayOn } from "../../rollout/waysOn";
import type { DiagnoseDocument } from "../documents/diagnose";
import { exitCodes } from "../exitCodes";
import type { Findings } from "./examine";

export type State = DiagnoseDocument["state"];

/** How the service stands, in one word. */
export function stateOf({ service, details, latest, causes, unseen }: Findings): State {
  const primary = primaryOf(service);
  if (latest !== undefined && latest.outcome !== "complete") return latest.outcome;
  if (causes.length === 0 && unseen.length > 0) return "not known";
  if (primary === undefined || !isServing(primary, primary.revisionArn, { service, details })) return "not serving";
  return causes.length > 0 ? "unsteady" : "well";
}

/** A rollout that is under way is no trouble as long as nothing of it has failed. */
export function exitCodeOf(state: State, { latest, causes }: Findings): number {
  if (state === "well") return exitCodes.fine;
  if (state === "not known") return exitCodes.refused;
  const hasTrouble = state !== "under way" || causes.length > 0 || (latest?.failedTasks ?? 0) > 0;
  return hasTrouble ? exitCodes.notFine : exitCodes.fine;
}

const endings = {
  "rolling back": "its deployment is being rolled back",
  "rolled back": "its deployment was rolled back",
  failed: "its deployment failed",
  stopped: "its deployment was stopped",
};

export function headlineOf(state: State, findings: Findings): string {
  const { service, details, latest } = findings;
  const primary = primaryOf(service);
  const goal = primary === undefined ? "nothing" : revisionName(primary.revisionArn);
  const running = `${primary?.runningCount ?? 0} of ${taskCount(service.desiredCount)}`;
  switch (state) {
    case "well":
      return [`all is well: ${goal} runs, ${running} in service`, ...unproven({ service, details })].join("; ");
    case "unsteady":
      return `${goal} runs, ${running} in service, but tasks of it have ended within the last hour`;
    case "not serving":
      return `${goal} does not serve as it should: ${running} running${healthOf(findings)}`;
    case "under way":
      return `${goal} is being rolled out: ${running} running${healthOf(findings)}`;
    case "not known":
      return `whether all is well is not known: ${goal}, ${running} running`;
    case "rolling back":
    case "rolled back":
    case "failed":
    case "stopped":
      return `${whatRuns(service, latest?.revisionArn ?? `deployment ${latest?.id}`)}: ${endings[state]}`;
  }
}

function healthOf({ service, details }: Findings): string {
  const { tasks, targets, isHealthChecked } = details;
  const own = tasks.filter(({ startedBy }) => startedBy === primaryOf(service)?.id);
  const inService = targets.filter(({ ip, state }) => state === "healthy" && own.some((task) => task.privateIp === ip));
  return [
    isHealthChecked ? `, ${own.filter(({ health }) => health === "HEALTHY").length} healthy` : "",
    service.loadBalancers.length > 0 ? `, ${inService.length} targets healthy` : "",
  ].join("");
}

/** What can be done now. */
export function waysOf(
  state: State,
  { service, details, latest, logs, isForgotten }: Findings,
  stack?: string,
): WayOn[] {
  if (state === "well") return [];
  const hasEarlier =
    service.deployments.some(({ id }) => id !== latest?.id) ||
    details.serviceDeployments?.some(
      ({ deploymentId, status }) => deploymentId !== latest?.id && status === "SUCCESSFUL",
    );
  const since = latest?.startedAt === undefined ? "2h" : new Date(latest.startedAt).toISOString();
  return [
    ...toItsLogs(logs, stack),
    ...(isForgotten ? [{ purpose: "what it wrote", command: npmRun("logs", ["--since", since], stack) }] : []),
    ...(hasEarlier === true ? toGoBack(state === "under way", stack) : []),
  ];
}
