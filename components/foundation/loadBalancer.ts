import type * as ec2 from "@pulumi/aws/ec2";
import * as elb from "@pulumi/aws/lb";
import * as lb from "@pulumi/awsx/lb";
import type { Input, Output } from "@pulumi/pulumi";
import type { LoadBalancerSettings, TargetGroupSetting } from "../../settings/types";
import type { PartArgs } from "./part";
import { quickRollout } from "../../rollout/quickRollout";

/** Where the load balancer goes. */
export interface LoadBalancerPlace {
  vpcId: Input<string>;
  subnetIds: Input<Input<string>[]>;
  securityGroup: ec2.SecurityGroup;
}

/** Ports that it listens on, the redirect to HTTPS among them. */
export function listenerPorts({ certificate, listeners }: LoadBalancerSettings): number[] {
  return [...Object.values(listeners), ...(certificate === undefined ? [] : [80])].sort((a, b) => a - b);
}

/** An application load balancer with a target group and a listener for each of the setting `targetGroups`. */
export function createLoadBalancer(
  { name, settings, options }: PartArgs,
  place: LoadBalancerPlace,
): { arn: Output<string>; targetGroupArns: Record<string, Output<string>>; url: Output<string> } {
  const { loadBalancer: wanted } = settings.foundation;
  const [first, ...others] = settings.targetGroups as [TargetGroupSetting, ...TargetGroupSetting[]];
  const targetGroupArgs = ({ port, targetGroup }: TargetGroupSetting) => ({
    name: targetGroup,
    port,
    protocol: "HTTP",
    targetType: "ip",
    vpcId: place.vpcId,
    deregistrationDelay: quickRollout.deregistrationDelaySeconds,
    healthCheck: {
      path: wanted.healthCheckPath,
      interval: quickRollout.healthCheck.intervalSeconds,
      timeout: quickRollout.healthCheck.timeoutSeconds,
      healthyThreshold: quickRollout.healthCheck.healthyThreshold,
      unhealthyThreshold: quickRollout.healthCheck.unhealthyThreshold,
    },
    tags: settings.tags,
  });
  const further = others.map((setting) => ({
    ...setting,
    made: new elb.TargetGroup(`${name}-${setting.portName}`, targetGroupArgs(setting), options),
  }));
  const secure = wanted.certificate === undefined ? {} : { certificateArn: wanted.certificate, sslPolicy };
  const protocol = wanted.certificate === undefined ? "HTTP" : "HTTPS";
  const listener = ({ portName }: TargetGroupSetting) => ({
    port: wanted.listeners[portName],
    protocol,
    ...secure,
    tags: settings.tags,
  });
  const balancer = new lb.ApplicationLoadBalancer(
    `${name}-load-balancer`,
    {
      name: wanted.name,
      internal: wanted.internal,
      subnetIds: place.subnetIds,
      securityGroups: [place.securityGroup.id],
      defaultTargetGroup: targetGroupArgs(first),
      listeners: [
        listener(first),
        ...further.map(({ made, ...setting }) => ({
          ...listener(setting),
          defaultActions: [{ type: "forward", targetGroupArn: made.arn }],
        })),
        ...(wanted.certificate === undefined ? [] : [{ ...redirectToHttps(wanted, first), tags: settings.tags }]),
      ],
      tags: settings.tags,
    },
    options,
  );
  const arns = [
    [first.targetGroup, balancer.defaultTargetGroup.arn],
    ...further.map(({ targetGroup, made }) => [targetGroup, made.arn]),
  ];
  return {
    arn: balancer.loadBalancer.arn,
    targetGroupArns: Object.fromEntries(arns) as Record<string, Output<string>>,
    url: balancer.loadBalancer.dnsName.apply((host) => `${protocol.toLowerCase()}://${host}`),
  };
}

/** TLS 1.2 and 1.3 only. Source: "Security policies for your Application Load Balancer", AWS's recommended one. */
const sslPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06";

function redirectToHttps({ listeners }: LoadBalancerSettings, { portName }: TargetGroupSetting) {
  return {
    port: 80,
    protocol: "HTTP",
    defaultActions: [
      {
        type: "redirect",
        redirect: { protocol: "HTTPS", port: String(listeners[portName]), statusCode: "HTTP_301" },
      },
    ],
  };
}
