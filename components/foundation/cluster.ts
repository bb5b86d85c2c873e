import * as ecs from "@pulumi/aws/ecs";
import type { PartArgs } from "./part";

/** A cluster of ECS on Fargate alone, with metrics of tasks and services. */
export function createCluster({ name, settings, options }: PartArgs): ecs.Cluster {
  const cluster = new ecs.Cluster(
    `${name}-cluster`,
    {
      name: settings.names.cluster,
      settings: [{ name: "containerInsights", value: "enabled" }],
      tags: settings.tags,
    },
    options,
  );
  new ecs.ClusterCapacityProviders(
    `${name}-cluster`,
    { clusterName: cluster.name, capacityProviders: ["FARGATE", "FARGATE_SPOT"] },
    options,
  );
  return cluster;
}
