import type * as sdk from "@aws-sdk/client-ecs";
import { fargateCapacityProviders } from "./accountSettings";
import { invalidParameter } from "./awsError";
import { lastPart } from "./names";
import type { CapacityProviderStrategy, ClusterRecord } from "./state";
import type { Wire } from "./wire";
import type { World } from "./world";

const insightsValues = ["enabled", "disabled", "enhanced"];

/** The settings of a request, which only know `containerInsights`. */
export function checkedSettings<Settings extends Wire<sdk.ClusterSetting>[]>(
  settings: Settings | undefined,
): Settings | undefined {
  for (const { name, value } of settings ?? []) {
    if (name !== "containerInsights") throw invalidParameter(`Invalid setting name: ${name}.`);
    if (!insightsValues.includes(value ?? ""))
      throw invalidParameter(
        `Invalid value for setting containerInsights: ${value}. Use ${insightsValues.join(", ")}.`,
      );
  }
  return settings?.length ? settings : undefined;
}

/** A strategy distributes tasks over capacity providers of the cluster, and has a base for one of them at most. */
export function checkCapacity(capacityProviders: string[], strategy: CapacityProviderStrategy): void {
  const names = capacityProviders.map(lastPart);
  const unknown = names.find((name) => !fargateCapacityProviders.includes(name));
  if (unknown !== undefined)
    throw invalidParameter(
      `The specified capacity provider '${unknown}' was not found. Specify a valid name or ARN and try again.`,
    );
  const foreign = strategy.find(({ capacityProvider = "" }) => !names.includes(lastPart(capacityProvider)));
  if (foreign !== undefined)
    throw invalidParameter(
      "The default capacity provider strategy can only contain capacity providers that are associated with the cluster.",
    );
  if (strategy.filter(({ base = 0 }) => base > 0).length > 1)
    throw invalidParameter("Only one capacity provider in a capacity provider strategy can have a base value defined.");
  if (strategy.length > 0 && strategy.every(({ weight = 0 }) => weight === 0))
    throw invalidParameter("At least one capacity provider of a strategy must have a weight greater than zero.");
}

/** The capacity providers that the cluster's services and tasks run on. */
export function usedCapacityProviders({ state }: World, cluster: ClusterRecord): string[] {
  const services = Object.values(state.services)
    .filter(({ clusterArn, status }) => clusterArn === cluster.arn && status !== "INACTIVE")
    .flatMap(({ revisionArn }) => state.revisions[revisionArn]?.workload.capacityProviderStrategy ?? [])
    .map(({ capacityProvider = "" }) => lastPart(capacityProvider));
  const tasks = Object.values(state.tasks)
    .filter(({ clusterArn, lastStatus }) => clusterArn === cluster.arn && lastStatus !== "STOPPED")
    .flatMap(({ capacityProviderName }) => capacityProviderName ?? []);
  return [...services, ...tasks];
}
