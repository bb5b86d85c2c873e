import { isAwsError, step } from "../awsErrors";
import { block, integer, regionProperty, set, text } from "../properties";
import type { ResourceType, Scope } from "../resource";
import { fromAws, toAws } from "../shapes";
import { textListOf, textOf, type Values } from "../values";
import { retryOn } from "../waiting";
import { activeCluster, inUseTimeoutSeconds, wrongName } from "./cluster";
import { ecs } from "./ecs";

const properties = {
  capacityProviders: set(text()),
  clusterName: text({ required: true, replaces: true, check: wrongName }),
  defaultCapacityProviderStrategies: set(
    block({
      base: integer({ default: 0, range: [0, 100_000] }),
      capacityProvider: text({ required: true }),
      weight: integer({ default: 0, range: [0, 1000] }),
    }),
    { awsName: "defaultCapacityProviderStrategy" },
  ),
  ...regionProperty,
};

/** Mirrors Terraform's `aws_ecs_cluster_capacity_providers`: a part of a cluster, under the cluster's name. */
export const clusterCapacityProviders: ResourceType = {
  token: "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
  properties,

  async create(inputs, scope, exists) {
    const name = textOf(inputs.clusterName) ?? "";
    await step(`creating ECS Cluster Capacity Providers (${name})`, () => put(name, inputs, scope));
    exists(name);
  },

  async read(id, _known, scope) {
    const found = await step(`reading ECS Cluster Capacity Providers (${id})`, () => activeCluster(id, scope));
    if (found === undefined) return undefined;
    const { clusterName = id } = found;
    return { id: clusterName, state: fromAws(properties, found) };
  },

  async update({ id, inputs }, scope) {
    await step(`updating ECS Cluster Capacity Providers (${id})`, () => put(id, inputs, scope));
  },

  async delete(id, _state, scope) {
    await step(`deleting ECS Cluster Capacity Providers (${id})`, async () => {
      try {
        await put(id, {}, scope);
      } catch (error) {
        if (!isAwsError(error, "ClusterNotFoundException")) throw error;
      }
    });
  },
};

/** Both parts are always said: what is left out is taken away. */
async function put(cluster: string, inputs: Values, scope: Scope): Promise<void> {
  const { sdk, client } = await ecs(scope);
  const { defaultCapacityProviderStrategy = [] } = toAws(properties, inputs);
  const request = new sdk.PutClusterCapacityProvidersCommand({
    cluster,
    capacityProviders: textListOf(inputs.capacityProviders),
    defaultCapacityProviderStrategy: defaultCapacityProviderStrategy as { capacityProvider: string }[],
  });
  const retried = ["ResourceInUseException", "UpdateInProgressException"];
  await retryOn(retried, inUseTimeoutSeconds, scope, () => client.send(request));
}
