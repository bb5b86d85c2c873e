import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { ECS } from "@aws-sdk/client-ecs";
import { clientConfig } from "../aws/awsAccount";
import { production } from "../aws/productionAccount";
import { runbooksNames } from "./runbookRequests";
import { runningTasks, type LocalAws } from "./runningTasks";

/** All that AWS has of the service, to be compared with another time. */
export async function inAws(aws: LocalAws): Promise<object> {
  const client = clientConfig(aws.endpoint, aws.region);
  const [ecs, logs] = [new ECS(client), new CloudWatchLogs(client)];
  const { cluster } = production;
  const { services } = await ecs.describeServices({ cluster, services: [runbooksNames.service], include: ["TAGS"] });
  const { taskDefinitionArns } = await ecs.listTaskDefinitions({ familyPrefix: runbooksNames.family });
  const { logGroups } = await logs.describeLogGroups({ logGroupNamePrefix: production.logGroup });
  return { services, taskDefinitionArns, logGroups, tasks: await runningTasks(aws) };
}
