import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { ECS } from "@aws-sdk/client-ecs";
import { clientConfig } from "../aws/awsAccount";
import { production } from "../aws/productionAccount";
import { settledService } from "../settled";
import { runbooksNames } from "./runbookRequests";
import { runningTasks, type LocalAws } from "./runningTasks";

/** All that AWS has of the service once no rollout is under way, to be compared with another time. */
export async function inAws(aws: LocalAws): Promise<object> {
  const client = clientConfig(aws.endpoint, aws.region);
  const [ecs, logs] = [new ECS(client), new CloudWatchLogs(client)];
  const { cluster } = production;
  const service = await settledService(ecs, { cluster, service: runbooksNames.service });
  const { taskDefinitionArns } = await ecs.listTaskDefinitions({ familyPrefix: runbooksNames.family });
  const { logGroups } = await logs.describeLogGroups({ logGroupNamePrefix: production.logGroup });
  return { service, taskDefinitionArns, logGroups, tasks: await runningTasks(aws) };
}
