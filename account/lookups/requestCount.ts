import { setCommand } from "../../settings/commands";
import type { TargetGroupSetting } from "../../settings/types";
import { AccountProblem } from "../problem";
import type { FoundTargetGroup } from "./targetGroup";

/**
 * By what CloudWatch knows the requests to a target group: load balancer and target group. Source: `ResourceLabel` of
 * `PredefinedMetricSpecification`, Application Auto Scaling API reference. Only an application load balancer counts requests.
 */
export function requestCountLabel({ portName, targetGroup }: TargetGroupSetting, found: FoundTargetGroup): string {
  const loadBalancer = afterMarker(found.loadBalancerArn, ":loadbalancer/");
  if (loadBalancer?.startsWith("app/") === true) return `${loadBalancer}/${found.arn.split(":").at(-1)}`;
  const whose =
    loadBalancer === undefined
      ? "belongs to no load balancer"
      : `is that of ${loadBalancer}, no application load balancer`;
  throw new AccountProblem(
    `target group "${targetGroup}" of port "${portName}" ${whose}, so that nobody counts requests for autoscaling.requestsPerTarget: ` +
      `use another one (${setCommand(["targetGroups", portName], "<target group>")}), or another measure, such as cpu ` +
      `(${setCommand(["autoscaling", "cpu"], 60)})`,
  );
}

const afterMarker = (text: string | undefined, marker: string) => text?.split(marker)[1];
