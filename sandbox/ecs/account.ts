import type { Alarm } from "./alarms";
import type { ContainerBehaviour } from "./behaviour";

/** What ECS needs from the rest of the account. The front answers it from the local AWS; tests fake it. */
export interface Account {
  region: string;
  accountId: string;
  /** `aws`, `aws-cn`, … */
  partition: string;
  /** The digest an image reference stands for and how its container behaves, or ECS's own words (`CannotPullContainerError: …`). */
  pullImage(
    reference: string,
    executionRoleArn?: string,
  ): Promise<{ digest: string; behaviour: ContainerBehaviour } | { cannotPull: string }>;
  /** Undefined when the secret or parameter can be had, else ECS's own words (`ResourceInitializationError: …`). */
  resolveSecret(valueFrom: string, executionRoleArn: string): Promise<string | undefined>;
  /** Undefined when ECS tasks can assume the role, else ECS's own words. */
  assumeRole(roleArn: string): Promise<string | undefined>;
  logGroupExists(name: string): Promise<boolean>;
  /** For the awslogs option `awslogs-create-group`. */
  createLogGroup(name: string): Promise<void>;
  /** Writes lines that a container printed; creates the stream when it is new. */
  putLog(group: string, stream: string, lines: LogLine[]): Promise<void>;
  /** Undefined when there is no such target group. */
  targetGroup(arn: string): Promise<TargetGroup | undefined>;
  /** Undefined when there is no such subnet. */
  subnet(id: string): Promise<Subnet | undefined>;
  securityGroupExists(id: string): Promise<boolean>;
  /** Those of these CloudWatch alarms that there are. */
  alarms(names: string[]): Promise<Alarm[]>;
}

export interface LogLine {
  /** Epoch milliseconds. */
  timestamp: number;
  message: string;
}

/** The attributes of a target group that decide how long tasks take to become healthy and to drain. */
export interface TargetGroup {
  targetType: string;
  /** Whether a listener forwards to it. */
  hasLoadBalancer: boolean;
  deregistrationDelaySeconds: number;
  healthyThreshold: number;
  unhealthyThreshold: number;
  intervalSeconds: number;
}

export interface Subnet {
  availabilityZone: string;
  cidrBlock: string;
  freeAddresses: number;
}
