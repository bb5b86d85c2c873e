import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  type IAMClientConfig,
} from "@aws-sdk/client-iam";
import { production, unlessThere } from "./productionAccount";

const managedPolicy = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";

/** The task role, and the execution role with AWS's policy for it and the right to read the app's secret. */
export async function seedRoles(config: IAMClientConfig, secretArn: string): Promise<void> {
  const iam = new IAMClient(config);
  await Promise.all([
    createRole(iam, production.taskRole),
    createRole(iam, production.executionRole).then(async (created) => {
      if (!created) return;
      const RoleName = production.executionRole;
      await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: managedPolicy }));
      const statement = { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: secretArn };
      const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "read-secret", PolicyDocument }));
    }),
  ]);
}

/** Whether the role is new. */
async function createRole(iam: IAMClient, RoleName: string): Promise<boolean> {
  const statement = {
    Effect: "Allow",
    Principal: { Service: "ecs-tasks.amazonaws.com" },
    Action: "sts:AssumeRole",
  };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const created = await iam
    .send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
    .catch(unlessThere("EntityAlreadyExistsException"));
  return created !== undefined;
}
