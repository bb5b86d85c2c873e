import { isDeepStrictEqual } from "node:util";

/**
 * Arguments of the service whose change makes ECS start a deployment. Source: "Updating an Amazon ECS service", Amazon ECS
 * Developer Guide; all others (desired count, percentages, grace period, tags, …) take effect without one.
 */
const deployingArguments = [
  "taskDefinition",
  "networkConfiguration",
  "platformVersion",
  "loadBalancers",
  "serviceRegistries",
  "serviceConnectConfiguration",
  "volumeConfiguration",
  "vpcLatticeConfigurations",
  "triggers",
];

/** Whether a change of the service, as a hook is told of it, makes ECS start a deployment. A creation does. */
export function startsDeployment(change: {
  newInputs?: Record<string, unknown>;
  oldInputs?: Record<string, unknown>;
}): boolean {
  const { newInputs = {}, oldInputs } = change;
  if (oldInputs === undefined || newInputs.forceNewDeployment === true) return true;
  return deployingArguments.some((argument) => !isDeepStrictEqual(newInputs[argument], oldInputs[argument]));
}
