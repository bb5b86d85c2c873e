import * as ec2 from "@pulumi/aws/ec2";
import type { VpcArgs } from "@pulumi/awsx/ec2";
import * as pulumi from "@pulumi/pulumi";
import { layOut, type Layout } from "../layout/layout";
import { expectNatFits } from "../layout/natGateways";
import { makeSubnet } from "./subnet";
import { layoutArgs } from "./vpcArgs";
import { zonesFor } from "./zones";

/** Asks for the zones, plans the subnets, and makes the VPC with all that is in it. */
export async function makeVpc(name: string, args: VpcArgs, options: pulumi.ComponentResourceOptions): Promise<Vpc> {
  const plan = layoutArgs(name, args, await zonesFor(args, options));
  const layout = layOut(plan);
  expectNatFits(args.natGateways?.strategy, layout.subnets);
  const vpc = new Vpc(name, { ...args, cidrBlock: plan.cidrBlock }, layout, options);
  if (layout.warns) await pulumi.log.warn(strategyWarning(layout), vpc);
  return vpc;
}

/** `awsx:ec2:Vpc`: a VPC with an internet gateway and, in every zone, subnets that each have a route table of their own. */
class Vpc extends pulumi.ComponentResource {
  readonly outputs;

  constructor(name: string, args: VpcArgs, layout: Layout, options: pulumi.ComponentResourceOptions) {
    super("awsx:ec2:Vpc", name, {}, options);
    const { region, natGateways: { strategy = "OnePerAz" } = {} } = args;
    const tags = { Name: name, ...(args.tags as Record<string, pulumi.Input<string>> | undefined) };
    const vpc = new ec2.Vpc(name, { ...args, tags }, { parent: this });
    const internetGateway = new ec2.InternetGateway(
      name,
      { region, vpcId: vpc.id, tags },
      { parent: vpc, dependsOn: [vpc] },
    );
    const eips: ec2.Eip[] = [];
    const natGateways: ec2.NatGateway[] = [];
    const network = { name, region, tags, ownTags: args.tags, vpc, internetGateway, strategy, eips, natGateways };
    const made = layout.subnets.map((planned) => makeSubnet(planned, network));

    const ofType = (type: string) => made.filter(({ planned }) => planned.type === type).map(({ subnet }) => subnet);
    const [publicSubnets, privateSubnets, isolatedSubnets] = [ofType("Public"), ofType("Private"), ofType("Isolated")];
    const idsOf = (subnets: ec2.Subnet[]) => subnets.map(({ id }) => id);
    this.outputs = {
      vpc,
      vpcId: vpc.id,
      vpcEndpoints: [],
      internetGateway,
      eips,
      natGateways,
      subnets: made.map(({ subnet }) => subnet),
      publicSubnets,
      privateSubnets,
      isolatedSubnets,
      publicSubnetIds: idsOf(publicSubnets),
      privateSubnetIds: idsOf(privateSubnets),
      isolatedSubnetIds: idsOf(isolatedSubnets),
      routeTables: made.map(({ routeTable }) => routeTable),
      routeTableAssociations: made.map(({ association }) => association),
      routes: made.flatMap(({ route }) => route ?? []),
      subnetLayout: layout.resolved,
    };
    this.registerOutputs(this.outputs);
  }
}

const strategyWarning = ({ resolved }: Layout) =>
  'subnetStrategy is not given: it is "Legacy" now, and will be "Auto" in the next major version of awsx. Give it. ' +
  `What is laid out now is, with "Auto", subnetSpecs ${JSON.stringify(resolved)}`;
