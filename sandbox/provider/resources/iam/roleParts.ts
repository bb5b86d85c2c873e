import type { Scope } from "../../resource";
import { isValues, textListOf, textOf, type Value, type Values } from "../../values";
import { iam, unlessMissing } from "./iam";
import { policyToKeep } from "./policyDocument";

/** The ARNs of the policies that are attached to a role. */
export async function attachedPolicies(role: string, scope: Scope): Promise<string[]> {
  const { sdk, client } = await iam(scope);
  const arns: string[] = [];
  for await (const page of sdk.paginateListAttachedRolePolicies({ client }, { RoleName: role })) {
    arns.push(...(page.AttachedPolicies ?? []).map(({ PolicyArn = "" }) => PolicyArn));
  }
  return arns;
}

/** The policies inside a role, in the program's own words where they mean the same. */
export async function inlinePolicies(role: string, known: Value | undefined, scope: Scope): Promise<Values[]> {
  const texts = byName(known);
  const found: Values[] = [];
  for (const name of await inlineNames(role, scope)) {
    const { sdk, client } = await iam(scope);
    const { PolicyDocument = "" } = await client.send(
      new sdk.GetRolePolicyCommand({ RoleName: role, PolicyName: name }),
    );
    found.push({ name, policy: policyToKeep(decodeURIComponent(PolicyDocument), texts[name]) });
  }
  return found;
}

/** Brings the policies inside a role from the ones to the others. */
export async function putInlinePolicies(
  role: string,
  before: Value | undefined,
  after: Value | undefined,
  scope: Scope,
) {
  const [old, wanted] = [byName(before), byName(after)];
  await removeInline(
    role,
    Object.keys(old).filter((name) => wanted[name] === undefined),
    scope,
  );
  const { sdk, client } = await iam(scope);
  for (const [PolicyName, PolicyDocument] of Object.entries(wanted)) {
    if (PolicyDocument === old[PolicyName]) continue;
    await client.send(new sdk.PutRolePolicyCommand({ RoleName: role, PolicyName, PolicyDocument }));
  }
}

/** Brings the attached policies of a role from the ones to the others. */
export async function attachPolicies(role: string, before: Value | undefined, after: Value | undefined, scope: Scope) {
  const [old, wanted] = [textListOf(before), textListOf(after)];
  await detach(
    role,
    old.filter((arn) => !wanted.includes(arn)),
    scope,
  );
  const { sdk, client } = await iam(scope);
  for (const PolicyArn of wanted.filter((arn) => !old.includes(arn))) {
    await client.send(new sdk.AttachRolePolicyCommand({ RoleName: role, PolicyArn }));
  }
}

/** Detaches every policy from a role. */
export async function detachAll(role: string, scope: Scope): Promise<void> {
  await detach(role, (await unlessMissing(attachedPolicies(role, scope))) ?? [], scope);
}

/** Deletes every policy inside a role. */
export async function removeAllInline(role: string, scope: Scope): Promise<void> {
  await removeInline(role, (await unlessMissing(inlineNames(role, scope))) ?? [], scope);
}

async function detach(role: string, arns: string[], scope: Scope): Promise<void> {
  const { sdk, client } = await iam(scope);
  for (const PolicyArn of arns) {
    await unlessMissing(client.send(new sdk.DetachRolePolicyCommand({ RoleName: role, PolicyArn })));
  }
}

async function removeInline(role: string, names: string[], scope: Scope): Promise<void> {
  const { sdk, client } = await iam(scope);
  for (const PolicyName of names) {
    await unlessMissing(client.send(new sdk.DeleteRolePolicyCommand({ RoleName: role, PolicyName })));
  }
}

async function inlineNames(role: string, scope: Scope): Promise<string[]> {
  const { sdk, client } = await iam(scope);
  const names: string[] = [];
  for await (const page of sdk.paginateListRolePolicies({ client }, { RoleName: role })) {
    names.push(...(page.PolicyNames ?? []));
  }
  return names;
}

function byName(policies: Value | undefined): Record<string, string> {
  const listed = Array.isArray(policies) ? policies.filter(isValues) : [];
  return Object.fromEntries(
    listed.flatMap(({ name, policy }) => (textOf(name) === undefined ? [] : [[textOf(name), textOf(policy) ?? ""]])),
  ) as Record<string, string>;
}
