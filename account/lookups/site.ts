import type { Settings } from "../../settings/types";
import type { Clients } from "../clients";
import { AccountProblem, looking, type Where } from "../problem";
import { lookUpDefaultVpc } from "./network";

/** A network that exists, for a load balancer that is made in it. */
export interface Site {
  vpcId: string;
  /** Where the load balancer's addresses are: one subnet in each zone. */
  subnetIds: string[];
}

const fix = `pulumi config set --path 'subnets[0]' <subnet id>`;

/** The network of the tasks: that of the setting `subnets`, else the default VPC. */
export async function lookUpSite(
  clients: Clients,
  { subnets, foundation }: Pick<Settings, "subnets" | "foundation">,
  where: Where,
): Promise<Site> {
  const { internal } = foundation.loadBalancer;
  const [first] = subnets;
  const describe = (what: string, Name: string, value: string) =>
    looking({ what, where, fix, action: "ec2:DescribeSubnets" }, async () => {
      const { Subnets = [] } = await (await clients.ec2()).describeSubnets({ Filters: [{ Name, Values: [value] }] });
      return Subnets.length === 0 ? undefined : Subnets;
    });
  const vpcOf = async (id: string) => (await describe(`subnet ${id}`, "subnet-id", id))[0]?.VpcId ?? "";
  const vpcId = first === undefined ? await lookUpDefaultVpc(clients, where) : await vpcOf(first);
  const found = await describe(`a subnet in VPC ${vpcId}`, "vpc-id", vpcId);
  const fitting = found.filter(({ MapPublicIpOnLaunch = false }) => MapPublicIpOnLaunch !== internal);
  const inZones = new Map(
    fitting
      .toSorted((a, b) => ((a.SubnetId ?? "") < (b.SubnetId ?? "") ? 1 : -1))
      .map(({ AvailabilityZone, SubnetId = "" }) => [AvailabilityZone, SubnetId]),
  );
  if (inZones.size < 2) {
    throw new AccountProblem(
      `VPC ${vpcId} in ${await where()} has ${internal ? "private" : "public"} subnets in fewer than two zones, and a load balancer ` +
        `needs two (${fix} of another VPC, or pulumi config set --path foundation.network create)`,
    );
  }
  return { vpcId, subnetIds: [...inZones.values()].sort() };
}
