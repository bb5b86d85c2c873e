import type * as sdk from "@aws-sdk/client-application-auto-scaling";
import { AwsError } from "../ecs/awsError";
import type { Wire } from "../ecs/wire";
import { required } from "./requests";
import type { State, TargetRecord } from "./state";
import type { World } from "./world";

type Tags = Record<string, string>;

/** Tags with others set or replaced. */
export function withTags(before: Tags, set: Tags = {}): Tags {
  const tags = { ...before, ...set };
  if (Object.keys(tags).length > 50)
    throw new AwsError("TooManyTagsException", "The number of tags exceeds the limit of 50.");
  return tags;
}

export function tagResource({ state }: World, { ResourceARN, Tags }: Wire<sdk.TagResourceRequest>) {
  const record = tagged(state, ResourceARN);
  record.tags = withTags(record.tags, Tags);
  return {};
}

export function untagResource({ state }: World, { ResourceARN, TagKeys = [] }: Wire<sdk.UntagResourceRequest>) {
  const record = tagged(state, ResourceARN);
  record.tags = Object.fromEntries(Object.entries(record.tags).filter(([key]) => !TagKeys.includes(key)));
  return {};
}

export function listTagsForResource({ state }: World, { ResourceARN }: Wire<sdk.ListTagsForResourceRequest>) {
  return { Tags: tagged(state, ResourceARN).tags };
}

/** Only scalable targets have tags. */
function tagged({ targets }: State, arn: string | undefined): TargetRecord {
  const wanted = required(arn, "resourceARN");
  const found = Object.values(targets).find(({ target }) => target.ScalableTargetARN === wanted);
  if (found === undefined)
    throw new AwsError("ResourceNotFoundException", `The specified resource doesn't exist: ${wanted}`);
  return found;
}
