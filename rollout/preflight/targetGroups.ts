import type { TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";
import { setCommand } from "../../settings/commands";
import type { PortSetting, TargetGroupSetting } from "../../settings/types";
import { allWell, asking, checking, problem, together, type Findings, type Subject } from "./findings";
import { adviseOnSpeed } from "./slowTargetGroups";

/** What a target group must fit. */
export interface Surroundings {
  /** Ports of the main container. */
  ports: PortSetting[];
  /** VPCs of the subnets; empty when they are not known. */
  vpcIds: string[];
}

/** Protocols of target groups that a container's protocol cannot serve. Others are left to AWS. */
const unfit: Record<PortSetting["protocol"], string[]> = {
  tcp: ["UDP", "GENEVE"],
  udp: ["HTTP", "HTTPS", "TCP", "TLS", "GENEVE"],
};

/** Why ECS cannot register tasks in a target group. */
export function judgeTargetGroup(
  { portName, targetGroup: name }: TargetGroupSetting,
  group: TargetGroup,
  { ports, vpcIds }: Surroundings,
): Findings {
  const what = `target group "${name}" of port "${portName}"`;
  const another = setCommand(["targetGroups", portName], "<target group>");
  const port = ports.find((candidate) => candidate.name === portName);
  const problems: string[] = [];
  if (port === undefined) {
    problems.push(`${what}: no port has that name (${setCommand(["ports", portName], "<port>")})`);
  }
  if (group.TargetType !== undefined && group.TargetType !== "ip") {
    problems.push(
      `${what} has targets of type ${group.TargetType}: tasks on Fargate need type ip, which is set when a target group is ` +
        `made (aws elbv2 create-target-group --target-type ip …, then ${another})`,
    );
  }
  if (group.VpcId !== undefined && vpcIds.length > 0 && !vpcIds.includes(group.VpcId)) {
    problems.push(
      `${what} is in VPC ${group.VpcId}, but the subnets are in ${vpcIds.join(", ")}: use subnets of the same VPC ` +
        `(${setCommand(["subnets", 0], "<subnet id>")}) or another target group (${another})`,
    );
  }
  if (port !== undefined && unfit[port.protocol].includes(group.Protocol ?? "")) {
    problems.push(
      `${what} takes ${group.Protocol}, but the port speaks ${port.protocol}: use another one (${another})`,
    );
  }
  if (group.LoadBalancerArns?.length === 0) {
    problems.push(
      `${what} belongs to no load balancer, and ECS refuses such a service: name it in a listener or a rule of one ` +
        `(aws elbv2 create-listener --default-actions Type=forward,TargetGroupArn=${group.TargetGroupArn} …)`,
    );
  }
  return together(problems.map(problem));
}

export function checkTargetGroups(
  subject: Subject,
  { askVpcIds, withAdvice }: { askVpcIds: () => Promise<string[]>; withAdvice: boolean },
): Promise<Findings> {
  const { settings, existing, clients } = subject;
  return checking("target groups", async () => {
    const arns = [...new Set(Object.values(existing.targetGroupArns))];
    if (arns.length === 0) return together([]);
    const elb = await clients.elb();
    const [{ TargetGroups = [] }, knownVpcIds] = await Promise.all([
      asking("elasticloadbalancing:DescribeTargetGroups", (options) =>
        elb.describeTargetGroups({ TargetGroupArns: arns }, options),
      ),
      askVpcIds().catch(() => []),
    ]);
    const surroundings = { ports: settings.container.ports, vpcIds: knownVpcIds };
    const judged = settings.targetGroups.flatMap((setting) => {
      const arn = existing.targetGroupArns[setting.portName];
      const group = TargetGroups.find(({ TargetGroupArn }) => TargetGroupArn === arn);
      return group === undefined ? [] : [judgeTargetGroup(setting, group, surroundings)];
    });
    return together([...judged, withAdvice ? await adviseOnSpeed(subject, TargetGroups) : allWell]);
  });
}
