import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { ECS, type Service } from "@aws-sdk/client-ecs";
import { clientConfig } from "../aws/awsAccount";
import { production } from "../aws/productionAccount";
import { waitUntil } from "../process";
import { runbooksNames } from "./runbookRequests";
import { runningTasks, type LocalAws } from "./runningTasks";

const limitMs = 60_000;

/**
 * All that AWS has of the service, to be compared with another time.
 * Waits for the rollout's end first, which comes later than what `aws ecs wait services-stable` waits for.
 */
export async function inAws(aws: LocalAws): Promise<object> {
  const client = clientConfig(aws.endpoint, aws.region);
  const [ecs, logs] = [new ECS(client), new CloudWatchLogs(client)];
  const { cluster } = production;
  const service = await waitUntil("the rollout to end", limitMs, async () => {
    const asked = { cluster, services: [runbooksNames.service], include: ["TAGS" as const] };
    const { services: [service] = [] } = await ecs.describeServices(asked);
    return service !== undefined && hasEnded(service) && service;
  });
  const { taskDefinitionArns } = await ecs.listTaskDefinitions({ familyPrefix: runbooksNames.family });
  const { logGroups } = await logs.describeLogGroups({ logGroupNamePrefix: production.logGroup });
  return { service, taskDefinitionArns, logGroups, tasks: await runningTasks(aws) };
}

const hasEnded = ({ deployments = [] }: Service) =>
  deployments.length === 1 && deployments[0]?.rolloutState === "COMPLETED";
