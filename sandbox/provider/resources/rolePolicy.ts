import { isAwsError, step } from "../awsErrors";
import { nameOf } from "../names";
import { text } from "../properties";
import type { ResourceType, Scope } from "../resource";
import { canonicalJson, isValues, textOf, type Value, type Values } from "../values";

const properties = {
  name: text({ computed: true, replaces: true, autoname: true, conflictsWith: ["namePrefix"] }),
  namePrefix: text({ computed: true, replaces: true, stateOnly: true }),
  policy: text({
    required: true,
    check: (policy) => (parsed(policy) === undefined ? `"policy" contains an invalid JSON policy` : undefined),
    equivalent: (state, input) => normalised(textOf(state)) === normalised(textOf(input)),
  }),
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
    return step(`reading IAM Role Policy (${id})`, async () => {
      try {
        const found = await client.send(new sdk.GetRolePolicyCommand({ RoleName: role, PolicyName: name }));
        const policy = decodeURIComponent(found.PolicyDocument ?? "");
        const isAsKnown = normalised(policy) === normalised(textOf(known.policy));
        return { id, state: { name, role, policy: isAsKnown ? known.policy : policy } };
      } catch (error) {
        if (isAwsError(error, "NoSuchEntityException", "NoSuchEntity")) return undefined;
        throw error;
      }
    });
  },

  async update({ id, inputs }, scope) {
    const { role, name } = parts(id);
    await put(role, name, inputs, scope);
  },

  async delete(id, _state, scope) {
    const { role, name } = parts(id);
    const { sdk, client } = await iam(scope);
    await step(`deleting IAM Role Policy (${id})`, async () => {
      try {
        await client.send(new sdk.DeleteRolePolicyCommand({ RoleName: role, PolicyName: name }));
      } catch (error) {
        if (!isAwsError(error, "NoSuchEntityException", "NoSuchEntity")) throw error;
      }
    });
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

function parsed(policy: string | undefined): Values | undefined {
  try {
    const document = JSON.parse(policy ?? "") as Value;
    return isValues(document) ? document : undefined;
  } catch {
    return undefined;
  }
}

/** Two policies that mean the same give the same text: IAM tells neither `"a"` from `["a"]` nor one order of a list from another. */
function normalised(policy: string | undefined): string | undefined {
  const document = parsed(policy);
  if (document === undefined) return policy;
  return canonicalJson(withSortedLists(document));
}

function withSortedLists(value: Value | undefined): Value {
  if (Array.isArray(value)) {
    const elements = value.map(withSortedLists);
    if (elements.length === 1) return elements[0] ?? null;
    return elements.sort((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
  }
  if (!isValues(value)) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withSortedLists(part)]));
}

async function iam({ session, region }: Scope) {
  const sdk = await import("@aws-sdk/client-iam");
  return { sdk, client: session.client("iam", region, (config) => new sdk.IAMClient(config)) };
}
