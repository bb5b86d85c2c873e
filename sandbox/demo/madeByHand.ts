import { EC2 } from "@aws-sdk/client-ec2";
import { ECS, waitUntilServicesStable } from "@aws-sdk/client-ecs";
import { ElasticLoadBalancingV2 } from "@aws-sdk/client-elastic-load-balancing-v2";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { clientConfig } from "../aws/awsAccount";
import { production } from "../aws/productionAccount";
import type { SandboxVariables } from "../environment";
import { lookUpForRunbook, runbooksNames, runbooksRevision, runbooksService } from "./runbookRequests";
import type { Stage } from "./stage";

/** Memory of the revisions in MiB, as the team tried sizes out; the last one runs. */
const sizes = ["2048", "3072", "5120", "6144", "7168", "8192", "4096"];

const longestRolloutSeconds = 120;

/** Makes the service that runs two tasks of the seventh revision, by the requests of the runbook's AWS CLI commands. */
export async function makeByHand(stage: Stage, { endpoint, region, accountId }: SandboxVariables): Promise<void> {
  const client = clientConfig(endpoint, region);
  const ecs = new ECS(client);
  const account = await lookUpForRunbook(
    { accountId, region },
    { secrets: new SecretsManager(client), elb: new ElasticLoadBalancingV2(client), ec2: new EC2(client) },
  );
  const { cluster } = production;
  const { service, family } = runbooksNames;
  for (const memory of sizes) {
    stage.tell(`aws ecs register-task-definition --family ${family} --cpu 1024 --memory ${memory} …`);
    await ecs.registerTaskDefinition({ ...runbooksRevision(account), memory });
  }
  const taskDefinition = `${family}:${sizes.length}`;
  stage.tell(
    `aws ecs create-service --service-name ${service} --task-definition ${taskDefinition} --desired-count 2 …`,
  );
  await ecs.createService({ ...runbooksService(account), taskDefinition, desiredCount: 2 });
  stage.tell(`aws ecs wait services-stable --cluster ${cluster} --services ${service}`);
  await waitUntilServicesStable(
    { client: ecs, minDelay: 1, maxDelay: 1, maxWaitTime: longestRolloutSeconds },
    { cluster, services: [service] },
  );
}
