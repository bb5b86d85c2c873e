import type { FoundImage } from "./lookups/image";
import type { LiveService } from "./lookups/liveService";
import type { FoundNetwork } from "./lookups/network";
import type { SecretAccess } from "./lookups/secretAccess";
import type { ScalableTarget } from "./lookups/scalableTarget";
import type { FoundSecret } from "./lookups/secrets";

/** What the program found in the account: all that a task definition and a service refer to but do not make. */
export interface Existing {
  place: Place;
  clusterArn: string;
  /** Undefined: the settings name none. */
  executionRoleArn?: string;
  taskRoleArn?: string;
  image: FoundImage;
  /** By the name or ARN that the settings use. */
  secrets: Record<string, FoundSecret>;
  /** Only looked up when the stack grants the execution role access. */
  secretAccess?: SecretAccess;
  /** By port name. */
  targetGroupArns: Record<string, string>;
  /** By port name, where the target group belongs to a load balancer. */
  loadBalancerArns: Record<string, string>;
  network: FoundNetwork;
  /** What CloudWatch knows the requests by that `autoscaling.requestsPerTarget` is about; undefined without it. */
  requestCountLabel?: string;
  /** Only looked up with the setting `autoscaling`. */
  scalableTarget?: ScalableTarget;
  /** CloudWatch has counts of the cluster's tasks and deployments. Only looked up for a dashboard or alarms. */
  containerInsights?: boolean;
  logGroupExists: boolean;
  /** Undefined: there is none, or only a deleted one. */
  service?: LiveService;
}

/** Where the program works. */
export interface Place {
  accountId: string;
  region: string;
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  partition: string;
}

export const describePlace = ({ accountId, region }: Place) => `account ${accountId}, region ${region}`;
