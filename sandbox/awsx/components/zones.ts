import { getAvailabilityZones } from "@pulumi/aws/getAvailabilityZones";
import type { VpcArgs } from "@pulumi/awsx/ec2";
import type { ComponentResourceOptions, ProviderResource } from "@pulumi/pulumi";

/** awsx's default, for `numberOfAvailabilityZones`. */
const defaultCount = 3;

/** The zones of a VPC: those it names, or the first ones of its region. */
export async function zonesFor(args: VpcArgs, { parent, providers }: ComponentResourceOptions): Promise<string[]> {
  const { availabilityZoneNames, numberOfAvailabilityZones, region } = args;
  if (availabilityZoneNames !== undefined) {
    if (numberOfAvailabilityZones === undefined) return availabilityZoneNames;
    throw new Error("availabilityZoneNames and numberOfAvailabilityZones are given, and only one can be");
  }
  if (region !== undefined && typeof region !== "string") {
    throw new Error("region must be a plain text where availabilityZoneNames is not given");
  }
  const provider = (providers as Record<string, ProviderResource> | undefined)?.aws;
  const { names } = await getAvailabilityZones(region === undefined ? {} : { region }, { parent, provider });
  const count = numberOfAvailabilityZones ?? defaultCount;
  if (names.length >= count) return names.slice(0, count);
  throw new Error(
    `the region has ${names.length} availability zones, and ${count} are wanted: ` +
      "set numberOfAvailabilityZones, or name zones in availabilityZoneNames",
  );
}
