import { paginateListTaskDefinitions, type ECS, type TaskDefinition } from "@aws-sdk/client-ecs";
import type { RegisteredRevision } from "../history/registrations";
import { severalAtOnce } from "./severalAtOnce";

/** A revision as it is registered. */
export interface FamilyRevision extends RegisteredRevision {
  /** `ACTIVE`, `INACTIVE` or `DELETE_IN_PROGRESS`. */
  status: string;
  containers: { name: string; image: string }[];
}

/** `family:number` of a revision's ARN. */
export const revisionName = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);

export const revisionNumber = (name: string): number => Number(name.slice(name.lastIndexOf(":") + 1));

export const newestFirst = (names: string[]): string[] =>
  names.toSorted((one, other) => revisionNumber(other) - revisionNumber(one));

/** Names of a family's revisions, newest first, over all pages; `atMost` ends it sooner. */
export async function listRevisions(
  ecs: ECS,
  family: string,
  status: "ACTIVE" | "INACTIVE",
  atMost = Infinity,
): Promise<string[]> {
  const names: string[] = [];
  const pages = paginateListTaskDefinitions({ client: ecs }, { familyPrefix: family, status, sort: "DESC" });
  for await (const { taskDefinitionArns = [] } of pages) {
    names.push(...taskDefinitionArns.map(revisionName));
    if (names.length >= atMost) break;
  }
  return names;
}

/** Describes revisions, in the order of their names. */
export function describeRevisions(ecs: ECS, names: string[]): Promise<FamilyRevision[]> {
  return severalAtOnce(names, async (name) => {
    const { taskDefinition = {} } = await ecs.describeTaskDefinition({ taskDefinition: name });
    return familyRevision(name, taskDefinition);
  });
}

function familyRevision(name: string, definition: TaskDefinition): FamilyRevision {
  return {
    name,
    number: revisionNumber(name),
    status: definition.status ?? "",
    registeredAt: definition.registeredAt ?? new Date(0),
    cpu: definition.cpu,
    memory: definition.memory,
    containers: (definition.containerDefinitions ?? []).map((container) => ({
      name: container.name ?? "",
      image: container.image ?? "",
    })),
  };
}
