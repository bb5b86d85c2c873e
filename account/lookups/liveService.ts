import type { Service, TaskDefinition } from "@aws-sdk/client-ecs";
import type { Clients } from "../clients";
import { AccountProblem, errorCode, lookingFor, type Where } from "../problem";

/** The service as it is in AWS, with the revision that its current deployment asks for. */
export interface LiveService {
  arn: string;
  desiredCount: number;
  taskDefinitionArn: string;
  /** Undefined when the revision cannot be described, for instance because it was deleted. */
  taskDefinition?: TaskDefinition;
  description: Service;
}

/** Finds the live service; undefined when there is none (or only an INACTIVE one, which is gone for ECS too). */
export async function lookUpLiveService(
  clients: Clients,
  cluster: string,
  service: string,
  where: Where,
): Promise<LiveService | undefined> {
  const sought = {
    what: `service "${service}" in cluster "${cluster}"`,
    where,
    fix: "pulumi config set service <name>",
    action: "ecs:DescribeServices",
  };
  // A missing cluster is reported by its own look-up.
  const description = await lookingFor(sought, async () => {
    const ecs = await clients.ecs();
    const { services = [] } = await ecs.describeServices({ cluster, services: [service] });
    return services[0];
  });
  if (description?.serviceArn === undefined || description.status === "INACTIVE") return undefined;
  if (description.status === "DRAINING") {
    throw new AccountProblem(
      `${sought.what} in ${await where()} is being deleted; wait until that is done (aws ecs wait services-inactive --cluster ${cluster} --services ${service})`,
    );
  }
  const taskDefinitionArn = description.taskDefinition ?? "";
  return {
    arn: description.serviceArn,
    desiredCount: description.desiredCount ?? 0,
    taskDefinitionArn,
    taskDefinition: await lookUpRevision(clients, taskDefinitionArn, where),
    description,
  };
}

/** Undefined for a revision that is no more. */
export async function lookUpRevision(clients: Clients, arn: string, where: Where): Promise<TaskDefinition | undefined> {
  if (arn === "") return undefined;
  const sought = {
    what: `revision ${arn.slice(arn.lastIndexOf("/") + 1)}`,
    where,
    fix: "pulumi config set family <name>",
    action: "ecs:DescribeTaskDefinition",
  };
  return lookingFor(sought, async () => {
    try {
      const ecs = await clients.ecs();
      return (await ecs.describeTaskDefinition({ taskDefinition: arn })).taskDefinition;
    } catch (error) {
      if (goneCodes.has(errorCode(error))) return undefined;
      throw error;
    }
  });
}

/** ECS has no code of its own for a revision that does not exist. */
const goneCodes = new Set(["ClientException", "InvalidParameterException"]);
