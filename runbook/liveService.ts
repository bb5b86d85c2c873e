import type { TaskDefinition } from "@aws-sdk/client-ecs";
import { describePlace } from "../account/existing";
import { lookUpCluster } from "../account/lookups/cluster";
import { lookUpLiveService, type LiveService } from "../account/lookups/liveService";
import { AccountProblem } from "../account/problem";
import { revisionName } from "../rollout/observation";
import type { OpenStack } from "./openStack";

/** The stack's service as it is in AWS; fails with a sentence when there is none. */
export async function liveService(stack: OpenStack): Promise<LiveService> {
  const { settings, clients } = stack;
  const { cluster, service } = settings.names;
  const where = async () => describePlace(await stack.place());
  const live = await lookUpLiveService(clients, cluster, service, where);
  if (live !== undefined) return live;
  await lookUpCluster(clients, cluster, where);
  throw new AccountProblem(
    `service "${service}" does not exist in cluster "${cluster}", ${await where()}: nothing was deployed yet (pulumi up), ` +
      "or the setting service names another one",
  );
}

/** The revision that the service is set to run. */
export function liveRevision({ taskDefinition, taskDefinitionArn }: LiveService): TaskDefinition {
  if (taskDefinition !== undefined) return taskDefinition;
  throw new AccountProblem(
    `revision ${revisionName(taskDefinitionArn)}, which the service is set to run, was deleted: pulumi up registers one again`,
  );
}
