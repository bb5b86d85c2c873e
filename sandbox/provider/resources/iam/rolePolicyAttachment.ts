import { step } from "../../awsErrors";
import { text } from "../../properties";
import type { ResourceType } from "../../resource";
import { textOf, type Values } from "../../values";
import { iam, unlessMissing, wrongArn } from "./iam";
import { attachedPolicies } from "./roleParts";

const properties = {
  policyArn: text({ required: true, replaces: true, check: (arn) => wrongArn("policy_arn", arn) }),
  role: text({ required: true, replaces: true }),
};

/** Mirrors Terraform's `aws_iam_role_policy_attachment`: nothing of it can change. */
export const rolePolicyAttachment: ResourceType = {
  token: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  properties,
  deleteBeforeReplace: true,

  async create(inputs, scope, exists) {
    const { role, policyArn } = parts("", inputs);
    const { sdk, client } = await iam(scope);
    await step(`attaching IAM Policy (${policyArn}) to IAM Role (${role})`, () =>
      client.send(new sdk.AttachRolePolicyCommand({ RoleName: role, PolicyArn: policyArn })),
    );
    exists(`${role}/${policyArn}`);
  },

  async read(id, known, scope) {
    const { role, policyArn } = parts(id, known);
    const attached = await step(`reading IAM Role Policy Attachment (${role}:${policyArn})`, () =>
      unlessMissing(attachedPolicies(role, scope)),
    );
    return attached?.includes(policyArn) ? { id, state: { role, policyArn } } : undefined;
  },

  update: () => Promise.resolve(),

  async delete(id, state, scope) {
    const { role, policyArn } = parts(id, state);
    const { sdk, client } = await iam(scope);
    await step(`detaching IAM Policy (${policyArn}) from IAM Role (${role})`, () =>
      unlessMissing(client.send(new sdk.DetachRolePolicyCommand({ RoleName: role, PolicyArn: policyArn }))),
    );
  },
};

/** The state says what is attached; on import the id does: `role/policy ARN`. */
function parts(id: string, known: Values): { role: string; policyArn: string } {
  const [role, policyArn] = [textOf(known.role), textOf(known.policyArn)];
  if (role !== undefined && policyArn !== undefined) return { role, policyArn };
  const slash = id.indexOf("/");
  if (slash < 1 || slash === id.length - 1) {
    throw new Error(`unexpected format for Import ID ("${id}"), expected <role-name>/<policy_arn>`);
  }
  return { role: id.slice(0, slash), policyArn: id.slice(slash + 1) };
}
