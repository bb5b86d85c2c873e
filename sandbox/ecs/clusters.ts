import type * as sdk from "@aws-sdk/client-ecs";
import { AwsError, invalidParameter } from "./awsError";
import { checkCapacity, checkedSettings, usedCapacityProviders } from "./clusterRules";
import { ecsArn, lastPart } from "./names";
import { page } from "./paging";
import type { ClusterRecord } from "./state";
import { setTags } from "./tags";
import type { Wire } from "./wire";
import type { World } from "./world";

/** The ACTIVE cluster that a request means; without a name, `default`. */
export function clusterOf(world: World, name: string | undefined): ClusterRecord {
  const cluster = world.state.clusters[lastPart(name ?? "default")];
  if (cluster?.status !== "ACTIVE") throw new AwsError("ClusterNotFoundException", "Cluster not found.");
  return cluster;
}

export function createCluster(world: World, request: Wire<sdk.CreateClusterRequest>) {
  const name = request.clusterName ?? "default";
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(name))
    throw invalidParameter("Cluster name must be 1 to 255 letters, numbers, hyphens or underscores.");
  const settings = checkedSettings(request.settings);
  checkCapacity(request.capacityProviders ?? [], request.defaultCapacityProviderStrategy ?? []);
  const existing = world.state.clusters[name];
  if (existing?.status === "ACTIVE") return { cluster: answer(world, existing) };
  const arn = ecsArn(world.account, `cluster/${name}`);
  delete world.state.tags[arn];
  const cluster: ClusterRecord = {
    arn,
    name,
    status: "ACTIVE",
    settings: settings ?? [
      { name: "containerInsights", value: world.state.accountSettings.containerInsights ?? "disabled" },
    ],
    configuration: request.configuration,
    serviceConnectDefaults: request.serviceConnectDefaults,
    capacityProviders: (request.capacityProviders ?? []).map(lastPart),
    defaultCapacityProviderStrategy: request.defaultCapacityProviderStrategy ?? [],
  };
  world.state.clusters[name] = cluster;
  setTags(world, cluster.arn, request.tags);
  return { cluster: answer(world, cluster) };
}

export function updateCluster(world: World, request: Wire<sdk.UpdateClusterRequest>) {
  const cluster = clusterOf(world, request.cluster);
  cluster.settings = checkedSettings(request.settings) ?? cluster.settings;
  cluster.configuration = request.configuration ?? cluster.configuration;
  cluster.serviceConnectDefaults = request.serviceConnectDefaults ?? cluster.serviceConnectDefaults;
  return { cluster: answer(world, cluster) };
}

export function putClusterCapacityProviders(world: World, request: Wire<sdk.PutClusterCapacityProvidersRequest>) {
  const cluster = clusterOf(world, request.cluster);
  const { capacityProviders, defaultCapacityProviderStrategy } = request;
  if (capacityProviders === undefined || defaultCapacityProviderStrategy === undefined)
    throw invalidParameter("capacityProviders and defaultCapacityProviderStrategy must both be given.");
  checkCapacity(capacityProviders, defaultCapacityProviderStrategy);
  const kept = capacityProviders.map(lastPart);
  if (usedCapacityProviders(world, cluster).some((name) => !kept.includes(name)))
    throw new AwsError("ResourceInUseException", "The specified capacity provider is in use and cannot be removed.");
  cluster.capacityProviders = kept;
  cluster.defaultCapacityProviderStrategy = defaultCapacityProviderStrategy;
  return { cluster: answer(world, cluster) };
}

export function describeClusters(world: World, request: Wire<sdk.DescribeClustersRequest>) {
  const names = request.clusters?.length ? request.clusters : ["default"];
  const found = names.map((name) => ({ name, cluster: world.state.clusters[lastPart(name)] }));
  const include = request.include ?? [];
  const shown = (cluster: ClusterRecord) => ({
    ...answer(world, cluster),
    ...(!include.includes("TAGS") && { tags: [] }),
    ...(!include.includes("SETTINGS") && { settings: [] }),
    ...(!include.includes("CONFIGURATIONS") && { configuration: undefined }),
  });
  return {
    clusters: found.flatMap(({ cluster }) => (cluster ? [shown(cluster)] : [])),
    failures: found.flatMap(({ name, cluster }) =>
      cluster ? [] : [{ arn: ecsArn(world.account, `cluster/${lastPart(name)}`), reason: "MISSING" }],
    ),
  };
}

export function listClusters(world: World, request: Wire<sdk.ListClustersRequest>) {
  const active = Object.values(world.state.clusters).filter(({ status }) => status === "ACTIVE");
  const { items, nextToken } = page(active.map(({ arn }) => arn).toSorted(), request);
  return { clusterArns: items, nextToken };
}

export function deleteCluster(world: World, request: Wire<sdk.DeleteClusterRequest>) {
  const cluster = clusterOf(world, request.cluster);
  const { activeServicesCount, runningTasksCount, pendingTasksCount } = answer(world, cluster);
  if (activeServicesCount > 0)
    throw new AwsError("ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active.");
  if (runningTasksCount + pendingTasksCount > 0)
    throw new AwsError("ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active.");
  cluster.status = "INACTIVE";
  return { cluster: answer(world, cluster) };
}

function answer(world: World, cluster: ClusterRecord) {
  const tasks = Object.values(world.state.tasks).filter((task) => task.clusterArn === cluster.arn);
  const services = Object.values(world.state.services).filter((service) => service.clusterArn === cluster.arn);
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: cluster.status,
    registeredContainerInstancesCount: 0,
    runningTasksCount: tasks.filter(({ lastStatus }) => lastStatus === "RUNNING").length,
    pendingTasksCount: tasks.filter(({ lastStatus }) => ["PROVISIONING", "PENDING", "ACTIVATING"].includes(lastStatus))
      .length,
    activeServicesCount: services.filter(({ status }) => status === "ACTIVE").length,
    statistics: [],
    tags: world.state.tags[cluster.arn] ?? [],
    settings: cluster.settings,
    configuration: cluster.configuration,
    serviceConnectDefaults: cluster.serviceConnectDefaults,
    capacityProviders: cluster.capacityProviders,
    defaultCapacityProviderStrategy: cluster.defaultCapacityProviderStrategy,
  };
}
