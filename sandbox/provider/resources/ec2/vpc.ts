import { step } from "../../awsErrors";
import { flag, integer, regionProperty, tagProperties, text } from "../../properties";
import type { ResourceType, Scope } from "../../resource";
import { textOf, type Values } from "../../values";
import { ipv4NetworkProblem } from "./cidr";
import {
  ec2,
  ec2Arn,
  LackingArguments,
  onceUnused,
  tagsFromEc2,
  tagSpecifications,
  unlessMissing,
  updateEc2Tags,
} from "./ec2";

const output = { output: true };

const properties = {
  arn: text(output),
  assignGeneratedIpv6CidrBlock: flag({ conflictsWith: ["ipv6IpamPoolId"] }),
  cidrBlock: text({
    computed: true,
    replaces: true,
    check: (cidr) => ipv4NetworkProblem(cidr, 16, 28),
    conflictsWith: ["ipv4NetmaskLength"],
  }),
  defaultNetworkAclId: text(output),
  defaultRouteTableId: text(output),
  defaultSecurityGroupId: text(output),
  dhcpOptionsId: text(output),
  enableDnsHostnames: flag({ computed: true }),
  enableDnsSupport: flag({ default: true }),
  enableNetworkAddressUsageMetrics: flag({ computed: true }),
  // The real provider changes it in place from dedicated to default.
  instanceTenancy: text({ default: "default", replaces: true, oneOf: ["default", "dedicated"] }),
  ipv4IpamPoolId: text({ replaces: true }),
  ipv4NetmaskLength: integer({ replaces: true, range: [16, 28], conflictsWith: ["cidrBlock"] }),
  ipv6AssociationId: text(output),
  ipv6CidrBlock: text({ computed: true, conflictsWith: ["ipv6NetmaskLength", "assignGeneratedIpv6CidrBlock"] }),
  ipv6CidrBlockNetworkBorderGroup: text({ computed: true }),
  ipv6IpamPoolId: text({ conflictsWith: ["assignGeneratedIpv6CidrBlock"] }),
  ipv6NetmaskLength: integer({ conflictsWith: ["ipv6CidrBlock"] }),
  mainRouteTableId: text(output),
  ownerId: text(output),
  ...tagProperties,
  ...regionProperty,
};

const lacking = new LackingArguments([
  "assignGeneratedIpv6CidrBlock",
  "enableNetworkAddressUsageMetrics",
  "ipv4IpamPoolId",
  "ipv4NetmaskLength",
  "ipv6CidrBlock",
  "ipv6CidrBlockNetworkBorderGroup",
  "ipv6IpamPoolId",
  "ipv6NetmaskLength",
]);

const missing = "InvalidVpcID.NotFound";

/** Mirrors Terraform's `aws_vpc`. */
export const vpc: ResourceType = {
  token: "aws:ec2/vpc:Vpc",
  properties,

  async create(inputs, scope, exists) {
    lacking.refuseNew(properties, inputs);
    const { sdk, client } = await ec2(scope);
    const created = await step("creating EC2 VPC", () =>
      client.send(
        new sdk.CreateVpcCommand({
          CidrBlock: textOf(inputs.cidrBlock),
          InstanceTenancy: textOf(inputs.instanceTenancy) as "default" | undefined,
          TagSpecifications: tagSpecifications("vpc", inputs),
        }),
      ),
    );
    const id = created.Vpc?.VpcId ?? "";
    exists(id);
    // A new VPC has DNS support and no DNS host names.
    if (inputs.enableDnsHostnames === true) await setDnsHostnames(id, true, scope);
    if (inputs.enableDnsSupport === false) await setDnsSupport(id, false, scope);
  },

  async read(id, _known, scope) {
    const { sdk, client } = await ec2(scope);
    const answer = await step(`reading EC2 VPC (${id})`, () =>
      unlessMissing(missing, () => client.send(new sdk.DescribeVpcsCommand({ VpcIds: [id] }))),
    );
    const found = answer?.Vpcs?.[0];
    if (found === undefined) return undefined;
    const ownerId = found.OwnerId ?? "";
    return {
      id,
      state: {
        arn: ec2Arn(scope, `vpc/${id}`, ownerId),
        assignGeneratedIpv6CidrBlock: false,
        cidrBlock: found.CidrBlock,
        dhcpOptionsId: found.DhcpOptionsId,
        instanceTenancy: found.InstanceTenancy,
        ipv6AssociationId: "",
        ipv6CidrBlock: "",
        ipv6CidrBlockNetworkBorderGroup: "",
        ownerId,
        ...(await defaultsOf(id, scope)),
        ...(await attributesOf(id, scope)),
        ...tagsFromEc2(found.Tags),
      },
    };
  },

  async update(change, scope) {
    const { id, inputs, changes } = change;
    await updateEc2Tags("EC2 VPC", change, scope);
    if (changes("enableDnsHostnames")) await setDnsHostnames(id, inputs.enableDnsHostnames === true, scope);
    if (changes("enableDnsSupport")) await setDnsSupport(id, inputs.enableDnsSupport === true, scope);
  },

  async delete(id, _state, scope) {
    const { sdk, client } = await ec2(scope);
    await step(`deleting EC2 VPC (${id})`, () =>
      onceUnused(scope, () => unlessMissing(missing, () => client.send(new sdk.DeleteVpcCommand({ VpcId: id })))),
    );
  },

  refuse: (change) => lacking.refuseChange(change),
};

