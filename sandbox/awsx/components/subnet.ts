import * as ec2 from "@pulumi/aws/ec2";
import type { VpcArgs } from "@pulumi/awsx/ec2";
import type { Input } from "@pulumi/pulumi";
import type { PlannedSubnet } from "../layout/layout";
import { hasNatGateway, natGatewayIndex, type NatStrategy } from "../layout/natGateways";

/** What a subnet is made in. */
interface Network {
  /** Name of the component. */
  name: string;
  region: VpcArgs["region"];
  /** Of everything in the VPC. */
  tags: Record<string, Input<string>>;
  /** Those that the program gives, without the component's name. */
  ownTags: VpcArgs["tags"];
  vpc: ec2.Vpc;
  internetGateway: ec2.InternetGateway;
  strategy: NatStrategy;
  /** Those made so far, by zone; this adds to them. */
  eips: ec2.Eip[];
  natGateways: ec2.NatGateway[];
}

/** A subnet with its route table and what it routes to, each under the one before. */
export function makeSubnet(planned: PlannedSubnet, network: Network) {
  const { name, type } = planned;
  const { region, vpc } = network;
  const tags = { Name: name, SubnetType: type };
  const subnet = new ec2.Subnet(
    name,
    {
      region,
      vpcId: vpc.id,
      availabilityZone: planned.zone,
      cidrBlock: planned.cidrBlock,
      mapPublicIpOnLaunch: type === "Public",
      assignIpv6AddressOnCreation: false,
      tags: { ...network.tags, ...planned.tags, ...tags },
    },
    under(vpc),
  );
  const routeTable = new ec2.RouteTable(
    name,
    { region, vpcId: vpc.id, tags: { ...network.tags, ...tags } },
    under(subnet),
  );
  const association = new ec2.RouteTableAssociation(
    name,
    { region, routeTableId: routeTable.id, subnetId: subnet.id },
    under(routeTable),
  );
  if (hasNatGateway(network.strategy, planned, network.natGateways.length)) {
    makeNatGateway(`${network.name}-${planned.zoneIndex + 1}`, subnet, network);
  }
  const target = routeTarget(planned, network);
  const route =
    target &&
    new ec2.Route(
      name,
      { region, routeTableId: routeTable.id, destinationCidrBlock: "0.0.0.0/0", ...target },
      under(routeTable),
    );
  return { planned, subnet, routeTable, association, route };
}

function makeNatGateway(name: string, subnet: ec2.Subnet, { region, ownTags, eips, natGateways }: Network): void {
  const tags = { ...(ownTags as Record<string, Input<string>> | undefined), Name: name };
  const eip = new ec2.Eip(name, { region, tags }, under(subnet));
  eips.push(eip);
  natGateways.push(
    new ec2.NatGateway(name, { region, subnetId: subnet.id, allocationId: eip.allocationId, tags }, under(subnet)),
  );
}

/** Where all that is not in the VPC goes to. */
function routeTarget({ type, zoneIndex }: PlannedSubnet, { internetGateway, strategy, natGateways }: Network) {
  if (type === "Public") return { gatewayId: internetGateway.id };
  const index = type === "Private" ? natGatewayIndex(strategy, zoneIndex) : undefined;
  return index === undefined ? undefined : { natGatewayId: natGateways[index]?.id };
}

const under = (parent: ec2.Vpc | ec2.Subnet | ec2.RouteTable) => ({ parent, dependsOn: [parent] });
