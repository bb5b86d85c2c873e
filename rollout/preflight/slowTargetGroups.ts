import type { TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";
import { quickRollout } from "../quickRollout";
import { advice, allWell, asking, notChecked, together, type Findings, type Subject } from "./findings";

/** Less than this is not worth a word. */
const noticeableSeconds = 60;

/** What a target group is called, and what commands need to change it. */
export interface Named {
  name: string;
  arn: string;
  region: string;
}

/**
 * What the end of connections costs each rollout: old tasks stay for all of the deregistration delay.
 * @param delaySeconds the attribute `deregistration_delay.timeout_seconds`.
 */
export function judgeDelay({ name, arn, region }: Named, delaySeconds: number): Findings {
  const quick = quickRollout.deregistrationDelaySeconds;
  const cost = delaySeconds - quick;
  if (cost < noticeableSeconds) return allWell;
  return advice(
    `target group "${name}" makes every rollout ${cost} s slower than it need be: old tasks stay for a deregistration delay of ` +
      `${delaySeconds} s; with ${quick} s, requests and connections that last longer than that are cut off when their task is replaced ` +
      `(aws elbv2 modify-target-group-attributes --region ${region} --target-group-arn ${arn} --attributes ` +
      `Key=deregistration_delay.timeout_seconds,Value=${quick})`,
  );
}

/**
 * What waiting for health costs each rollout. One good check is enough for a new target, and the whole threshold is needed for one
 * that has failed first.
 */
export function judgeHealthCheck({ name, arn, region }: Named, group: TargetGroup): Findings {
  const { HealthCheckIntervalSeconds: interval, HealthyThresholdCount: threshold } = group;
  if (interval === undefined || threshold === undefined) return allWell;
  const { intervalSeconds, timeoutSeconds, healthyThreshold, unhealthyThreshold } = quickRollout.healthCheck;
  const atLeast = Math.max(0, interval - intervalSeconds);
  const atMost = interval * threshold - intervalSeconds * healthyThreshold;
  if (atMost < noticeableSeconds) return allWell;
  return advice(
    `the health check of target group "${name}" makes every rollout ${atLeast} to ${atMost} s slower than it need be: it asks every ` +
      `${interval} s, and ${threshold} times until a task that was not ready at once counts as healthy; quicker, each task is asked ` +
      `every ${intervalSeconds} s, and replaced after ${intervalSeconds * unhealthyThreshold} s without a good answer (aws elbv2 ` +
      `modify-target-group --region ${region} --target-group-arn ${arn} --health-check-interval-seconds ${intervalSeconds} ` +
      `--health-check-timeout-seconds ${timeoutSeconds} --healthy-threshold-count ${healthyThreshold} --unhealthy-threshold-count ` +
      `${unhealthyThreshold})`,
  );
}

/** Which settings of target groups make every rollout slow, and by how many seconds. */
export async function adviseOnSpeed({ existing, clients }: Subject, groups: TargetGroup[]): Promise<Findings> {
  const { region } = existing.place;
  const elb = await clients.elb();
  const findings = await Promise.all(
    groups.map(async (group) => {
      const { TargetGroupArn: arn = "", TargetGroupName: name = arn } = group;
      const named = { name, arn, region };
      return [judgeHealthCheck(named, group), await judgedDelay(named)];
    }),
  );
  return together(findings.flat());

  async function judgedDelay(named: Named): Promise<Findings> {
    try {
      const { Attributes = [] } = await asking("elasticloadbalancing:DescribeTargetGroupAttributes", (options) =>
        elb.describeTargetGroupAttributes({ TargetGroupArn: named.arn }, options),
      );
      const delay = Attributes.find(({ Key }) => Key === "deregistration_delay.timeout_seconds")?.Value;
      return delay === undefined ? allWell : judgeDelay(named, Number(delay));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return notChecked(`the deregistration delay of target group "${named.name}": ${reason}`);
    }
  }
}
