import type { Clients } from "../clients";
import { looking, type Where } from "../problem";

/** Its ARN. */
export async function lookUpLoadBalancer(clients: Clients, name: string, where: Where): Promise<string> {
  const sought = {
    what: `load balancer "${name}"`,
    where,
    fix: "pulumi config set --path loadBalancer.name <name>",
    action: "elasticloadbalancing:DescribeLoadBalancers",
  };
  return looking(sought, async () => {
    const elb = await clients.elb();
    const { LoadBalancers = [] } = await elb.describeLoadBalancers({ Names: [name] });
    return LoadBalancers[0]?.LoadBalancerArn;
  });
}
