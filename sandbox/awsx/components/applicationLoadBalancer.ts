import { getSubnetOutput, SecurityGroup, type Subnet } from "@pulumi/aws/ec2";
import * as lb from "@pulumi/aws/lb";
import type { ApplicationLoadBalancerArgs } from "@pulumi/awsx/lb";
import * as pulumi from "@pulumi/pulumi";
import { lacking } from "../lacking";
import { protocolOf, targetGroupProtocol } from "./listenerProtocol";

/** What awsx's own security group allows: everything from everywhere in, TCP to everywhere out. */
const everywhere = { cidrBlocks: ["0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] };
const openToAll = {
  ingress: [{ fromPort: 0, toPort: 0, protocol: "-1", ...everywhere }],
  egress: [{ fromPort: 0, toPort: 65_535, protocol: "tcp", ...everywhere }],
};

/** `awsx:lb:ApplicationLoadBalancer`: a load balancer with a default target group and listeners that forward to it. */
export class ApplicationLoadBalancer extends pulumi.ComponentResource {
  readonly outputs;

  constructor(name: string, args: ApplicationLoadBalancerArgs, options: pulumi.ComponentResourceOptions) {
    super("awsx:lb:ApplicationLoadBalancer", name, {}, options);
    expectNoneTwice(args);
    const {
      subnetIds,
      subnets,
      defaultTargetGroup,
      defaultTargetGroupPort,
      defaultSecurityGroup,
      listener,
      listeners,
      ...balancerArgs
    } = args;
    const child = { parent: this };

    const { ids, vpcId } = this.network(args);
    const { securityGroups, ownSecurityGroup } = this.securityGroups(name, args, vpcId);
    const loadBalancer = new lb.LoadBalancer(
      name,
      {
        ...balancerArgs,
        loadBalancerType: "application",
        subnets: ids,
        securityGroups,
      },
      child,
    );
    const targetGroup = new lb.TargetGroup(
      name,
      { vpcId, targetType: "ip", ...targetGroupProtocol(args), ...defaultTargetGroup },
      child,
    );
    const defaultActions = [{ type: "forward", targetGroupArn: targetGroup.arn }];
    const listenerArgs = listeners ?? [{ ...protocolOf(listener ?? {}, defaultTargetGroupPort), ...listener }];
    this.outputs = {
      loadBalancer,
      vpcId,
      defaultSecurityGroup: ownSecurityGroup,
      defaultTargetGroup: targetGroup,
      listeners: listenerArgs.map(
        (one, index) =>
          new lb.Listener(
            `${name}-${index}`,
            {
              ...protocolOf(one),
              ...one,
              defaultActions: one.defaultActions ?? defaultActions,
              loadBalancerArn: loadBalancer.arn,
            } as lb.ListenerArgs,
            child,
          ),
      ),
    };
    this.registerOutputs(this.outputs);
  }

  /** Those that are given, else one of awsx's own, unless that is to be skipped. */
  private securityGroups(
    name: string,
    args: ApplicationLoadBalancerArgs,
    vpcId: pulumi.Output<string>,
  ): { securityGroups: lb.LoadBalancerArgs["securityGroups"]; ownSecurityGroup?: SecurityGroup } {
    const { skip = false, securityGroupId, args: own = { vpcId, ...openToAll } } = args.defaultSecurityGroup ?? {};
    if (args.securityGroups !== undefined || skip) return { securityGroups: args.securityGroups };
    if (securityGroupId !== undefined) return { securityGroups: [securityGroupId as pulumi.Input<string>] };
    const ownSecurityGroup = new SecurityGroup(name, own, { parent: this });
    return { securityGroups: [ownSecurityGroup.id], ownSecurityGroup };
  }

  /** The subnets, and the VPC that they are in. */
  private network({ subnetIds, subnets }: ApplicationLoadBalancerArgs) {
    if (subnets !== undefined) {
      const given = pulumi.output(subnets as pulumi.Input<Subnet[]>);
      return {
        ids: given.apply((all) => pulumi.all(all.map(({ id }) => id))),
        vpcId: given.apply(([first]) => first!.vpcId),
      };
    }
    if (subnetIds === undefined) throw lacking("a load balancer without subnetIds or subnets (in the default VPC)");
    const id = pulumi.output(subnetIds).apply((ids) => ids?.[0]);
    return { ids: subnetIds, vpcId: getSubnetOutput({ id }, { parent: this }).vpcId };
  }
}

function expectNoneTwice(args: ApplicationLoadBalancerArgs): void {
  if (args.subnetMappings !== undefined) throw lacking("subnetMappings");
  const { securityGroupId, args: groupArgs } = args.defaultSecurityGroup ?? {};
  const pairs: [string, unknown, unknown][] = [
    ["subnets or subnetIds", args.subnets, args.subnetIds],
    ["listener or listeners", args.listener, args.listeners],
    ["defaultTargetGroup or defaultTargetGroupPort", args.defaultTargetGroup, args.defaultTargetGroupPort],
    ["defaultSecurityGroup.args or defaultSecurityGroup.securityGroupId", groupArgs, securityGroupId],
  ];
  for (const [names, one, other] of pairs) {
    if (one !== undefined && other !== undefined) throw new Error(`both are given, and only one can be: ${names}`);
  }
}
