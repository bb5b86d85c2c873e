import * as ec2 from "@pulumi/awsx/ec2";
import type { PartArgs } from "./part";

const strategies = { none: "None", single: "Single", onePerZone: "OnePerAz" } as const;

/** A VPC over two zones, which a load balancer needs, with public subnets and, where there is NAT, private ones. */
export function createNetwork({ name, settings, options }: PartArgs): ec2.Vpc {
  const { natGateways } = settings.foundation;
  return new ec2.Vpc(
    `${name}-network`,
    {
      numberOfAvailabilityZones: 2,
      enableDnsHostnames: true,
      natGateways: { strategy: strategies[natGateways] },
      subnetStrategy: "Auto",
      subnetSpecs: natGateways === "none" ? [{ type: "Public" }] : [{ type: "Public" }, { type: "Private" }],
      tags: settings.tags,
    },
    options,
  );
}
