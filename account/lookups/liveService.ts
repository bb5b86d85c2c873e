import type { Service, TaskDefinition } from "@aws-sdk/client-ecs";
import type { Clients } from "../clients";
import { AccountProblem, errorCode, explain } from "../problem";

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
  where: string,
): Promise<LiveService | undefined> {
  const wanted = {
    what: `service "${service}" in cluster "${cluster}"`,
    where,
    fix: "pulumi config set service <name>",
    action: "ecs:DescribeServices",
  };
  const ecs = await clients.ecs();
  try {
    const { services = [] } = await ecs.describeServices({ cluster, services: [service] });
    const [description] = services;
    if (description?.serviceArn === undefined || description.status === "INACTIVE") return undefined;
    if (description.status === "DRAINING") {
      throw new AccountProblem(
        `${wanted.what} in ${where} is being deleted; wait until that is done (aws ecs wait services-inactive --cluster ${cluster} --services ${service})`,
      );
    }
    const taskDefinitionArn = description.taskDefinition ?? "";
    return {
      arn: description.serviceArn,
      desiredCount: description.desiredCount ?? 0,
      taskDefinitionArn,
      taskDefinition: await describeRevision(clients, taskDefinitionArn),
      description,
    };
  } catch (error) {
    // A missing cluster is reported by its own look-up.
    if (errorCode(error) === "ClusterNotFoundException") return undefined;
    throw explain(error, wanted);
  }
}

async function describeRevision(clients: Clients, arn: string): Promise<TaskDefinition | undefined> {
  try {
    const ecs = await clients.ecs();
    return (await ecs.describeTaskDefinition({ taskDefinition: arn })).taskDefinition;
  } catch (error) {
    if (errorCode(error) === "ClientException" || errorCode(error) === "InvalidParameterException") return undefined;
    throw error;
  }
}
