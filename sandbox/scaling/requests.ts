import { AwsError } from "../ecs/awsError";
import { notFound, validation } from "./errors";
import type { TargetRecord } from "./state";
import type { World } from "./world";

/** The parameters that say which resource is meant. */
export interface Place {
  ServiceNamespace?: string;
  ResourceId?: string;
  ScalableDimension?: string;
}

/** The dimension that is modelled: the desired count of a service of ECS. */
export const ecsPlace = { ServiceNamespace: "ecs", ScalableDimension: "ecs:service:DesiredCount" } as const;

/** A parameter that has to be there. */
export function required<T>(value: T | undefined, name: string): T {
  if (value !== undefined) return value;
  throw validation(
    `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
  );
}

/** The id of the resource that a request has to name. */
export function resourceIdOf(request: Place): string {
  checkFilter({ ...request, ScalableDimension: required(request.ScalableDimension, "scalableDimension") });
  const resourceId = required(request.ResourceId, "resourceId");
  if (!/^service\/[\w-]{1,255}\/[\w-]{1,255}$/.test(resourceId))
    throw validation("Unsupported service namespace, resource type or scalable dimension");
  return resourceId;
}

/** Checks the parameters by which lists are filtered. */
export function checkFilter({ ServiceNamespace, ScalableDimension, ResourceId }: Place): void {
  const namespace = required(ServiceNamespace, "serviceNamespace");
  if (namespace !== ecsPlace.ServiceNamespace)
    throw validation(
      `The sandbox models Application Auto Scaling for the service namespace ecs only, not ${namespace}`,
    );
  if (ScalableDimension !== undefined && ScalableDimension !== ecsPlace.ScalableDimension)
    throw validation("Unsupported service namespace, resource type or scalable dimension");
  if (ResourceId !== undefined && ScalableDimension === undefined)
    throw validation("Scalable dimension must be provided along with resource ID");
}

/** The registered target that a request names. */
export function targetOf({ state }: World, request: Place): TargetRecord {
  const resourceId = resourceIdOf(request);
  const target = state.targets[resourceId];
  if (target === undefined) throw notFound("scalable target registered", resourceId);
  return target;
}

/** The targets that a listing asks for. */
export function targetsOf({ state }: World, request: Place): TargetRecord[] {
  checkFilter(request);
  return Object.values(state.targets).filter(
    ({ target }) => request.ResourceId === undefined || target.ResourceId === request.ResourceId,
  );
}

const largestPage = 50;

/** One page of a listing; the token is only there when more follows. */
export function page<T>(items: T[], request: { MaxResults?: number; NextToken?: string }) {
  const size = request.MaxResults ?? largestPage;
  if (!Number.isInteger(size) || size < 1 || size > largestPage)
    throw validation(`MaxResults must be between 1 and ${largestPage}.`);
  const from = request.NextToken === undefined ? "0" : Buffer.from(request.NextToken, "base64").toString();
  if (!/^\d+$/.test(from)) throw new AwsError("InvalidNextTokenException", "Invalid token");
  const to = Number(from) + size;
  return {
    items: items.slice(Number(from), to),
    ...(to < items.length && { NextToken: Buffer.from(String(to)).toString("base64") }),
  };
}
