import type * as sdk from "@aws-sdk/client-ecs";
import { clientException } from "./awsError";
import { ecsArn } from "./names";
import { page } from "./paging";
import { setTags } from "./tags";
import type { TaskDefinitionRecord } from "./state";
import { withDefaults } from "./taskDefinitionDefaults";
import { findDefinition } from "./taskDefinitionLookup";
import { checkTaskDefinition } from "./taskDefinitionRules";
import { epochSeconds, type Wire } from "./wire";
import type { World } from "./world";

export function registerTaskDefinition(world: World, request: Wire<sdk.RegisterTaskDefinitionRequest>) {
  checkTaskDefinition(request);
  const { tags, ...content } = request;
  const family = request.family!;
  const revision = (world.state.latestRevisions[family] ?? 0) + 1;
  const definition: TaskDefinitionRecord = {
    ...withDefaults(content),
    taskDefinitionArn: ecsArn(world.account, `task-definition/${family}:${revision}`),
    family,
    revision,
    status: "ACTIVE",
    registeredAt: epochSeconds(world.moment().now),
    registeredBy: `arn:${world.account.partition}:iam::${world.account.accountId}:root`,
  };
  world.state.latestRevisions[family] = revision;
  world.state.taskDefinitions[`${family}:${revision}`] = definition;
  setTags(world, definition.taskDefinitionArn, tags);
  return { taskDefinition: definition, tags: world.state.tags[definition.taskDefinitionArn] ?? [] };
}

export function describeTaskDefinition({ state }: World, request: Wire<sdk.DescribeTaskDefinitionRequest>) {
  const definition = findDefinition(state, request.taskDefinition ?? "");
  if (definition === undefined) throw clientException("Unable to describe task definition.");
  const withTags = request.include?.includes("TAGS") ?? false;
  return {
    taskDefinition: definition,
    ...(withTags && { tags: state.tags[definition.taskDefinitionArn] ?? [] }),
  };
}

export function listTaskDefinitions({ state }: World, request: Wire<sdk.ListTaskDefinitionsRequest>) {
  const { familyPrefix, status = "ACTIVE", sort = "ASC" } = request;
  const found = Object.values(state.taskDefinitions)
    .filter((definition) => definition.status === status && (familyPrefix ?? definition.family) === definition.family)
    .toSorted((one, other) => compare(one.family, other.family) || one.revision - other.revision);
  const sorted = sort === "DESC" ? found.toReversed() : found;
  const { items, nextToken } = page(
    sorted.map(({ taskDefinitionArn }) => taskDefinitionArn),
    request,
  );
  return { taskDefinitionArns: items, nextToken };
}

export function listTaskDefinitionFamilies({ state }: World, request: Wire<sdk.ListTaskDefinitionFamiliesRequest>) {
  const { familyPrefix = "", status = "ACTIVE" } = request;
  const isActive = (family: string) =>
    Object.values(state.taskDefinitions).some(
      (definition) => definition.family === family && definition.status === "ACTIVE",
    );
  const families = Object.keys(state.latestRevisions)
    .filter((family) => family.startsWith(familyPrefix))
    .filter((family) => status === "ALL" || isActive(family) === (status === "ACTIVE"))
    .toSorted(compare);
  const { items, nextToken } = page(families, request);
  return { families: items, nextToken };
}

export function deregisterTaskDefinition(world: World, request: Wire<sdk.DeregisterTaskDefinitionRequest>) {
  const name = request.taskDefinition ?? "";
  const definition = name.includes(":") ? findDefinition(world.state, name) : undefined;
  if (definition === undefined) throw clientException("The specified task definition does not exist.");
  definition.status = "INACTIVE";
  definition.deregisteredAt ??= epochSeconds(world.moment().now);
  return { taskDefinition: definition };
}

export function deleteTaskDefinitions(world: World, request: Wire<sdk.DeleteTaskDefinitionsRequest>) {
  const names = request.taskDefinitions ?? [];
  if (names.length < 1 || names.length > 10) throw clientException("Between 1 and 10 task definitions can be deleted.");
  const taskDefinitions: TaskDefinitionRecord[] = [];
  const failures: Wire<sdk.Failure>[] = [];
  for (const name of names) {
    const definition = findDefinition(world.state, name);
    if (definition === undefined) failures.push({ arn: name, reason: "MISSING" });
    else if (definition.status === "ACTIVE")
      failures.push({
        arn: definition.taskDefinitionArn,
        reason: "INVALID",
        detail: "The specified task definition is still in ACTIVE status. Please deregister the target and try again.",
      });
    else {
      definition.status = "DELETE_IN_PROGRESS";
      definition.deleteRequestedAt ??= epochSeconds(world.moment().now);
      taskDefinitions.push(definition);
    }
  }
  return { taskDefinitions, failures };
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
