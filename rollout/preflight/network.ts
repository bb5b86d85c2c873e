import type { SecurityGroup, Subnet } from "@aws-sdk/client-ec2";
import { describePlace } from "../../account/existing";
import { setCommand } from "../../settings/commands";
import { surgeOf } from "./capacity";
import { asking, checking, problem, together, warning, type Findings, type Subject } from "./findings";

/** Asks for the subnets that the tasks go to; one that does not exist is left out. */
export async function describeSubnets({ existing, clients }: Subject): Promise<Subnet[]> {
  const ec2 = await clients.ec2();
  const { Subnets = [] } = await asking("ec2:DescribeSubnets", (options) =>
    ec2.describeSubnets({ Filters: [{ Name: "subnet-id", Values: existing.network.subnetIds }] }, options),
  );
  return Subnets;
}

export const vpcIdsOf = (subnets: Subnet[]): string[] => [...new Set(subnets.flatMap(({ VpcId }) => VpcId ?? []))];

async function describeSecurityGroups({ existing, clients }: Subject): Promise<SecurityGroup[]> {
  const ids = existing.network.securityGroupIds;
  if (ids.length === 0) return [];
  const ec2 = await clients.ec2();
  const { SecurityGroups = [] } = await asking("ec2:DescribeSecurityGroups", (options) =>
    ec2.describeSecurityGroups({ Filters: [{ Name: "group-id", Values: ids }] }, options),
  );
  return SecurityGroups;
}

export function judgeSubnets(wantedIds: string[], found: Subnet[], where: string): Findings {
  const another = setCommand(["subnets", 0], "<subnet id>");
  const vpcIds = vpcIdsOf(found);
  return together([
    ...wantedIds
      .filter((id) => !found.some(({ SubnetId }) => SubnetId === id))
      .map((id) => problem(`subnet ${id} does not exist in ${where} (${another})`)),
    ...(vpcIds.length > 1
      ? [problem(`subnets are in more than one VPC (${vpcIds.join(", ")}): use subnets of one (${another})`)]
      : []),
  ]);
}

export function judgeSecurityGroups(
  wantedIds: string[],
  found: SecurityGroup[],
  vpcIds: string[],
  where: string,
): Findings {
  const another = setCommand(["securityGroups", 0], "<security group id>");
  return together(
    wantedIds.flatMap((id) => {
      const group = found.find(({ GroupId }) => GroupId === id);
      if (group === undefined) return [problem(`security group ${id} does not exist in ${where} (${another})`)];
      if (group.VpcId === undefined || vpcIds.length === 0 || vpcIds.includes(group.VpcId)) return [];
      return [
        problem(
          `security group ${id} is in VPC ${group.VpcId}, but the subnets are in ${vpcIds.join(", ")}: use one of that VPC ` +
            `(${another})`,
        ),
      ];
    }),
  );
}

/** ECS spreads tasks over the subnets, and each task takes an address. */
export function judgeFreeAddresses(subnets: Subnet[], surgeTasks: number): Findings {
  const share = Math.ceil(surgeTasks / Math.max(1, subnets.length));
  const short = subnets.filter(({ AvailableIpAddressCount: free = Infinity }) => free < share);
  return together(
    short.map(({ SubnetId, AvailableIpAddressCount: free }) =>
      warning(
        `subnet ${SubnetId} has ${free} free addresses, but the rollout may start ${surgeTasks} tasks beside what runs, about ` +
          `${share} of them there: tasks may fail to start; use more subnets or a smaller surge ` +
          `(${setCommand(["deployment", "maximumPercent"], "<percent>")})`,
      ),
    ),
  );
}

/** Subnets and security groups exist, in one VPC, with addresses for the rollout. */
export function checkNetwork(subject: Subject, askSubnets: () => Promise<Subnet[]>): Promise<Findings> {
  return checking("subnets and security groups", async () => {
    const { settings, existing } = subject;
    const { subnetIds, securityGroupIds } = existing.network;
    const where = describePlace(existing.place);
    const [subnets, securityGroups] = await Promise.all([askSubnets(), describeSecurityGroups(subject)]);
    return together([
      judgeSubnets(subnetIds, subnets, where),
      judgeSecurityGroups(securityGroupIds, securityGroups, vpcIdsOf(subnets), where),
      judgeFreeAddresses(subnets, surgeOf(settings, existing.service).tasks),
    ]);
  });
}
