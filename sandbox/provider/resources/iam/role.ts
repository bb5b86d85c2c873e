import type { Role } from "@aws-sdk/client-iam";
import { step } from "../../awsErrors";
import { nameOf } from "../../names";
import { block, flag, integer, set, tagProperties, text } from "../../properties";
import type { Change, ResourceType, Scope } from "../../resource";
import { tagChanges } from "../../state";
import { textListOf, textOf, textsOf, type Values } from "../../values";
import { keyValueTags, tagsFromKeyValues } from "../keyValueTags";
import { iam, unlessMissing, wrongArn } from "./iam";
import { policyText, policyToKeep } from "./policyDocument";
import {
  attachedPolicies,
  attachPolicies,
  detachAll,
  inlinePolicies,
  putInlinePolicies,
  removeAllInline,
} from "./roleParts";

const properties = {
  arn: text({ output: true }),
  assumeRolePolicy: policyText("assume_role_policy", { required: true }),
  createDate: text({ output: true }),
  description: text(),
  forceDetachPolicies: flag({ default: false, stateOnly: true }),
  inlinePolicies: set(block({ name: text(), policy: policyText("policy") }), { computed: true }),
  managedPolicyArns: set(text({ check: (arn) => wrongArn("managed_policy_arns", arn) }), { computed: true }),
  maxSessionDuration: integer({ default: 3600, range: [3600, 43_200] }),
  name: text({
    computed: true,
    replaces: true,
    autoname: true,
    conflictsWith: ["namePrefix"],
    check: (name) =>
      /^[\w+=,.@-]{1,64}$/.test(name)
        ? undefined
        : `invalid value for name (${name}): 1 to 64 letters, digits and any of _+=,.@-`,
  }),
  namePrefix: text({ computed: true, replaces: true, stateOnly: true }),
  path: text({ default: "/", replaces: true }),
  permissionsBoundary: text({ check: (arn) => wrongArn("permissions_boundary", arn) }),
  ...tagProperties,
  uniqueId: text({ output: true }),
};

/**
 * Mirrors Terraform's `aws_iam_role`. Policies that other resources attach or put into it show in the state after a refresh; then,
 * and only then, they go with the role when it is deleted, as with the real provider.
 */
export const role: ResourceType = {
  token: "aws:iam/role:Role",
  properties,

  async create(inputs, scope, exists) {
    const { sdk, client } = await iam(scope);
    const name = nameOf(inputs);
    await step(`creating IAM Role (${name})`, async () => {
      await client.send(
        new sdk.CreateRoleCommand({
          RoleName: name,
          AssumeRolePolicyDocument: textOf(inputs.assumeRolePolicy),
          Path: textOf(inputs.path),
          Description: textOf(inputs.description),
          MaxSessionDuration: inputs.maxSessionDuration as number,
          PermissionsBoundary: textOf(inputs.permissionsBoundary),
          Tags: keyValueTags(textsOf(inputs.tags)),
        }),
      );
      exists(name);
      await putInlinePolicies(name, [], inputs.inlinePolicies, scope);
      await attachPolicies(name, [], inputs.managedPolicyArns, scope);
    });
  },

  async read(id, known, scope) {
    const { sdk, client } = await iam(scope);
    return step(`reading IAM Role (${id})`, async () => {
      const found = await unlessMissing(client.send(new sdk.GetRoleCommand({ RoleName: id })));
      if (found?.Role === undefined) return undefined;
      const parts = {
        inlinePolicies: await inlinePolicies(id, known.inlinePolicies, scope),
        managedPolicyArns: await attachedPolicies(id, scope),
      };
      return { id, state: { ...reported(found.Role, known), ...parts } };
    });
  },

  async update(change, scope) {
    const { id, state, inputs, changes } = change;
    const { sdk, client } = await iam(scope);
    if (changes("assumeRolePolicy")) {
      const PolicyDocument = textOf(inputs.assumeRolePolicy);
      await step(`updating IAM Role (${id}) assume role policy`, () =>
        client.send(new sdk.UpdateAssumeRolePolicyCommand({ RoleName: id, PolicyDocument })),
      );
    }
    if (changes("description", "maxSessionDuration")) {
      await step(`updating IAM Role (${id})`, () =>
        client.send(
          new sdk.UpdateRoleCommand({
            RoleName: id,
            ...(changes("description") && { Description: textOf(inputs.description) ?? "" }),
            ...(changes("maxSessionDuration") && { MaxSessionDuration: inputs.maxSessionDuration as number }),
          }),
        ),
      );
    }
    if (changes("permissionsBoundary")) await setBoundary(id, textOf(inputs.permissionsBoundary), scope);
    if (changes("inlinePolicies", "managedPolicyArns")) {
      await step(`updating IAM Role (${id})`, async () => {
        if (changes("inlinePolicies")) await putInlinePolicies(id, state.inlinePolicies, inputs.inlinePolicies, scope);
        if (changes("managedPolicyArns"))
          await attachPolicies(id, state.managedPolicyArns, inputs.managedPolicyArns, scope);
      });
    }
    if (changes("tags")) await updateTags(change, scope);
  },

  async delete(id, state, scope) {
    const { sdk, client } = await iam(scope);
    const isForced = state.forceDetachPolicies === true;
    await step(`deleting IAM Role (${id})`, async () => {
      if (isForced || textListOf(state.managedPolicyArns).length > 0) await detachAll(id, scope);
      if (isForced || (Array.isArray(state.inlinePolicies) && state.inlinePolicies.length > 0))
        await removeAllInline(id, scope);
      await unlessMissing(client.send(new sdk.DeleteRoleCommand({ RoleName: id })));
    });
  },
};

function reported(found: Role, known: Values): Values {
  return {
    arn: found.Arn,
    assumeRolePolicy: policyToKeep(decodeURIComponent(found.AssumeRolePolicyDocument ?? ""), known.assumeRolePolicy),
    createDate: found.CreateDate?.toISOString().replace(/\.\d+Z$/, "Z"),
    description: found.Description,
    maxSessionDuration: found.MaxSessionDuration,
    name: found.RoleName,
    path: found.Path,
    permissionsBoundary: found.PermissionsBoundary?.PermissionsBoundaryArn,
    uniqueId: found.RoleId,
    ...tagsFromKeyValues(found.Tags),
  };
}

async function setBoundary(id: string, arn: string | undefined, scope: Scope): Promise<void> {
  const { sdk, client } = await iam(scope);
  if (arn === undefined) {
    await step(`deleting IAM Role (${id}) permissions boundary`, () =>
      client.send(new sdk.DeleteRolePermissionsBoundaryCommand({ RoleName: id })),
    );
  } else {
    await step(`updating IAM Role (${id}) permissions boundary`, () =>
      client.send(new sdk.PutRolePermissionsBoundaryCommand({ RoleName: id, PermissionsBoundary: arn })),
    );
  }
}

async function updateTags({ id, state, inputs }: Change, scope: Scope): Promise<void> {
  const { sdk, client } = await iam(scope);
  const { set, removed } = tagChanges(state, inputs);
  const Tags = keyValueTags(set);
  await step(`updating tags for IAM Role (${id})`, async () => {
    if (removed.length > 0) await client.send(new sdk.UntagRoleCommand({ RoleName: id, TagKeys: removed }));
    if (Tags !== undefined) await client.send(new sdk.TagRoleCommand({ RoleName: id, Tags }));
  });
}
