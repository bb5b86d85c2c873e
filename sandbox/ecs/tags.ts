import type * as sdk from "@aws-sdk/client-ecs";
import { invalidParameter } from "./awsError";
import { lastPart } from "./names";
import type { State } from "./state";
import type { Wire } from "./wire";
import type { World } from "./world";

type Tags = Wire<sdk.Tag>[];

/** Sets or replaces single tags of a resource. */
export function setTags({ state }: World, arn: string, tags: Tags = []): void {
  if (tags.length === 0) return;
  const merged = new Map([...(state.tags[arn] ?? []), ...tags].map(({ key, value }) => [key, value ?? ""]));
  if (merged.size > 50) throw invalidParameter("The number of tags exceeds the limit of 50.");
  state.tags[arn] = [...merged].map(([key, value]) => ({ key, value }));
}

export function tagResource(world: World, { resourceArn, tags }: Wire<sdk.TagResourceRequest>) {
  setTags(world, existing(world.state, resourceArn), tags);
  return {};
}

export function untagResource({ state }: World, { resourceArn, tagKeys = [] }: Wire<sdk.UntagResourceRequest>) {
  const arn = existing(state, resourceArn);
  state.tags[arn] = (state.tags[arn] ?? []).filter(({ key }) => !tagKeys.includes(key ?? ""));
  return {};
}

export function listTagsForResource({ state }: World, { resourceArn }: Wire<sdk.ListTagsForResourceRequest>) {
  return { tags: state.tags[existing(state, resourceArn)] ?? [] };
}

function existing(state: State, arn = ""): string {
  const known =
    arn in state.services ||
    arn in state.tasks ||
    state.taskDefinitions[lastPart(arn)]?.taskDefinitionArn === arn ||
    state.clusters[lastPart(arn)]?.arn === arn;
  if (!known) throw invalidParameter("The specified resource could not be found. Specify a valid ARN.");
  return arn;
}
