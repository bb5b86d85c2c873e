import {
  paginateDescribeScalableTargets,
  paginateDescribeScalingPolicies,
  paginateDescribeScheduledActions,
} from "@aws-sdk/client-application-auto-scaling";
import type { Service } from "@aws-sdk/client-ecs";
import { isAwsError, wordsOfFailedCall } from "../../../account/askedFor";
import type { Clients } from "../../../account/clients";
import type { LiveScaling } from "./live";

/** What scales a service by itself; a sentence when AWS does not say, undefined when nothing does. */
export async function readScaling(
  clients: Clients,
  { clusterArn = "", serviceName }: Service,
): Promise<LiveScaling | string | undefined> {
  const client = await clients.applicationAutoScaling();
  const ResourceId = `service/${clusterArn.slice(clusterArn.lastIndexOf("/") + 1)}/${serviceName}`;
  const count = { ServiceNamespace: "ecs", ScalableDimension: "ecs:service:DesiredCount" } as const;
  try {
    const [targets, policies, actions] = await Promise.all([
      all(paginateDescribeScalableTargets({ client }, { ...count, ResourceIds: [ResourceId] })),
      all(paginateDescribeScalingPolicies({ client }, { ...count, ResourceId })),
      all(paginateDescribeScheduledActions({ client }, { ...count, ResourceId })),
    ]);
    const [target] = targets.flatMap(({ ScalableTargets = [] }) => ScalableTargets);
    if (target === undefined) return undefined;
    return {
      min: target.MinCapacity ?? 0,
      max: target.MaxCapacity ?? 0,
      policies: policies.flatMap(({ ScalingPolicies = [] }) =>
        ScalingPolicies.map(({ PolicyName = "" }) => PolicyName),
      ),
      scheduledActions: actions.flatMap(({ ScheduledActions = [] }) =>
        ScheduledActions.map(({ ScheduledActionName = "" }) => ScheduledActionName),
      ),
    };
  } catch (error) {
    if (isAwsError(error)) return wordsOfFailedCall(error);
    throw error;
  }
}

async function all<Page>(pages: AsyncIterable<Page>): Promise<Page[]> {
  const read: Page[] = [];
  for await (const page of pages) read.push(page);
  return read;
}
