import { ElasticLoadBalancingV2 } from "@aws-sdk/client-elastic-load-balancing-v2";
import { clientConfig } from "../aws/awsAccount";
import type { LocalAws } from "./runningTasks";

/** How many tasks the load balancer sends requests to. */
export async function healthyTargets({ endpoint, region }: LocalAws, targetGroup: string): Promise<number> {
  const balancing = new ElasticLoadBalancingV2(clientConfig(endpoint, region));
  const { TargetGroups: [group] = [] } = await balancing.describeTargetGroups({ Names: [targetGroup] });
  const { TargetHealthDescriptions = [] } = await balancing.describeTargetHealth({
    TargetGroupArn: group?.TargetGroupArn,
  });
  return TargetHealthDescriptions.filter(({ TargetHealth }) => TargetHealth?.State === "healthy").length;
}
