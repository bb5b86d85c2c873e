import type { Clients } from "../clients";
import { AccountProblem, looking } from "../problem";

/** Where the tasks' network interfaces go. */
export interface FoundNetwork {
  subnetIds: string[];
  /** Empty: ECS takes the VPC's default security group. */
  securityGroupIds: string[];
  warnings: string[];
}

interface Request {
  subnets: string[];
  securityGroups: string[];
  assignPublicIp: boolean;
  /** VPC of the target groups, if there are any. */
  vpcId?: string;
}

/**
 * Subnets as set, else those of the target groups' VPC (else of the default VPC): the private ones, or all where there
 * are only public ones. "Public" is a subnet that gives public addresses on launch.
 */
export async function lookUpNetwork(clients: Clients, request: Request, where: string): Promise<FoundNetwork> {
  const { subnets, securityGroups, assignPublicIp } = request;
  if (subnets.length > 0) return { subnetIds: [...subnets].sort(), securityGroupIds: securityGroups, warnings: [] };

  const fix = `pulumi config set --path 'subnets[0]' <subnet id>`;
  const vpcId = request.vpcId ?? (await lookUpDefaultVpc(clients, where, fix));
  const wanted = { what: `a subnet in VPC ${vpcId}`, where, fix, action: "ec2:DescribeSubnets" };
  const found = await looking(wanted, async () => {
    const ec2 = await clients.ec2();
    const { Subnets = [] } = await ec2.describeSubnets({ Filters: [{ Name: "vpc-id", Values: [vpcId] }] });
    return Subnets.length === 0 ? undefined : Subnets;
  });
  const isPublic = (subnet: { MapPublicIpOnLaunch?: boolean }) => subnet.MapPublicIpOnLaunch === true;
  const preferred = found.filter((subnet) => isPublic(subnet) === assignPublicIp);
  const chosen = preferred.length > 0 ? preferred : found;
  const subnetIds = chosen.flatMap(({ SubnetId }) => SubnetId ?? []).sort();
  return {
    subnetIds,
    securityGroupIds: securityGroups,
    warnings:
      preferred.length > 0 || assignPublicIp
        ? []
        : [
            `VPC ${vpcId} has only public subnets and assignPublicIp is off: tasks reach ECR and Secrets Manager only through ` +
              "VPC endpoints (pulumi config set assignPublicIp true, or set private subnets)",
          ],
  };
}

async function lookUpDefaultVpc(clients: Clients, where: string, fix: string): Promise<string> {
  const wanted = { what: "a default VPC", where, fix, action: "ec2:DescribeVpcs" };
  return looking(wanted, async () => {
    const ec2 = await clients.ec2();
    const { Vpcs = [] } = await ec2.describeVpcs({ Filters: [{ Name: "is-default", Values: ["true"] }] });
    if (Vpcs.length > 1) throw new AccountProblem(`more than one default VPC in ${where} (${fix})`);
    return Vpcs[0]?.VpcId;
  });
}
