import type { CreateServiceCommandInput, RegisterTaskDefinitionCommandInput } from "@aws-sdk/client-ecs";
import type { Clients } from "../../../account/clients";
import { production } from "../../../sandbox/aws/productionAccount";
import { lookUpForRunbook, type LookedUp } from "../../../sandbox/demo/runbookRequests";
import { settledService } from "../../../sandbox/settled";

export { roleArn, runbooksRevision, runbooksService } from "../../../sandbox/demo/runbookRequests";

/** What of production's account requests name. */
export interface LiveAccount extends LookedUp {
  /** Host of its image registry. */
  registry: string;
  /** Of an image in production's repository. */
  digestOf(tag: string): Promise<string>;
  secretArnOf(name: string): Promise<string>;
  /** Of the app's secret. */
  currentVersion(): Promise<string>;
  /** In the VPC of the target group. */
  securityGroups: string[];
}

export async function lookAround(clients: Clients, accountId: string, region: string): Promise<LiveAccount> {
  const [secrets, elb, ec2] = [await clients.secretsManager(), await clients.elb(), await clients.ec2()];
  const lookedUp = await lookUpForRunbook({ accountId, region }, { secrets, elb, ec2 });
  const Filters = [{ Name: "vpc-id", Values: [lookedUp.vpcId] }];
  const { SecurityGroups = [] } = await ec2.describeSecurityGroups({ Filters });
  return {
    ...lookedUp,
    registry: `${accountId}.dkr.ecr.${region}.amazonaws.com`,
    digestOf: async (imageTag) => {
      const ecr = await clients.ecr();
      const { imageDetails = [] } = await ecr.describeImages({
        repositoryName: production.app,
        imageIds: [{ imageTag }],
      });
      return imageDetails[0]?.imageDigest ?? "";
    },
    currentVersion: async () => {
      const { VersionIdsToStages = {} } = await secrets.describeSecret({ SecretId: production.secret });
      return Object.keys(VersionIdsToStages).find((id) => VersionIdsToStages[id]?.includes("AWSCURRENT")) ?? "";
    },
    securityGroups: SecurityGroups.flatMap(({ GroupId }) => GroupId ?? []).sort(),
    secretArnOf: async (SecretId) => (await secrets.describeSecret({ SecretId })).ARN ?? "",
  };
}

/** Registers, creates, and waits until the rollout has ended. */
export async function make(
  clients: Clients,
  revision: RegisterTaskDefinitionCommandInput,
  service: CreateServiceCommandInput,
): Promise<void> {
  const ecs = await clients.ecs();
  const { taskDefinition } = await ecs.registerTaskDefinition(revision);
  await ecs.createService({ ...service, taskDefinition: taskDefinition?.taskDefinitionArn });
  await settledService(ecs, { cluster: service.cluster, service: service.serviceName ?? "" });
}
