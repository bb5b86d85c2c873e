import type { Place } from "./existing";

/** The command with which CloudWatch counts a cluster's tasks and deployments from then on. */
export const turnInsightsOn = (cluster: string, { region }: Place): string =>
  `aws ecs update-cluster --cluster ${cluster} --settings name=containerInsights,value=enabled --region ${region}`;
