import type { Account } from "./account";
import { invalidParameter } from "./awsError";
import type { ServiceSettings, TaskDefinitionRecord, Workload } from "./state";

/** Refuses a workload that CreateService and UpdateService refuse. */
export async function checkWorkload(
  account: Account,
  workload: Workload,
  definition: TaskDefinitionRecord,
): Promise<void> {
  await checkNetwork(account, workload, definition);
  if (workload.launchType !== undefined && workload.launchType !== "FARGATE")
    throw invalidParameter(`The sandbox runs Fargate tasks only, not launch type ${workload.launchType}.`);
  if (!definition.compatibilities?.includes("FARGATE"))
    throw invalidParameter("Task definition does not support launch_type FARGATE.");
  for (const { capacityProvider } of workload.capacityProviderStrategy ?? [])
    if (capacityProvider !== "FARGATE" && capacityProvider !== "FARGATE_SPOT")
      throw invalidParameter(`The specified capacity provider '${capacityProvider}' was not found.`);
  for (const loadBalancer of workload.loadBalancers) await checkLoadBalancer(account, loadBalancer, definition);
}

/** Refuses deployment percentages with which nothing could ever be deployed, and a grace period without a target group. */
export function checkSettings(settings: ServiceSettings, workload: Workload): void {
  const { minimumHealthyPercent, maximumPercent } = settings.deploymentConfiguration;
  if (maximumPercent < minimumHealthyPercent || maximumPercent <= 0)
    throw invalidParameter("maximumPercent must be greater than or equal to minimumHealthyPercent and greater than 0.");
  if (minimumHealthyPercent === 100 && maximumPercent === 100)
    throw invalidParameter(
      "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.",
    );
  const grace = settings.healthCheckGracePeriodSeconds;
  if (grace !== undefined && workload.loadBalancers.length === 0)
    throw invalidParameter("Health check grace period is only valid for services configured to use load balancers");
  if (grace !== undefined && (grace < 0 || grace > 2_147_483_647))
    throw invalidParameter("Health check grace period must be between 0 and 2147483647 seconds.");
}

/** Refuses a network configuration whose subnets or security groups do not exist. */
export async function checkNetwork(
  account: Account,
  { networkConfiguration }: Pick<Workload, "networkConfiguration">,
  definition: TaskDefinitionRecord,
): Promise<void> {
  const { subnets = [], securityGroups = [] } = networkConfiguration.awsvpcConfiguration ?? {};
  if (definition.networkMode === "awsvpc" && networkConfiguration.awsvpcConfiguration === undefined)
    throw invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  if (subnets.length === 0) throw invalidParameter("subnets can not be empty.");
  if (subnets.length > 16) throw invalidParameter("subnets can have at most 16 items.");
  if (securityGroups.length > 5) throw invalidParameter("securityGroups can have at most 5 items.");
  for (const id of subnets)
    if ((await account.subnet(id)) === undefined)
      throw invalidParameter(`Error retrieving subnet information for [${id}]: The subnet ID '${id}' does not exist`);
  for (const id of securityGroups)
    if (!(await account.securityGroupExists(id)))
      throw invalidParameter(
        `Error retrieving security group information for [${id}]: The security group '${id}' does not exist`,
      );
}

async function checkLoadBalancer(
  account: Account,
  { targetGroupArn, containerName, containerPort }: Workload["loadBalancers"][number],
  definition: TaskDefinitionRecord,
): Promise<void> {
  const container = definition.containerDefinitions.find(({ name }) => name === containerName);
  if (container === undefined)
    throw invalidParameter(`The container ${containerName} does not exist in the task definition.`);
  if (!container.portMappings?.some((mapping) => mapping.containerPort === containerPort))
    throw invalidParameter(`The container ${containerName} did not have a container port ${containerPort} defined.`);
  if (targetGroupArn === undefined)
    throw invalidParameter("The sandbox models load balancers with target groups only.");
  const group = await account.targetGroup(targetGroupArn);
  if (group === undefined)
    throw invalidParameter(`The specified target group does not exist. (targetGroupArn: ${targetGroupArn})`);
  if (group.targetType !== "ip")
    throw invalidParameter(
      `The provided target group ${targetGroupArn} has target type ${group.targetType}, which is incompatible with the ` +
        "awsvpc network mode specified in the task definition.",
    );
  if (!group.hasLoadBalancer)
    throw invalidParameter(
      `The target group with targetGroupArn ${targetGroupArn} does not have an associated load balancer.`,
    );
}
