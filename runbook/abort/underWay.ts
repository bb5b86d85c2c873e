import type { Clients } from "../../account/clients";
import { isDenied } from "../../account/problem";
import { answerInTime } from "../../rollout/answerInTime";
import { deploymentOf, type ServiceDeploymentView, type ServiceView } from "../../rollout/observation";
import type { Watched } from "../../rollout/observer";
import { taskDefinitionOf } from "../../rollout/serviceRevision";
import { serviceDeploymentView } from "../../rollout/views";

/** A deployment with what it runs. */
export interface Known {
  /** `ecs-svc/<number>`. */
  deploymentId: string;
  /** Undefined: it may not be looked up. */
  revisionArn?: string;
}

/** A rollout that is not over yet. */
export interface UnderWay extends Known {
  /** Of the service deployment. */
  arn: string;
  isRollingBack: boolean;
  /** What ECS goes back to: the deployment that was completed last. Undefined: none ever was. */
  goal?: Known;
}

const over = new Set(["SUCCESSFUL", "STOPPED", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED"]);

/** Whether a service deployment has come to its end. */
export const isOver = ({ status }: ServiceDeploymentView): boolean => over.has(status);

/** Finds the rollout that is under way; undefined when there is none. */
export async function findUnderWay(
  clients: Clients,
  watched: Watched,
  seen: ServiceView,
): Promise<UnderWay | undefined> {
  const records = await listRecords(clients, watched);
  const [current] = records;
  if (current === undefined || isOver(current)) return undefined;
  const known = async ({ deploymentId, serviceRevisionArn = "" }: ServiceDeploymentView): Promise<Known> => {
    const shown = deploymentOf(seen, deploymentId)?.revisionArn;
    return {
      deploymentId,
      revisionArn: shown ?? (await taskDefinitionOf(clients, serviceRevisionArn).catch(orUnknown)),
    };
  };
  const completed = records.find(({ status }) => status === "SUCCESSFUL");
  return {
    ...(await known(current)),
    arn: current.arn,
    isRollingBack: current.status.startsWith("ROLLBACK_"),
    goal: completed === undefined ? unrecorded(seen, records) : await known(completed),
  };
}

/** ECS keeps records for 90 days: what it still shows without one was completed before that. */
function unrecorded({ deployments }: ServiceView, records: ServiceDeploymentView[]): Known | undefined {
  const older = deployments.find(({ id }) => records.every(({ deploymentId }) => deploymentId !== id));
  return older && { deploymentId: older.id, revisionArn: older.revisionArn };
}

function orUnknown(error: unknown): undefined {
  if (!isDenied(error)) throw error;
}

/** ECS's records of the service's deployments, newest first. */
async function listRecords(clients: Clients, { cluster, service }: Watched): Promise<ServiceDeploymentView[]> {
  const ecs = await clients.ecs();
  const records: ServiceDeploymentView[] = [];
  let nextToken: string | undefined;
  do {
    const page = await ecs.listServiceDeployments({ cluster, service, maxResults: 100, nextToken }, answerInTime());
    records.push(...(page.serviceDeployments ?? []).map(serviceDeploymentView));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return records.toSorted((one, other) => (other.createdAt ?? 0) - (one.createdAt ?? 0));
}
