import { isAwsError, step } from "../../awsErrors";
import { nameOf } from "../../names";
import { block, flag, integer, list, regionProperty, set, tagProperties, text } from "../../properties";
import type { ResourceType, Scope } from "../../resource";
import { textOf } from "../../values";
import { ipv4NetworkProblem } from "./cidr";
import { ec2, ec2Arn, onceUnused, tagsFromEc2, tagSpecifications, unlessMissing, updateEc2Tags } from "./ec2";
import {
  blocksOf,
  permissionOf,
  protocolName,
  reportedRules,
  rulesMissingIn,
  rulesOf,
  type Rule,
} from "./securityGroupRules";

const rules = set(
  block({
    cidrBlocks: list(text({ check: (cidr) => ipv4NetworkProblem(cidr) })),
    description: text(),
    fromPort: integer({ required: true }),
    ipv6CidrBlocks: list(text()),
    prefixListIds: list(text()),
    protocol: text({
      required: true,
      equivalent: (state, input) => protocolName(textOf(state) ?? "") === protocolName(textOf(input) ?? ""),
    }),
    securityGroups: set(text()),
    self: flag({ default: false }),
    toPort: integer({ required: true }),
  }),
  { computed: true },
);

const nameProblem = (name: string) =>
  name.startsWith("sg-") ? `invalid value for name (cannot begin with sg-)` : undefined;

const properties = {
  arn: text({ output: true }),
  description: text({ computed: true, replaces: true, default: "Managed by Pulumi" }),
  egress: rules,
  ingress: rules,
  name: text({ computed: true, replaces: true, autoname: true, conflictsWith: ["namePrefix"], check: nameProblem }),
  namePrefix: text({ computed: true, replaces: true, stateOnly: true, check: nameProblem }),
  ownerId: text({ output: true }),
  revokeRulesOnDelete: flag({ default: false, stateOnly: true }),
  vpcId: text({ computed: true, replaces: true }),
  ...tagProperties,
  ...regionProperty,
};

const missing = "InvalidGroup.NotFound";

/** Every new security group has it, and the real provider takes it away: only what the program names is allowed. */
const everythingOut: Rule = {
  protocol: "-1",
  fromPort: 0,
  toPort: 0,
  description: "",
  peer: { list: "cidrBlocks", value: "0.0.0.0/0" },
};

/** Mirrors Terraform's `aws_security_group`, with the rules inside it. */
export const securityGroup: ResourceType = {
  token: "aws:ec2/securityGroup:SecurityGroup",
  properties,

  async create(inputs, scope, exists) {
    const { sdk, client } = await ec2(scope);
    const name = nameOf(inputs);
    const created = await step(`creating Security Group (${name})`, () =>
      client.send(
        new sdk.CreateSecurityGroupCommand({
          GroupName: name,
          Description: textOf(inputs.description),
          VpcId: textOf(inputs.vpcId),
          TagSpecifications: tagSpecifications("security-group", inputs),
        }),
      ),
    );
    const id = created.GroupId ?? "";
    exists(id);
    await revoke("egress", id, [everythingOut], scope);
    await authorize("ingress", id, rulesOf(inputs.ingress, id), scope);
    await authorize("egress", id, rulesOf(inputs.egress, id), scope);
  },

  async read(id, known, scope) {
    const found = await describe(id, scope);
    if (found === undefined) return undefined;
    const ownerId = found.OwnerId ?? "";
    return {
      id,
      state: {
        arn: ec2Arn(scope, `security-group/${id}`, ownerId),
        description: found.Description,
        egress: blocksOf(reportedRules(found.IpPermissionsEgress, ownerId), known.egress, id),
        ingress: blocksOf(reportedRules(found.IpPermissions, ownerId), known.ingress, id),
        name: found.GroupName,
        ownerId,
        vpcId: found.VpcId,
        ...tagsFromEc2(found.Tags),
      },
    };
  },

  async update(change, scope) {
    const { id, state, inputs, changes } = change;
    await updateEc2Tags("Security Group", change, scope);
    for (const direction of ["ingress", "egress"] as const) {
      if (!changes(direction)) continue;
      const before = rulesOf(state[direction], id);
      const after = rulesOf(inputs[direction], id);
      await revoke(direction, id, rulesMissingIn(before, after), scope);
      await authorize(direction, id, rulesMissingIn(after, before), scope);
    }
  },

  async delete(id, state, scope) {
    const { sdk, client } = await ec2(scope);
    if (state.revokeRulesOnDelete === true) await revokeAll(id, scope);
    await step(`deleting Security Group (${id})`, () =>
      onceUnused(scope, () =>
        unlessMissing(missing, () => client.send(new sdk.DeleteSecurityGroupCommand({ GroupId: id }))),
      ),
    );
  },
};

type Direction = "ingress" | "egress";

async function describe(id: string, scope: Scope) {
  const { sdk, client } = await ec2(scope);
  const answer = await step(`reading Security Group (${id})`, () =>
    unlessMissing(missing, () => client.send(new sdk.DescribeSecurityGroupsCommand({ GroupIds: [id] }))),
  );
  return answer?.SecurityGroups?.[0];
}

async function authorize(direction: Direction, GroupId: string, added: Rule[], scope: Scope): Promise<void> {
  if (added.length === 0) return;
  const { sdk, client } = await ec2(scope);
  const request = { GroupId, IpPermissions: added.map(permissionOf) };
  await step(`authorizing Security Group (${GroupId}) ${direction} rules`, async () => {
    if (direction === "ingress") await client.send(new sdk.AuthorizeSecurityGroupIngressCommand(request));
    else await client.send(new sdk.AuthorizeSecurityGroupEgressCommand(request));
  });
}

async function revoke(direction: Direction, GroupId: string, removed: Rule[], scope: Scope): Promise<void> {
  if (removed.length === 0) return;
  const { sdk, client } = await ec2(scope);
  const request = { GroupId, IpPermissions: removed.map(permissionOf) };
  await step(`revoking Security Group (${GroupId}) ${direction} rules`, async () => {
    try {
      if (direction === "ingress") await client.send(new sdk.RevokeSecurityGroupIngressCommand(request));
      else await client.send(new sdk.RevokeSecurityGroupEgressCommand(request));
    } catch (error) {
      if (!isAwsError(error, "InvalidPermission.NotFound")) throw error;
    }
  });
}

/** Takes all rules away, so that two groups that name each other can be deleted. */
async function revokeAll(id: string, scope: Scope): Promise<void> {
  const found = await describe(id, scope);
  const ownerId = found?.OwnerId ?? "";
  await revoke("ingress", id, reportedRules(found?.IpPermissions, ownerId), scope);
  await revoke("egress", id, reportedRules(found?.IpPermissionsEgress, ownerId), scope);
}
