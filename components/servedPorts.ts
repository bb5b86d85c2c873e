import type { Existing } from "../account/existing";
import type { Settings } from "../settings/types";

/** A port of the service behind a load balancer, in CloudWatch's words. */
export interface ServedPort {
  portName: string;
  /** For example `targetgroup/api/0123456789abcdef`. */
  targetGroup: string;
  /** For example `app/web/0123456789abcdef`. */
  loadBalancer: string;
  /** It is an application load balancer, which counts requests. */
  isHttp: boolean;
}

/** The ports of which CloudWatch has metrics; a target group without a load balancer has none. */
export function servedPorts(
  { targetGroups }: Pick<Settings, "targetGroups">,
  { targetGroupArns, loadBalancerArns }: Pick<Existing, "targetGroupArns" | "loadBalancerArns">,
): ServedPort[] {
  return targetGroups.flatMap(({ portName }) => {
    const targetGroup = targetGroupArns[portName]?.split(":").at(-1);
    const loadBalancer = loadBalancerArns[portName]?.split(":loadbalancer/").at(-1);
    if (targetGroup === undefined || loadBalancer === undefined || !/^(app|net)\//.test(loadBalancer)) return [];
    return [{ portName, targetGroup, loadBalancer, isHttp: loadBalancer.startsWith("app/") }];
  });
}
