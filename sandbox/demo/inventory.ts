import { ApplicationAutoScaling } from "@aws-sdk/client-application-auto-scaling";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { EC2 } from "@aws-sdk/client-ec2";
import { ECR } from "@aws-sdk/client-ecr";
import { ECS } from "@aws-sdk/client-ecs";
import { ElasticLoadBalancingV2 } from "@aws-sdk/client-elastic-load-balancing-v2";
import { IAM } from "@aws-sdk/client-iam";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { clientConfig } from "../aws/awsAccount";
import type { LocalAws } from "./runningTasks";

/** What AWS keeps after its deletion. */
export const kept = { secret: "secret in its recovery window", revision: "deregistered revision" } as const;

/** All that the account has of what the program can make, and what it has anyway: a line for each, kind and name. */
export async function inventory({ endpoint, region }: LocalAws): Promise<string[]> {
  const config = clientConfig(endpoint, region);
  const parts = await Promise.all([
    ofEcs(new ECS(config)),
    ofNetworks(new EC2(config)),
    ofLoadBalancing(new ElasticLoadBalancingV2(config)),
    ofScaling(new ApplicationAutoScaling(config)),
    ofTheRest(config),
  ]);
  return parts.flatMap((part) => part.flatMap(([kind, names]) => names.map((name) => `${kind} ${name}`))).sort();
}

type Things = [kind: string, names: (string | undefined)[]][];

const tail = (arn: string) => arn.slice(arn.lastIndexOf("/") + 1);

async function ofEcs(ecs: ECS): Promise<Things> {
  const revisions = async (status: "ACTIVE" | "INACTIVE") =>
    ((await ecs.listTaskDefinitions({ status })).taskDefinitionArns ?? []).map(tail);
  const { clusterArns = [] } = await ecs.listClusters({});
  const services = await Promise.all(
    clusterArns.map(async (cluster) => (await ecs.listServices({ cluster })).serviceArns ?? []),
  );
  return [
    ["cluster", clusterArns.map(tail)],
    ["service", services.flat().map(tail)],
    ["revision", await revisions("ACTIVE")],
    [kept.revision, await revisions("INACTIVE")],
  ];
}

async function ofNetworks(ec2: EC2): Promise<Things> {
  const { Vpcs = [] } = await ec2.describeVpcs({});
  const { Subnets = [] } = await ec2.describeSubnets({});
  const { RouteTables = [] } = await ec2.describeRouteTables({});
  const { InternetGateways = [] } = await ec2.describeInternetGateways({});
  const { NatGateways = [] } = await ec2.describeNatGateways({});
  const { Addresses = [] } = await ec2.describeAddresses({});
  const { SecurityGroups = [] } = await ec2.describeSecurityGroups({});
  return [
    ["VPC", Vpcs.map(({ VpcId }) => VpcId)],
    ["subnet", Subnets.map(({ SubnetId }) => SubnetId)],
    ["route table", RouteTables.map(({ RouteTableId }) => RouteTableId)],
    ["internet gateway", InternetGateways.map(({ InternetGatewayId }) => InternetGatewayId)],
    // AWS lists a deleted one for about an hour.
    ["NAT gateway", NatGateways.filter(({ State }) => State !== "deleted").map(({ NatGatewayId }) => NatGatewayId)],
    ["address", Addresses.map(({ PublicIp }) => PublicIp)],
    ["security group", SecurityGroups.map(({ GroupId, GroupName }) => `${GroupName} (${GroupId})`)],
  ];
}

async function ofLoadBalancing(balancing: ElasticLoadBalancingV2): Promise<Things> {
  const { LoadBalancers = [] } = await balancing.describeLoadBalancers({});
  const { TargetGroups = [] } = await balancing.describeTargetGroups({});
  return [
    ["load balancer", LoadBalancers.map(({ LoadBalancerName }) => LoadBalancerName)],
    ["target group", TargetGroups.map(({ TargetGroupName }) => TargetGroupName)],
  ];
}

async function ofScaling(scaling: ApplicationAutoScaling): Promise<Things> {
  const { ScalableTargets = [] } = await scaling.describeScalableTargets({ ServiceNamespace: "ecs" });
  const { ScalingPolicies = [] } = await scaling.describeScalingPolicies({ ServiceNamespace: "ecs" });
  return [
    ["scalable target", ScalableTargets.map(({ ResourceId }) => ResourceId)],
    ["scaling policy", ScalingPolicies.map(({ PolicyName }) => PolicyName)],
  ];
}

async function ofTheRest(config: ReturnType<typeof clientConfig>): Promise<Things> {
  const { Roles = [] } = await new IAM(config).listRoles({});
  const { repositories = [] } = await new ECR(config).describeRepositories({});
  const { logGroups = [] } = await new CloudWatchLogs(config).describeLogGroups({});
  const { SecretList = [] } = await new SecretsManager(config).listSecrets({ IncludePlannedDeletion: true });
  const secrets = (isDeleted: boolean) =>
    SecretList.filter(({ DeletedDate }) => (DeletedDate !== undefined) === isDeleted).map(({ Name }) => Name);
  return [
    ["role", Roles.map(({ RoleName }) => RoleName)],
    ["repository", repositories.map(({ repositoryName }) => repositoryName)],
    ["log group", logGroups.map(({ logGroupName }) => logGroupName)],
    ["secret", secrets(false)],
    [kept.secret, secrets(true)],
  ];
}
