import type { Service, Tag, TaskDefinition } from "@aws-sdk/client-ecs";
import type { Place } from "../../../account/existing";
import type { FoundSecret } from "../../../account/lookups/secrets";

/** A service that runs, with all that it refers to: what a stack is to describe. Plain data. */
export interface Live {
  place: Place;
  /** With its tags. */
  service: Service;
  /** What its PRIMARY deployment runs. */
  revision: TaskDefinition;
  revisionTags: Record<string, string>;
  /** The log group that the settings can name (see `logging`); undefined where there is none of that kind, or it is missing. */
  logGroup?: LiveLogGroup;
  /** Name → ARN. */
  roles: Record<string, string>;
  /** URI of the repository in this account and region that the main container's image is of. */
  repositoryUri?: string;
  /** By the ARN that the revision refers to. */
  secrets: Record<string, FoundSecret>;
  /** What scales it by itself; undefined: nothing does, or it is not known. */
  autoscaling?: LiveScaling;
  /** Why it is not known what scales it, a sentence. */
  autoscalingUnknown?: string;
  /** What the revision or the service refers to and is not there, a sentence each. */
  missing: string[];
}

/** A scalable target of Application Auto Scaling. */
export interface LiveScaling {
  /** Number of tasks. */
  min: number;
  max: number;
  /** Their names. */
  policies: string[];
  /** Their names. */
  scheduledActions: string[];
}

export interface LiveLogGroup {
  name: string;
  /** 0: events are kept for ever. */
  retentionDays: number;
  kmsKeyId?: string;
  /** `STANDARD`, `INFREQUENT_ACCESS` or `DELIVERY`. */
  class?: string;
  deletionProtection: boolean;
  tags: Record<string, string>;
}

/** Tags in ECS's form by key. */
export const tagMap = (tags: Tag[] = []): Record<string, string> =>
  Object.fromEntries(tags.map(({ key = "", value = "" }) => [key, value]));
