import type * as sdk from "@aws-sdk/client-ecs";
import { AwsError } from "../ecs/awsError";

/** The API of ECS in the same region. */
export interface EcsApi {
  call(operation: string, input: unknown): Promise<object>;
}

/** What Application Auto Scaling knows of a service. */
export interface ScaledService {
  isActive: boolean;
  desiredCount: number;
  runningCount: number;
  /** Whether a deployment is in progress. */
  isDeploying: boolean;
}

/** The services that are scaled, by resource id (`service/CLUSTER/SERVICE`). */
export class EcsServices {
  constructor(private readonly ecs: EcsApi) {}

  /** Undefined when ECS does not know the service or its cluster. */
  async find(resourceId: string): Promise<ScaledService | undefined> {
    const { cluster, service } = names(resourceId);
    const answer = await this.ecs.call("DescribeServices", { cluster, services: [service] }).catch((error: unknown) => {
      if (error instanceof AwsError && error.code === "ClusterNotFoundException") return {};
      throw error;
    });
    const [found] = (answer as sdk.DescribeServicesResponse).services ?? [];
    if (found === undefined) return undefined;
    return {
      isActive: found.status === "ACTIVE",
      desiredCount: found.desiredCount ?? 0,
      runningCount: found.runningCount ?? 0,
      isDeploying: (found.deployments ?? []).some(({ rolloutState }) => rolloutState === "IN_PROGRESS"),
    };
  }

  async setDesiredCount(resourceId: string, desiredCount: number): Promise<void> {
    await this.ecs.call("UpdateService", { ...names(resourceId), desiredCount });
  }
}

function names(resourceId: string) {
  const [, cluster, service] = resourceId.split("/");
  return { cluster, service };
}
