import type { Subnet } from "@aws-sdk/client-ec2";
import type { Clients } from "../clients";
import { AccountProblem, looking, type Where } from "../problem";
import type { LiveService } from "./liveService";

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
  live?: LiveService;
  /** Security groups that a live service has for the last time. */
  goneSecurityGroups?: string[];
  /** VPC of the target groups, if there are any. */
  vpcId: () => Promise<string | undefined>;
}

/**
 * What is set, else what the live service has: a subnet that somebody adds to the VPC moves nothing. A service that is not there
 * yet gets the subnets of the target groups' VPC (else of the default VPC): the private ones, or all where there are only
 * public ones. "Public" is a subnet that gives public addresses on launch.
 */
export async function lookUpNetwork(clients: Clients, request: Request, where: Where): Promise<FoundNetwork> {
  const live = request.live?.description.networkConfiguration?.awsvpcConfiguration;
  const subnets = firstFilled(request.subnets, live?.subnets);
  const { goneSecurityGroups = [] } = request;
  const liveGroups = live?.securityGroups?.filter((id) => !goneSecurityGroups.includes(id));
  const securityGroupIds = firstFilled(request.securityGroups, liveGroups);
  if (subnets.length > 0) return { subnetIds: subnets, securityGroupIds, warnings: [] };
  return { ...(await chooseSubnets(clients, request, where)), securityGroupIds };
}

const firstFilled = (...lists: (string[] | undefined)[]): string[] =>
  (lists.find((list) => list !== undefined && list.length > 0) ?? []).toSorted();

const fix = `pulumi config set --path 'subnets[0]' <subnet id>`;

async function chooseSubnets(
  clients: Clients,
  request: Request,
  where: Where,
): Promise<Pick<FoundNetwork, "subnetIds" | "warnings">> {
  const vpcId = (await request.vpcId()) ?? (await lookUpDefaultVpc(clients, where));
  const sought = { what: `a subnet in VPC ${vpcId}`, where, fix, action: "ec2:DescribeSubnets" };
  const found = await looking(sought, async () => {
    const ec2 = await clients.ec2();
    const { Subnets = [] } = await ec2.describeSubnets({ Filters: [{ Name: "vpc-id", Values: [vpcId] }] });
    return Subnets.length === 0 ? undefined : Subnets;
  });
  const preferred = found.filter((subnet) => isPublic(subnet) === request.assignPublicIp);
  const chosen = preferred.length > 0 ? preferred : found;
  return {
    subnetIds: chosen.flatMap(({ SubnetId }) => SubnetId ?? []).sort(),
    warnings:
      preferred.length > 0 || request.assignPublicIp
        ? []
        : [
            `VPC ${vpcId} has only public subnets and assignPublicIp is off: tasks reach ECR and Secrets Manager only through ` +
              "VPC endpoints (pulumi config set assignPublicIp true, or set private subnets)",
          ],
  };
}

const isPublic = ({ MapPublicIpOnLaunch }: Subnet) => MapPublicIpOnLaunch === true;

export async function lookUpDefaultVpc(clients: Clients, where: Where): Promise<string> {
  const sought = { what: "a default VPC", where, fix, action: "ec2:DescribeVpcs" };
  return looking(sought, async () => {
    const ec2 = await clients.ec2();
    const { Vpcs = [] } = await ec2.describeVpcs({ Filters: [{ Name: "is-default", Values: ["true"] }] });
    if (Vpcs.length > 1) throw new AccountProblem(`more than one default VPC in ${await where()} (${fix})`);
    return Vpcs[0]?.VpcId;
  });
}
