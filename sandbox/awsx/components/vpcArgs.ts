import type { VpcArgs } from "@pulumi/awsx/ec2";
import { lacking } from "../lacking";
import type { LayoutArgs, SubnetStrategy } from "../layout/layout";

/** awsx's default. */
const defaultCidrBlock = "10.0.0.0/16";

/** Arguments that ask for what is not here: endpoints, addresses from IPAM, IPv6, names by zone, elastic IPs of one's own. */
function wantedInVain(args: VpcArgs): string[] {
  const asked: Record<string, unknown> = {
    assignGeneratedIpv6CidrBlock: args.assignGeneratedIpv6CidrBlock,
    ipv4IpamPoolId: args.ipv4IpamPoolId,
    ipv4NetmaskLength: args.ipv4NetmaskLength,
    ipv6CidrBlock: args.ipv6CidrBlock,
    ipv6CidrBlockNetworkBorderGroup: args.ipv6CidrBlockNetworkBorderGroup,
    ipv6IpamPoolId: args.ipv6IpamPoolId,
    ipv6NetmaskLength: args.ipv6NetmaskLength,
    "natGateways.elasticIpAllocationIds": args.natGateways?.elasticIpAllocationIds?.length,
    "subnetNameTagStrategy AvailabilityZone": args.subnetNameTagStrategy === "AvailabilityZone",
    "subnetSpecs.assignIpv6AddressOnCreation": args.subnetSpecs?.some((spec) => spec.assignIpv6AddressOnCreation),
    "subnetStrategy AutoMerge": args.subnetStrategy === "AutoMerge",
    vpcEndpointSpecs: args.vpcEndpointSpecs?.length,
  };
  return Object.keys(asked).filter((name) => asked[name] !== undefined && asked[name] !== false && asked[name] !== 0);
}

/** What the layout of the subnets is made from. Throws for arguments that are not known here. */
export function layoutArgs(name: string, args: VpcArgs, zones: string[]): LayoutArgs & { cidrBlock: string } {
  const [unknown] = wantedInVain(args);
  if (unknown !== undefined) throw lacking(`${unknown} of awsx.ec2.Vpc`);
  return {
    name,
    cidrBlock: args.cidrBlock ?? defaultCidrBlock,
    zones,
    zonePrefixLength: args.availabilityZoneCidrMask,
    strategy: args.subnetStrategy as SubnetStrategy | undefined,
    specs: args.subnetSpecs,
  };
}
