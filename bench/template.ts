import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ECS } from "@aws-sdk/client-ecs";
import { clientConfig } from "../sandbox/aws/awsAccount";
import type { SandboxVariables } from "../sandbox/environment";
import { run } from "../sandbox/run";

export const templateDir = join(__dirname, "template");

const stackFile = (stack: string) => join(templateDir, `Pulumi.${stack}.yaml`);

/** Deploys the template's resources into the account where the program has deployed its own, with the same arguments. */
export async function deployTemplate(variables: SandboxVariables, env: NodeJS.ProcessEnv): Promise<void> {
  const like = await deployedByProgram(variables);
  // JSON is YAML, too.
  writeFileSync(stackFile(variables.stack), JSON.stringify({ config: { "bench-template:like": like } }));
  for (const command of [
    ["stack", "init", variables.stack],
    ["up", "--yes", "--skip-preview"],
  ]) {
    await run(["pulumi", "--cwd", templateDir, ...command, "--non-interactive"], { env });
  }
}

export function removeTemplateStackFile(stack: string): void {
  rmSync(stackFile(stack), { force: true });
}

async function deployedByProgram({ endpoint, region }: SandboxVariables) {
  const ecs = new ECS(clientConfig(endpoint, region));
  const { clusterArns } = await ecs.listClusters();
  const cluster = clusterArns?.[0];
  const { serviceArns } = await ecs.listServices({ cluster });
  const { services } = await ecs.describeServices({ cluster, services: serviceArns });
  const service = services?.[0];
  const { taskDefinition } = await ecs.describeTaskDefinition({ taskDefinition: service?.taskDefinition });
  const network = service?.networkConfiguration?.awsvpcConfiguration;
  return {
    cluster,
    cpu: taskDefinition?.cpu,
    memory: taskDefinition?.memory,
    executionRole: taskDefinition?.executionRoleArn,
    taskRole: taskDefinition?.taskRoleArn,
    containerDefinitions: JSON.stringify(taskDefinition?.containerDefinitions),
    subnets: network?.subnets,
    securityGroups: network?.securityGroups,
    loadBalancers: service?.loadBalancers,
  };
}
