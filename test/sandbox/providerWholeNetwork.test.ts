import * as ec2 from "@aws-sdk/client-ec2";
import assert from "node:assert/strict";
import { NetworkProvider } from "./networkFixture";

const everywhere = "0.0.0.0/0";
const web = { protocol: "tcp", fromPort: 80, toPort: 80 };

describe("a whole network of the provider", () => {
  const network = new NetworkProvider();

  it("makes a whole network and leaves nothing of it", async () => {
    const before = await everything();
    const vpc = await network.create("vpc", { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true });
    const vpcId = vpc.id;
    const gateway = await network.create("internetGateway", { vpcId });
    const parts = await Promise.all(
      ["10.0.0.0/20", "10.0.128.0/20"].map(async (cidrBlock) => {
        const subnet = await network.create("subnet", { vpcId, cidrBlock, mapPublicIpOnLaunch: true });
        const table = await network.create("routeTable", { vpcId });
        const ofTable = await Promise.all([
          network.create("routeTableAssociation", { routeTableId: table.id, subnetId: subnet.id }),
          network.create("route", { routeTableId: table.id, destinationCidrBlock: everywhere, gatewayId: gateway.id }),
        ]);
        const eip = await network.create("eip", {});
        const nat = await network.create("natGateway", { subnetId: subnet.id, allocationId: eip.id });
        return { subnet, table, ofTable, eip, nat };
      }),
    );
    const group = await network.create("securityGroup", { vpcId, ingress: [{ ...web, cidrBlocks: [everywhere] }] });
    await assert.rejects(network.client.send(new ec2.DeleteVpcCommand({ VpcId: vpcId })), {
      name: "DependencyViolation",
    });

    // As the engine does it: at the same time what does not name each other. The gateway waits for the addresses.
    await Promise.all(
      parts
        .flatMap(({ ofTable, nat }) => [...ofTable, nat])
        .concat(gateway, group)
        .map(network.delete),
    );
    await Promise.all(parts.flatMap(({ table, eip }) => [table, eip]).map(network.delete));
    await Promise.all(parts.map(({ subnet }) => network.delete(subnet)));
    await network.delete(vpc);
    assert.deepEqual(await everything(), before);
  });

  /** The ids of all that the account's network has. */
  async function everything(): Promise<(string | undefined)[]> {
    const { Vpcs = [] } = await network.client.send(new ec2.DescribeVpcsCommand({}));
    const { Subnets = [] } = await network.client.send(new ec2.DescribeSubnetsCommand({}));
    const { InternetGateways = [] } = await network.client.send(new ec2.DescribeInternetGatewaysCommand({}));
    const { RouteTables = [] } = await network.client.send(new ec2.DescribeRouteTablesCommand({}));
    const { SecurityGroups = [] } = await network.client.send(new ec2.DescribeSecurityGroupsCommand({}));
    const { Addresses = [] } = await network.client.send(new ec2.DescribeAddressesCommand({}));
    const { NetworkInterfaces = [] } = await network.client.send(new ec2.DescribeNetworkInterfacesCommand({}));
    const { NatGateways = [] } = await network.client.send(new ec2.DescribeNatGatewaysCommand({}));
    return [
      ...Vpcs.map(({ VpcId }) => VpcId),
      ...Subnets.map(({ SubnetId }) => SubnetId),
      ...InternetGateways.map(({ InternetGatewayId }) => InternetGatewayId),
      ...RouteTables.map(({ RouteTableId }) => RouteTableId),
      ...SecurityGroups.map(({ GroupId }) => GroupId),
      ...Addresses.map(({ AllocationId }) => AllocationId),
      ...NetworkInterfaces.map(({ NetworkInterfaceId }) => NetworkInterfaceId),
      ...NatGateways.filter(({ State }) => State !== "deleted").map(({ NatGatewayId }) => NatGatewayId),
    ];
  }
});
