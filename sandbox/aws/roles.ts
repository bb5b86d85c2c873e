import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import { isTrustedBy, statementsOf, verdict, type Statement } from "./policy";

const tasksService = "ecs-tasks.amazonaws.com";

/** What ECS tasks may do with the account's roles. Looked up each time: a role can change between two tasks. */
export class Roles {
  constructor(private readonly iam: IAMClient) {}

  /** Undefined when ECS tasks can assume the role, else ECS's own words. */
  async whyNotAssumable(roleArn: string): Promise<string | undefined> {
    const trust = await this.iam
      .send(new GetRoleCommand({ RoleName: roleName(roleArn) }))
      .then(({ Role }) => (Role?.Arn === roleArn ? Role.AssumeRolePolicyDocument : undefined), missingIsUndefined);
    if (trust !== undefined && isTrustedBy(tasksService, decodeURIComponent(trust))) return undefined;
    return (
      `ECS was unable to assume the role '${roleArn}' that was provided for this task. Please verify that the role being ` +
      "passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role."
    );
  }

  /** Undefined when the role's policies allow the action on the resource, else the words of an AccessDeniedException. */
  async whyNotAllowed(roleArn: string, action: string, resource: string): Promise<string | undefined> {
    const found = verdict(await this.statements(roleName(roleArn)), action, resource);
    if (found === "allowed") return undefined;
    const assumed = roleArn.replace(":iam:", ":sts:").replace(/:role\/.*$/, `:assumed-role/${roleName(roleArn)}/task`);
    const reason =
      found === "denied"
        ? "with an explicit deny in an identity-based policy"
        : `because no identity-based policy allows the ${action} action`;
    return `AccessDeniedException: User: ${assumed} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
  }

  private async statements(RoleName: string): Promise<Statement[]> {
    const [inline, attached] = await Promise.all([this.inlinePolicies(RoleName), this.attachedPolicies(RoleName)]);
    return [...inline, ...attached].flatMap((document) => statementsOf(decodeURIComponent(document)));
  }

  private async inlinePolicies(RoleName: string): Promise<string[]> {
    const { PolicyNames = [] } = await this.iam
      .send(new ListRolePoliciesCommand({ RoleName }))
      .catch((error: unknown) => missingIsUndefined(error) ?? { PolicyNames: [] });
    const policies = await Promise.all(
      PolicyNames.map((PolicyName) => this.iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))),
    );
    return policies.map(({ PolicyDocument = "{}" }) => PolicyDocument);
  }

  private async attachedPolicies(RoleName: string): Promise<string[]> {
    const { AttachedPolicies = [] } = await this.iam
      .send(new ListAttachedRolePoliciesCommand({ RoleName }))
      .catch((error: unknown) => missingIsUndefined(error) ?? { AttachedPolicies: [] });
    return Promise.all(
      AttachedPolicies.map(async ({ PolicyArn }) => {
        const { Policy } = await this.iam.send(new GetPolicyCommand({ PolicyArn }));
        const version = await this.iam.send(
          new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId }),
        );
        return version.PolicyVersion?.Document ?? "{}";
      }),
    );
  }
}

/** Without its path. */
const roleName = (roleArn: string) => roleArn.slice(roleArn.lastIndexOf("/") + 1);

function missingIsUndefined(error: unknown): undefined {
  if (error instanceof Error && error.name === "NoSuchEntityException") return undefined;
  throw error;
}
