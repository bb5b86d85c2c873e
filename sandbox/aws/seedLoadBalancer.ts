import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  type ElasticLoadBalancingV2ClientConfig,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { production, unlessThere } from "./productionAccount";
import type { Network } from "./seedNetwork";

/** The API's target group, with AWS's defaults but for the path of the health check, behind a load balancer. */
export async function seedLoadBalancer(config: ElasticLoadBalancingV2ClientConfig, network: Network): Promise<void> {
  const balancing = new ElasticLoadBalancingV2Client(config);
  const existing = await balancing
    .send(new DescribeTargetGroupsCommand({ Names: [production.targetGroup] }))
    .catch(unlessThere("TargetGroupNotFoundException"));
  if ((existing?.TargetGroups ?? []).length > 0) return;
  const [{ TargetGroups: [targetGroup] = [] }, { LoadBalancers: [loadBalancer] = [] }] = await Promise.all([
    balancing.send(
      new CreateTargetGroupCommand({
        Name: production.targetGroup,
        Protocol: "HTTP",
        Port: production.apiPort,
        TargetType: "ip",
        VpcId: network.vpcId,
        HealthCheckPath: "/health",
      }),
    ),
    balancing.send(
      new CreateLoadBalancerCommand({
        Name: `${production.app}-alb`,
        Subnets: network.publicSubnetIds,
        SecurityGroups: [network.loadBalancerSecurityGroupId],
      }),
    ),
  ]);
  await balancing.send(
    new CreateListenerCommand({
      LoadBalancerArn: loadBalancer?.LoadBalancerArn,
      Protocol: "HTTP",
      Port: 80,
      DefaultActions: [{ Type: "forward", TargetGroupArn: targetGroup?.TargetGroupArn }],
    }),
  );
}
