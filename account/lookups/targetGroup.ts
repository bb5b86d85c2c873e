import type { Clients } from "../clients";
import { looking, type Where } from "../problem";

export interface FoundTargetGroup {
  arn: string;
  vpcId?: string;
  /** Undefined: it belongs to none. */
  loadBalancerArn?: string;
}

/** Looks a target group up by name or ARN. */
export async function lookUpTargetGroup(
  clients: Clients,
  nameOrArn: string,
  portName: string,
  where: Where,
): Promise<FoundTargetGroup> {
  const wanted = {
    what: `target group "${nameOrArn}" of port "${portName}"`,
    where,
    fix: `pulumi config set --path targetGroups.${portName} <name>`,
    action: "elasticloadbalancing:DescribeTargetGroups",
  };
  return looking(wanted, async () => {
    const byArn = nameOrArn.startsWith("arn:");
    const elb = await clients.elb();
    const { TargetGroups = [] } = await elb.describeTargetGroups(
      byArn ? { TargetGroupArns: [nameOrArn] } : { Names: [nameOrArn] },
    );
    const [found] = TargetGroups;
    return found?.TargetGroupArn === undefined
      ? undefined
      : { arn: found.TargetGroupArn, vpcId: found.VpcId, loadBalancerArn: found.LoadBalancerArns?.[0] };
  });
}
