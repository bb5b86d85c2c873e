import type { Names } from "../settings/types";
import type { ServedPort } from "./servedPorts";

/** What CloudWatch knows a metric by. */
export interface Metric {
  namespace: string;
  metricName: string;
  dimensions: Record<string, string>;
}

type ServiceName = Pick<Names, "cluster" | "service">;

const dimensionsOf = ({ cluster, service }: ServiceName) => ({ ClusterName: cluster, ServiceName: service });

/**
 * Percent of what a task has reserved: average, least and most used of the service's tasks. Source: "Amazon ECS service utilization
 * metrics", Amazon ECS Developer Guide.
 */
export const utilization = (names: ServiceName, of: "CPU" | "Memory"): Metric => ({
  namespace: "AWS/ECS",
  metricName: `${of}Utilization`,
  dimensions: dimensionsOf(names),
});

/** Source: "Amazon ECS Container Insights metrics", Amazon CloudWatch User Guide. */
export const counted = (
  names: ServiceName,
  metricName: "RunningTaskCount" | "DesiredTaskCount" | "DeploymentCount",
): Metric => ({ namespace: "ECS/ContainerInsights", metricName, dimensions: dimensionsOf(names) });

/** Health is told of both kinds of load balancers, requests only by application load balancers. */
export type TargetMetric =
  "HealthyHostCount" | "UnHealthyHostCount" | "RequestCount" | "HTTPCode_Target_5XX_Count" | "TargetResponseTime";

/**
 * Source: "CloudWatch metrics for your Application Load Balancer" and "… Network Load Balancer", Elastic Load Balancing user guides.
 */
export const ofTargets = ({ targetGroup, loadBalancer, isHttp }: ServedPort, metricName: TargetMetric): Metric => ({
  namespace: isHttp ? "AWS/ApplicationELB" : "AWS/NetworkELB",
  metricName,
  dimensions: { TargetGroup: targetGroup, LoadBalancer: loadBalancer },
});

/** Errors that the load balancer answers with itself, when no target does, for all that stands behind it. */
export const errorsOfLoadBalancer = (loadBalancer: string): Metric => ({
  namespace: "AWS/ApplicationELB",
  metricName: "HTTPCode_ELB_5XX_Count",
  dimensions: { LoadBalancer: loadBalancer },
});
