import type { Account } from "./account";
import type { Moment } from "./clock";
import type { State } from "./state";

/** What can be set when the model is made, and changed while it runs. */
export interface ModelOptions {
  /** AWS seconds per real second. Default 60. */
  timeScale: number;
  /**
   * Whether the deployment that a rollback makes PRIMARY has the id of the deployment it goes back to, or a new one;
   * both have been seen on AWS. Default `old`.
   */
  rollbackId: "old" | "new";
  /** AWS seconds for which DescribeServices still gives the old answer after an UpdateService. Default 0. */
  staleSeconds: number;
  /** Fargate has no capacity: nothing can be placed. Default false. */
  capacityUnavailable: boolean;
  /** The account's Fargate On-Demand vCPU quota. Default: no limit. */
  vcpuQuota: number;
}

export const defaultOptions: ModelOptions = {
  timeScale: 60,
  rollbackId: "old",
  staleSeconds: 0,
  capacityUnavailable: false,
  vcpuQuota: Infinity,
};

/** What every operation and every tick works on. */
export interface World {
  readonly account: Account;
  readonly state: State;
  readonly options: ModelOptions;
  /** Answers of DescribeServices that are still given although they are out of date, by service ARN. */
  readonly staleAnswers: Map<string, { since: number; answer: object }>;
  moment(): Moment;
}

/** Something that a tick wants done outside the model. */
export type Effect =
  | { kind: "launch"; serviceArn: string; launchId: string }
  | { kind: "prepare"; taskArn: string }
  | { kind: "alarms"; serviceDeploymentArn: string }
  | { kind: "log"; taskArn: string; containerName: string; lines: string[] };
