import * as iam from "@pulumi/aws/iam";
import { executionPolicy, taskPolicy, trustPolicy } from "./policies";
import type { PartArgs } from "./part";

/** Execution and task role, each unless the task has none. */
export function createRoles(args: PartArgs): { execution?: iam.Role; task?: iam.Role } {
  const { settings, services, place } = args;
  const { executionRole, taskRole } = settings.names;
  return {
    execution:
      executionRole === undefined
        ? undefined
        : createRole(args, "execution", executionRole, trustPolicy(), executionPolicy(services, place)),
    task:
      taskRole === undefined
        ? undefined
        : createRole(args, "task", taskRole, trustPolicy(place.accountId), taskPolicy(services)),
  };
}

function createRole(
  { name, settings, options }: PartArgs,
  kind: "execution" | "task",
  roleName: string,
  assumeRolePolicy: string,
  policy: string | undefined,
): iam.Role {
  const role = new iam.Role(
    `${name}-${kind}-role`,
    {
      name: roleName,
      assumeRolePolicy,
      // The service's policy for its secrets outlives the service, and would keep the role from going.
      forceDetachPolicies: true,
      tags: settings.tags,
    },
    options,
  );
  if (policy !== undefined) {
    new iam.RolePolicy(`${name}-${kind}-role`, { name: kind, role: role.name, policy }, options);
  }
  return role;
}