/** What AWS makes together with a VPC. */
async function defaultsOf(id: string, scope: Scope): Promise<Values> {
  const { sdk, client } = await ec2(scope);
  const inVpc = { Name: "vpc-id", Values: [id] };
  const of = (Name: string, value: string) => ({ Filters: [inVpc, { Name, Values: [value] }] });
  return step(`reading EC2 VPC (${id}) defaults`, async () => {
    const [acls, tables, groups] = await Promise.all([
      client.send(new sdk.DescribeNetworkAclsCommand(of("default", "true"))),
      client.send(new sdk.DescribeRouteTablesCommand(of("association.main", "true"))),
      client.send(new sdk.DescribeSecurityGroupsCommand(of("group-name", "default"))),
    ]);
    const mainRouteTableId = tables.RouteTables?.[0]?.RouteTableId;
    return {
      defaultNetworkAclId: acls.NetworkAcls?.find(({ IsDefault }) => IsDefault)?.NetworkAclId,
      defaultRouteTableId: mainRouteTableId,
      mainRouteTableId,
      defaultSecurityGroupId: groups.SecurityGroups?.[0]?.GroupId,
    };
  });
}

async function attributesOf(id: string, scope: Scope): Promise<Values> {
  const { sdk, client } = await ec2(scope);
  const ask = (Attribute: "enableDnsHostnames" | "enableDnsSupport" | "enableNetworkAddressUsageMetrics") =>
    step(`reading EC2 VPC (${id}) Attribute (${Attribute})`, () =>
      client.send(new sdk.DescribeVpcAttributeCommand({ VpcId: id, Attribute })),
    );
  const [hostnames, support, metrics] = await Promise.all([
    ask("enableDnsHostnames"),
    ask("enableDnsSupport"),
    ask("enableNetworkAddressUsageMetrics"),
  ]);
  return {
    enableDnsHostnames: hostnames.EnableDnsHostnames?.Value ?? false,
    enableDnsSupport: support.EnableDnsSupport?.Value ?? false,
    enableNetworkAddressUsageMetrics: metrics.EnableNetworkAddressUsageMetrics?.Value ?? false,
  };
}

async function setDnsHostnames(VpcId: string, Value: boolean, scope: Scope): Promise<void> {
  const { sdk, client } = await ec2(scope);
  await step(`modifying EC2 VPC (${VpcId}) EnableDnsHostnames`, () =>
    client.send(new sdk.ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value } })),
  );
}

async function setDnsSupport(VpcId: string, Value: boolean, scope: Scope): Promise<void> {
  const { sdk, client } = await ec2(scope);
  await step(`modifying EC2 VPC (${VpcId}) EnableDnsSupport`, () =>
    client.send(new sdk.ModifyVpcAttributeCommand({ VpcId, EnableDnsSupport: { Value } })),
  );
}
