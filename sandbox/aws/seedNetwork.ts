import {
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
  type EC2ClientConfig,
  type Subnet,
} from "@aws-sdk/client-ec2";
import { production } from "./productionAccount";

export interface Network {
  vpcId: string;
  publicSubnetIds: string[];
  loadBalancerSecurityGroupId: string;
}

const everywhere = "0.0.0.0/0";

/**
 * The default VPC with its public subnet in each zone, an internet gateway as on AWS, and beside them a private subnet in each
 * zone, which reaches the internet through a NAT gateway; security groups that let only the load balancer in.
 */
export async function seedNetwork(config: EC2ClientConfig): Promise<Network> {
  const ec2 = new EC2Client(config);
  const { Vpcs: [vpc] = [] } = await ec2.send(
    new DescribeVpcsCommand({ Filters: [{ Name: "is-default", Values: ["true"] }] }),
  );
  if (vpc?.VpcId === undefined) throw new Error("The local AWS has no default VPC, which its account is made in.");
  const vpcId = vpc.VpcId;
  const inVpc = [{ Name: "vpc-id", Values: [vpcId] }];
  const { Subnets: subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ Filters: inVpc }));
  const publicSubnets = subnets.filter(({ DefaultForAz }) => DefaultForAz);
  const [loadBalancerSecurityGroupId] = await Promise.all([
    seedSecurityGroups(ec2, vpcId),
    subnets.length > publicSubnets.length ? undefined : addPrivateSubnets(ec2, vpcId, publicSubnets),
  ]);
  return { vpcId, publicSubnetIds: publicSubnets.map(({ SubnetId = "" }) => SubnetId), loadBalancerSecurityGroupId };
}

async function addPrivateSubnets(ec2: EC2Client, VpcId: string, publicSubnets: Subnet[]): Promise<void> {
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
  const InternetGatewayId = InternetGateway?.InternetGatewayId;
  await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));
  const mainTable = [
    { Name: "vpc-id", Values: [VpcId] },
    { Name: "association.main", Values: ["true"] },
  ];
  const { RouteTables: [main] = [] } = await ec2.send(new DescribeRouteTablesCommand({ Filters: mainTable }));
  await route(ec2, main?.RouteTableId, { GatewayId: InternetGatewayId });

  const { NatGateway } = await ec2.send(
    new CreateNatGatewayCommand({ SubnetId: publicSubnets[0]?.SubnetId, ConnectivityType: "public" }),
  );
  const { RouteTable } = await ec2.send(
    new CreateRouteTableCommand({ VpcId, TagSpecifications: named("route-table", `${production.app}-private`) }),
  );
  await route(ec2, RouteTable?.RouteTableId, { NatGatewayId: NatGateway?.NatGatewayId });
  await Promise.all(
    publicSubnets.map(async ({ AvailabilityZone = "" }, index) => {
      const { Subnet } = await ec2.send(
        new CreateSubnetCommand({
          VpcId,
          AvailabilityZone,
          // The upper half of the VPC's block: the default subnets are in the lower one.
          CidrBlock: `172.31.${128 + 16 * index}.0/20`,
          TagSpecifications: named("subnet", `${production.app}-private-${AvailabilityZone.slice(-1)}`),
        }),
      );
      await ec2.send(
        new AssociateRouteTableCommand({ RouteTableId: RouteTable?.RouteTableId, SubnetId: Subnet?.SubnetId }),
      );
    }),
  );
}

const route = (ec2: EC2Client, RouteTableId: string | undefined, to: { GatewayId?: string; NatGatewayId?: string }) =>
  ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: everywhere, ...to }));

/** Returns the id of the load balancer's. */
async function seedSecurityGroups(ec2: EC2Client, vpcId: string): Promise<string> {
  const balancerName = `${production.app}-alb`;
  const { SecurityGroups: [existing] = [] } = await ec2.send(
    new DescribeSecurityGroupsCommand({ Filters: [{ Name: "group-name", Values: [balancerName] }] }),
  );
  if (existing?.GroupId !== undefined) return existing.GroupId;
  const create = async (GroupName: string, Description: string) => {
    const { GroupId = "" } = await ec2.send(new CreateSecurityGroupCommand({ GroupName, Description, VpcId: vpcId }));
    return GroupId;
  };
  const [balancer, service] = await Promise.all([
    create(balancerName, "The load balancer"),
    create(`${production.app}-service`, "The service's tasks"),
  ]);
  const tcp = (port: number) => ({ IpProtocol: "tcp", FromPort: port, ToPort: port });
  await Promise.all([
    ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: balancer,
        IpPermissions: [{ ...tcp(80), IpRanges: [{ CidrIp: everywhere }] }],
      }),
    ),
    ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: service,
        IpPermissions: [{ ...tcp(production.apiPort), UserIdGroupPairs: [{ GroupId: balancer }] }],
      }),
    ),
  ]);
  return balancer;
}

const named = (ResourceType: "subnet" | "route-table", Value: string) => [
  { ResourceType, Tags: [{ Key: "Name", Value }] },
];
