import type { EC2 } from "@aws-sdk/client-ec2";
import type { CreateServiceCommandInput, RegisterTaskDefinitionCommandInput } from "@aws-sdk/client-ecs";
import type { ElasticLoadBalancingV2 } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { production } from "../aws/productionAccount";

/** What production's service and its revisions are called. */
export const runbooksNames = { service: "agenticmem-service", family: "agenticmem-task" } as const;

/** What of production's account the runbook's requests name. */
export interface LookedUp {
  accountId: string;
  region: string;
  secretArn: string;
  targetGroupArn: string;
  /** That of the target group. */
  vpcId: string;
  /** The private ones of the VPC. */
  subnets: string[];
  /** The public ones. */
  publicSubnets: string[];
}

/** The runbook's step 2: looks the ARNs and ids up. */
export async function lookUpForRunbook(
  { accountId, region }: Pick<LookedUp, "accountId" | "region">,
  { secrets, elb, ec2 }: { secrets: SecretsManager; elb: ElasticLoadBalancingV2; ec2: EC2 },
): Promise<LookedUp> {
  const { ARN: secretArn = "" } = await secrets.describeSecret({ SecretId: production.secret });
  const { TargetGroups = [] } = await elb.describeTargetGroups({ Names: [production.targetGroup] });
  const { TargetGroupArn: targetGroupArn = "", VpcId: vpcId = "" } = TargetGroups[0] ?? {};
  const { Subnets = [] } = await ec2.describeSubnets({ Filters: [{ Name: "vpc-id", Values: [vpcId] }] });
  const ids = (arePublic: boolean) =>
    Subnets.filter(({ MapPublicIpOnLaunch = false }) => MapPublicIpOnLaunch === arePublic).flatMap(
      ({ SubnetId }) => SubnetId ?? [],
    );
  return { accountId, region, secretArn, targetGroupArn, vpcId, subnets: ids(false), publicSubnets: ids(true) };
}

export const roleArn = ({ accountId }: Pick<LookedUp, "accountId">, name: string): string =>
  `arn:aws:iam::${accountId}:role/${name}`;

/** The runbook's `aws ecs register-task-definition`. */
export function runbooksRevision(
  account: LookedUp,
  family: string = runbooksNames.family,
): RegisterTaskDefinitionCommandInput {
  const { accountId, region, secretArn } = account;
  return {
    family,
    requiresCompatibilities: ["FARGATE"],
    networkMode: "awsvpc",
    cpu: "1024",
    memory: "4096",
    executionRoleArn: roleArn(account, production.executionRole),
    taskRoleArn: roleArn(account, production.taskRole),
    containerDefinitions: [
      {
        name: production.app,
        image: `${accountId}.dkr.ecr.${region}.amazonaws.com/${production.app}:latest`,
        essential: true,
        portMappings: [
          { name: "frontend", containerPort: 8080, protocol: "tcp" },
          { name: "api", containerPort: 8081, protocol: "tcp" },
        ],
        environment: [
          { name: "NODE_ENV", value: "production" },
          { name: "ENVIRONMENT", value: "production" },
          { name: "RUN_MIGRATION", value: "true" },
        ],
        secrets: production.secretKeys.map((key) => ({ name: key, valueFrom: `${secretArn}:${key}::` })),
        logConfiguration: {
          logDriver: "awslogs",
          options: {
            "awslogs-group": production.logGroup,
            "awslogs-region": region,
            "awslogs-stream-prefix": "ecs",
          },
        },
        healthCheck: {
          command: ["CMD-SHELL", "curl -f http://localhost:8081/health || exit 1"],
          interval: 30,
          timeout: 5,
          retries: 3,
          startPeriod: 60,
        },
      },
    ],
  };
}

/** The `aws ecs create-service` with which the runbook's service came to be, before any task. */
export function runbooksService(
  { subnets, targetGroupArn }: LookedUp,
  serviceName: string = runbooksNames.service,
): CreateServiceCommandInput {
  return {
    cluster: production.cluster,
    serviceName,
    desiredCount: 0,
    launchType: "FARGATE",
    networkConfiguration: { awsvpcConfiguration: { subnets, assignPublicIp: "DISABLED" } },
    loadBalancers: [{ targetGroupArn, containerName: production.app, containerPort: production.apiPort }],
  };
}
