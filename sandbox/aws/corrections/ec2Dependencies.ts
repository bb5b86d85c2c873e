import { AwsError } from "../../ecs/awsError";
import type { CorrectedCall } from "./correction";
import { itemsOf, parametersOf, valueOf, valuesOf } from "./ec2Wire";

type Parameters = Record<string, string>;

/** By operation: what AWS says when the resource cannot be deleted since something still uses it; undefined: nothing does. */
const uses: Record<string, (call: CorrectedCall, parameters: Parameters) => Promise<string | undefined>> = {
  async DeleteVpc(call, { VpcId = "" }) {
    const tables = await call.askQuery("DescribeRouteTables", filter("vpc-id", VpcId));
    // The main one goes with the VPC.
    return valuesOf(tables.body, "vpcId").length > 1 ? hasDependencies("vpc", VpcId) : undefined;
  },

  async DeleteSubnet(call, { SubnetId = "" }) {
    const interfaces = await call.askQuery("DescribeNetworkInterfaces", {});
    return valuesOf(interfaces.body, "subnetId").includes(SubnetId) ? hasDependencies("subnet", SubnetId) : undefined;
  },

  async DeleteInternetGateway(call, { InternetGatewayId = "" }) {
    const gateway = await call.askQuery("DescribeInternetGateways", { "InternetGatewayId.1": InternetGatewayId });
    return valueOf(gateway.body, "vpcId") === undefined
      ? undefined
      : hasDependencies("internetGateway", InternetGatewayId);
  },

  async DetachInternetGateway(call, { VpcId = "" }) {
    const addresses = await call.askQuery("DescribeAddresses", {});
    const gateways = await call.askQuery("DescribeNatGateways", filter("vpc-id", VpcId));
    const holders = valuesOf(addresses.body, "instanceId");
    return valuesOf(gateways.body, "natGatewayId").some((id) => holders.includes(id))
      ? `Network ${VpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`
      : undefined;
  },

  async DeleteRouteTable(call, { RouteTableId = "" }) {
    const table = await call.askQuery("DescribeRouteTables", { "RouteTableId.1": RouteTableId });
    return valueOf(table.body, "routeTableAssociationId") === undefined
      ? undefined
      : hasDependencies("routeTable", RouteTableId);
  },

  async DeleteSecurityGroup(call, { GroupId = "" }) {
    const groups = await call.askQuery("DescribeSecurityGroups", {});
    const others = itemsOf(groups.body, "ownerId").filter((group) => valueOf(group, "groupId") !== GroupId);
    return others.some((group) => valuesOf(group, "groupId").includes(GroupId))
      ? `resource ${GroupId} has a dependent object`
      : undefined;
  },
};

/** Does not let go what something else still uses. */
export async function refuseWhileUsed(call: CorrectedCall): Promise<void> {
  const reason = await uses[call.operation]?.(call, parametersOf(call));
  if (reason !== undefined) throw new AwsError("DependencyViolation", reason);
}

const filter = (name: string, value: string) => ({ "Filter.1.Name": name, "Filter.1.Value.1": value });

const hasDependencies = (kind: string, id: string) => `The ${kind} '${id}' has dependencies and cannot be deleted.`;
