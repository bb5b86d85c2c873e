import * as ec2 from "@pulumi/aws/ec2";
import type { Input } from "@pulumi/pulumi";
import type { PartArgs } from "./part";

const everywhere = { protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] };

/** Lets anybody in on the listeners' ports; for an internal load balancer that is anybody in its network. */
export function createLoadBalancerSecurityGroup(
  { name, settings, options }: PartArgs,
  vpcId: Input<string>,
  ports: number[],
): ec2.SecurityGroup {
  return new ec2.SecurityGroup(
    `${name}-load-balancer`,
    {
      name: `${settings.appName}-load-balancer`,
      description: `Load balancer of ${settings.appName}`,
      vpcId,
      ingress: ports.map((port) => ({ protocol: "tcp", fromPort: port, toPort: port, cidrBlocks: ["0.0.0.0/0"] })),
      egress: [everywhere],
      tags: settings.tags,
    },
    options,
  );
}

/** Lets only the load balancer in, and on no other ports than those it sends requests to; without one, nobody. */
export function createTaskSecurityGroup(
  { name, settings, options }: PartArgs,
  vpcId: Input<string>,
  loadBalancer: ec2.SecurityGroup | undefined,
): ec2.SecurityGroup {
  const ports = loadBalancer === undefined ? [] : [...new Set(settings.targetGroups.map(({ port }) => port))];
  return new ec2.SecurityGroup(
    `${name}-tasks`,
    {
      name: `${settings.appName}-tasks`,
      description: `Tasks of ${settings.appName}`,
      vpcId,
      ingress: ports
        .sort((a, b) => a - b)
        .map((port) => ({
          protocol: "tcp",
          fromPort: port,
          toPort: port,
          securityGroups: loadBalancer === undefined ? [] : [loadBalancer.id],
        })),
      egress: [everywhere],
      tags: settings.tags,
    },
    options,
  );
}
