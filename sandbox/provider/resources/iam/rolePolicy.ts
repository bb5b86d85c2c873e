import { step } from "../../awsErrors";
import { nameOf } from "../../names";
import { text } from "../../properties";
import type { ResourceType, Scope } from "../../resource";
import { textOf, type Values } from "../../values";
import { iam, unlessMissing } from "./iam";
import { policyText, policyToKeep } from "./policyDocument";

const properties = {
  name: text({ computed: true, replaces: true, autoname: true, conflictsWith: ["namePrefix"] }),
  namePrefix: text({ computed: true, replaces: true, stateOnly: true }),
  policy: policyText("policy", { required: true }),
  role: text({ required: true, replaces: true }),
};

/** Mirrors Terraform's `aws_iam_role_policy`. */
export const rolePolicy: ResourceType = {
  token: "aws:iam/rolePolicy:RolePolicy",
  properties,

  async create(inputs, scope, exists) {
    const role = textOf(inputs.role) ?? "";
    const name = nameOf(inputs);
    await put(role, name, inputs, scope);
    exists(`${role}:${name}`);
  },

  async read(id, known, scope) {
    const { role, name } = parts(id);
    const { sdk, client } = await iam(scope);
    const found = await step(`reading IAM Role Policy (${id})`, () =>
      unlessMissing(client.send(new sdk.GetRolePolicyCommand({ RoleName: role, PolicyName: name }))),
    );
    if (found === undefined) return undefined;
    const policy = policyToKeep(decodeURIComponent(found.PolicyDocument ?? ""), known.policy);
    return { id, state: { name, role, policy } };
  },

  async update({ id, inputs }, scope) {
    const { role, name } = parts(id);
    await put(role, name, inputs, scope);
  },

  async delete(id, _state, scope) {
    const { role, name } = parts(id);
    const { sdk, client } = await iam(scope);
    await step(`deleting IAM Role Policy (${id})`, () =>
      unlessMissing(client.send(new sdk.DeleteRolePolicyCommand({ RoleName: role, PolicyName: name }))),
    );
  },
};

async function put(role: string, name: string, inputs: Values, scope: Scope): Promise<void> {
  const { sdk, client } = await iam(scope);
  await step(`putting IAM Role (${role}) Policy (${name})`, () =>
    client.send(
      new sdk.PutRolePolicyCommand({ RoleName: role, PolicyName: name, PolicyDocument: textOf(inputs.policy) }),
    ),
  );
}

/** An id is `role:policy`. */
function parts(id: string): { role: string; name: string } {
  const colon = id.indexOf(":");
  if (colon < 0) throw new Error("role_policy id must be of the form <role name>:<policy name>");
  return { role: id.slice(0, colon), name: id.slice(colon + 1) };
}
