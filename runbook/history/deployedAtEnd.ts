import { toleranceMs } from "./registrations";
import type { StackUpdate } from "./stackUpdate";

/** A deployment of the service that ECS remembers. */
export interface DeploymentMade {
  /** `family:number` */
  revision: string;
  /** By AWS's clock. */
  createdAt: Date;
}

/**
 * What the service's newest deployment was of when an update ended: more than one revision where the clocks do not tell. A green
 * update has seen the service on what the stack asks for, so that it is one of these. Undefined where ECS does not remember.
 */
export function deployedAtEnd(
  { result, endTime }: StackUpdate,
  deployments: DeploymentMade[],
): Set<string> | undefined {
  if (result !== "succeeded" || endTime === undefined) return undefined;
  const end = endTime.getTime();
  const ascending = deployments.toSorted((one, other) => Number(one.createdAt) - Number(other.createdAt));
  const first = ascending.findLastIndex(({ createdAt }) => createdAt.getTime() <= end - toleranceMs);
  if (first < 0) return undefined;
  const possible = ascending
    .slice(first)
    // The history's seconds are cut off.
    .filter(({ createdAt }) => createdAt.getTime() <= end + 999 + toleranceMs);
  return new Set(possible.map(({ revision }) => revision));
}
