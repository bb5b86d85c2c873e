import type { CreateServiceCommandInput, RegisterTaskDefinitionCommandInput } from "@aws-sdk/client-ecs";
import type { Clients } from "../../../account/clients";
import { production } from "../../../sandbox/aws/productionAccount";
import { until } from "./project";

/** What of production's account requests name. */
export interface LiveAccount {
  accountId: string;
  region: string;
  registry: string;
  secretArn: string;
  subnets: string[];
  targetGroupArn: string;
  /** Of an image in production's repository. */
  digestOf(tag: string): Promise<string>;
  secretArnOf(name: string): Promise<string>;
  /** Of the app's secret. */
  currentVersion(): Promise<string>;
  /** In the VPC of the target group. */
  publicSubnets: string[];
  securityGroups: string[];
}

export async function lookAround(clients: Clients, accountId: string, region: string): Promise<LiveAccount> {
  const [secrets, elb, ec2] = [await clients.secretsManager(), await clients.elb(), await clients.ec2()];
  const { ARN = "" } = await secrets.describeSecret({ SecretId: production.secret });
  const { TargetGroups = [] } = await elb.describeTargetGroups({ Names: [production.targetGroup] });
  const { TargetGroupArn = "", VpcId = "" } = TargetGroups[0] ?? {};
  const { Subnets = [] } = await ec2.describeSubnets({ Filters: [{ Name: "vpc-id", Values: [VpcId] }] });
  const isPublic = ({ MapPublicIpOnLaunch }: { MapPublicIpOnLaunch?: boolean }) => MapPublicIpOnLaunch === true;
  const { SecurityGroups = [] } = await ec2.describeSecurityGroups({ Filters: [{ Name: "vpc-id", Values: [VpcId] }] });
  return {
    accountId,
    region,
    registry: `${accountId}.dkr.ecr.${region}.amazonaws.com`,
    secretArn: ARN,
    subnets: Subnets.filter((subnet) => !isPublic(subnet)).flatMap(({ SubnetId }) => SubnetId ?? []),
    targetGroupArn: TargetGroupArn,
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
    publicSubnets: Subnets.filter(isPublic).flatMap(({ SubnetId }) => SubnetId ?? []),
    securityGroups: SecurityGroups.flatMap(({ GroupId }) => GroupId ?? []).sort(),
    secretArnOf: async (SecretId) => (await secrets.describeSecret({ SecretId })).ARN ?? "",
  };
}

export const roleArn = ({ accountId }: LiveAccount, name: string) => `arn:aws:iam::${accountId}:role/${name}`;

/** The runbook's `aws ecs register-task-definition`. */
export function runbooksRevision(account: LiveAccount, family: string): RegisterTaskDefinitionCommandInput {
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
        image: `${account.registry}/${production.app}:latest`,
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
        secrets: production.secretKeys.map((key) => ({ name: key, valueFrom: `${account.secretArn}:${key}::` })),
        logConfiguration: {
          logDriver: "awslogs",
          options: {
            "awslogs-group": production.logGroup,
            "awslogs-region": account.region,
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

/** The runbook's `aws ecs create-service`. */
export function runbooksService(account: LiveAccount, serviceName: string): CreateServiceCommandInput {
  return {
    cluster: production.cluster,
    serviceName,
    desiredCount: 0,
    launchType: "FARGATE",
    networkConfiguration: { awsvpcConfiguration: { subnets: account.subnets, assignPublicIp: "DISABLED" } },
    loadBalancers: [
      { targetGroupArn: account.targetGroupArn, containerName: production.app, containerPort: production.apiPort },
    ],
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
  const { cluster, serviceName = "" } = service;
  await until(async () => {
    const { services = [] } = await ecs.describeServices({ cluster, services: [serviceName] });
    const deployments = services[0]?.deployments ?? [];
    return deployments.length === 1 && deployments[0]?.rolloutState === "COMPLETED";
  });
}
