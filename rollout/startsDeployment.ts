import { isDeepStrictEqual } from "node:util";

/**
 * Arguments of the service whose change makes ECS start a deployment. Source: UpdateService, Amazon ECS API Reference; all
 * others (desired count, percentages, grace period, execute-command, tags, …) take effect without one.
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
];

/** Whether a change of the service, as a hook is told of it, makes ECS start a deployment. A creation does. */
export function startsDeployment(change: {
  newInputs?: Record<string, unknown>;
  oldInputs?: Record<string, unknown>;
}): boolean {
  const { newInputs = {}, oldInputs } = change;
  if (oldInputs === undefined) return true;
  if (newInputs.forceNewDeployment === true) return isUpdated(newInputs, oldInputs);
  return (
    deployingArguments.some((argument) => !isDeepStrictEqual(newInputs[argument], oldInputs[argument])) ||
    !isDeepStrictEqual(capacityProviders(newInputs), capacityProviders(oldInputs))
  );
}

/** Tags are changed without `UpdateService`, which is what forcing belongs to, and a trigger that goes is no change. */
function isUpdated(newInputs: Record<string, unknown>, oldInputs: Record<string, unknown>): boolean {
  const silent = newInputs.triggers === undefined ? ["tags", "tagsAll", "triggers"] : ["tags", "tagsAll"];
  const names = Object.keys({ ...newInputs, ...oldInputs }).filter((name) => !silent.includes(name));
  return names.some((name) => !isDeepStrictEqual(newInputs[name], oldInputs[name]));
}

/** Their names: other weights alone start no deployment. */
function capacityProviders({ capacityProviderStrategies: strategies }: Record<string, unknown>): unknown[] {
  if (!Array.isArray(strategies)) return [];
  return strategies.map((strategy: { capacityProvider?: unknown }) => strategy.capacityProvider).toSorted();
}
