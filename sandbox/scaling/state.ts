import type * as sdk from "@aws-sdk/client-application-auto-scaling";
import type { Wire } from "../ecs/wire";

export type Policy = Wire<sdk.ScalingPolicy>;
export type ScheduledAction = Wire<sdk.ScheduledAction>;

/** A scalable target with all that goes when it is deregistered. */
export interface TargetRecord {
  target: Wire<sdk.ScalableTarget> & { ResourceId: string; MinCapacity: number; MaxCapacity: number };
  policies: Policy[];
  scheduledActions: ScheduledAction[];
  tags: Record<string, string>;
}

export interface ActivityRecord {
  activity: Wire<sdk.ScalingActivity> & { ResourceId: string };
  /** What the service's desired count was set to; undefined for an activity that did not scale it. */
  desiredCount?: number;
}

/** Everything the model knows, as plain JSON. */
export interface State {
  /** By resource id: `service/CLUSTER/SERVICE`. */
  targets: Record<string, TargetRecord>;
  /** Newest first; those of deregistered targets, too. */
  activities: ActivityRecord[];
}

export const emptyState = (): State => ({ targets: {}, activities: [] });
