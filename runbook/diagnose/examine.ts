import { wordsOfFailedCall } from "../../account/askedFor";
import type { Clients } from "../../account/clients";
import { isDenied } from "../../account/problem";
import { describeAlarms, type AlarmView } from "../../rollout/alarmViews";
import type { Cause } from "../../rollout/causes";
import { Collected } from "../../rollout/collected";
import { logsOfFailure, withLogs, type ContainerLogs } from "../../rollout/lastLogs";
import { deploymentOf, primaryOf, type Details, type Observation, type ServiceView } from "../../rollout/observation";
import { Observer, type Watched } from "../../rollout/observer";
import { Revisions } from "../../rollout/revisions";
import { causesOfAlarms, rungAlarms } from "../../rollout/rungAlarms";
import { taskDefinitionOf } from "../../rollout/serviceRevision";
import { latestDeployment, type Latest } from "./latest";

/** What was found out about a service. */
export interface Findings extends Observation {
  details: Details;
  latest?: Latest & {
    /** Undefined: nothing remembers it. */
    revisionArn?: string;
    /** As far as is known. */
    failedTasks: number;
  };
  causes: Cause[];
  /** Tasks of the latest deployment have failed, but ECS does not know them any more. */
  isForgotten: boolean;
  logs?: ContainerLogs;
  /** Those that watch deployments of the service. */
  alarms: AlarmView[];
  /** What could not be looked at: sentences. */
  unseen: string[];
}

/** Looks at all that tells how a service stands and why; what is not permitted is left out and said. */
export async function examine(clients: Clients, watched: Watched, service: ServiceView): Promise<Findings> {
  const unseen = new Set<string>();
  const seeNot = (error: unknown) => void unseen.add(wordsOfFailedCall(error));
  const revisions = new Revisions(clients);
  const observer = new Observer(clients, watched, revisions);
  const primary = primaryOf(service);
  const details = await observer.details(service, primary?.revisionArn ?? "", seeNot);
  if (details.serviceDeployments === undefined) {
    unseen.add(
      "permission for ecs:ListServiceDeployments is missing: that a deployment was rolled back may not be seen",
    );
  }
  const seen = { service, details };
  const collected = new Collected();
  collected.add(seen);

  const latest = latestDeployment(seen);
  const causes = causesOf(collected, [latest?.id, primary?.id]);
  const revisionArn = await revisionOf(clients, seen, latest, seeNot);
  const logs = await logsOfFailure(clients, causes, async () =>
    revisionArn === undefined ? [] : (await revisions.get(revisionArn)).containers,
  );
  const alarms = await describeAlarms(clients, service.alarmNames).catch((error: unknown): AlarmView[] => {
    if (!isDenied(error)) throw error;
    seeNot(error);
    return service.alarmNames.map((name) => ({ name }));
  });
  const rung = latest === undefined ? [] : await alarmCauses(clients, seen, latest);
  const counted = causes.reduce((sum, { tasks }) => sum + tasks, 0);
  const failedTasks = Math.max(counted, deploymentOf(service, latest?.id)?.failedTasks ?? 0);
  return {
    ...seen,
    latest: latest && { ...latest, revisionArn, failedTasks },
    causes: [...rung, ...withLogs(causes, logs)],
    isForgotten: latest !== undefined && rung.length === 0 && isForgotten(latest, collected),
    logs,
    alarms,
    unseen: [...unseen],
  };
}

/** Alarms that have made the latest deployment fail. */
async function alarmCauses(
  clients: Clients,
  { service, details }: { service: ServiceView; details: Details },
  { id, outcome }: Latest,
): Promise<Cause[]> {
  if (outcome === "complete" || outcome === "under way") return [];
  const record = details.serviceDeployments?.find(({ deploymentId }) => deploymentId === id);
  return causesOfAlarms(await rungAlarms(clients, { service, deploymentId: id, recordArn: record?.arn }));
}

/** Of several deployments, each cause once. */
function causesOf(collected: Collected, deploymentIds: (string | undefined)[]): Cause[] {
  const causes = new Map<string, Cause>();
  for (const id of new Set(deploymentIds)) {
    for (const cause of collected.causesOf(id)) if (!causes.has(cause.what)) causes.set(cause.what, cause);
  }
  return [...causes.values()];
}

function isForgotten({ id, outcome }: Latest, collected: Collected): boolean {
  const hasFailed = outcome === "rolled back" || outcome === "failed" || outcome === "rolling back";
  return hasFailed && collected.causesOf(id).length === 0 && collected.stoppedOf(id).length === 0;
}

/** The task definition that a deployment rolls out: its tasks name it, ECS's list of deployments, or its service revision. */
async function revisionOf(
  clients: Clients,
  { service, details }: { service: ServiceView; details: Details },
  latest: Latest | undefined,
  seeNot: (error: unknown) => void,
): Promise<string | undefined> {
  if (latest === undefined) return undefined;
  const task = [...details.stopped, ...details.tasks].find(({ startedBy }) => startedBy === latest.id);
  const known = deploymentOf(service, latest.id)?.revisionArn ?? task?.revisionArn;
  if (known !== undefined || latest.serviceRevisionArn === undefined) return known;
  try {
    return await taskDefinitionOf(clients, latest.serviceRevisionArn);
  } catch (error) {
    if (!isDenied(error)) throw error;
    seeNot(error);
    return undefined;
  }
}
