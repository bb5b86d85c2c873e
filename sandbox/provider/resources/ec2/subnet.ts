import type { ModifySubnetAttributeCommandInput } from "@aws-sdk/client-ec2";
import { step } from "../../awsErrors";
import { flag, integer, regionProperty, tagProperties, text } from "../../properties";
import type { ResourceType, Scope } from "../../resource";
import { textOf, type Values } from "../../values";
import { ipv4NetworkProblem } from "./cidr";
import { ec2, LackingArguments, onceUnused, tagsFromEc2, tagSpecifications, unlessMissing, updateEc2Tags } from "./ec2";

const properties = {
  arn: text({ output: true }),
  assignIpv6AddressOnCreation: flag({ default: false }),
  availabilityZone: text({ computed: true, replaces: true, conflictsWith: ["availabilityZoneId"] }),
  availabilityZoneId: text({ computed: true, replaces: true, conflictsWith: ["availabilityZone"] }),
  cidrBlock: text({ computed: true, replaces: true, check: (cidr) => ipv4NetworkProblem(cidr) }),
  customerOwnedIpv4Pool: text(),
  enableDns64: flag({ default: false }),
  enableLniAtDeviceIndex: integer(),
  enableResourceNameDnsARecordOnLaunch: flag({ default: false }),
  enableResourceNameDnsAaaaRecordOnLaunch: flag({ default: false }),
  ipv4IpamPoolId: text({ replaces: true, conflictsWith: ["customerOwnedIpv4Pool"] }),
  ipv4NetmaskLength: integer({
    replaces: true,
    range: [16, 28],
    conflictsWith: ["cidrBlock", "customerOwnedIpv4Pool"],
  }),
  ipv6CidrBlock: text({ computed: true }),
  ipv6CidrBlockAssociationId: text({ output: true }),
  ipv6IpamPoolId: text({ replaces: true }),
  ipv6Native: flag({ default: false, replaces: true }),
  ipv6NetmaskLength: integer({ replaces: true, conflictsWith: ["ipv6CidrBlock"] }),
  mapCustomerOwnedIpOnLaunch: flag(),
  mapPublicIpOnLaunch: flag({ default: false }),
  outpostArn: text({ replaces: true }),
  ownerId: text({ output: true }),
  privateDnsHostnameTypeOnLaunch: text({ computed: true, oneOf: ["ip-name", "resource-name"] }),
  vpcId: text({ required: true, replaces: true }),
  ...tagProperties,
  ...regionProperty,
};

const lacking = new LackingArguments([
  "assignIpv6AddressOnCreation",
  "customerOwnedIpv4Pool",
  "enableDns64",
  "enableLniAtDeviceIndex",
  "ipv4IpamPoolId",
  "ipv4NetmaskLength",
  "ipv6CidrBlock",
  "ipv6IpamPoolId",
  "ipv6Native",
  "ipv6NetmaskLength",
  "mapCustomerOwnedIpOnLaunch",
  "outpostArn",
]);

/** What a new subnet has where nothing is given. */
const initial: Values = {
  enableResourceNameDnsARecordOnLaunch: false,
  enableResourceNameDnsAaaaRecordOnLaunch: false,
  mapPublicIpOnLaunch: false,
  privateDnsHostnameTypeOnLaunch: "ip-name",
};

const missing = "InvalidSubnetID.NotFound";

/** Mirrors Terraform's `aws_subnet`. */
export const subnet: ResourceType = {
  token: "aws:ec2/subnet:Subnet",
  properties,

  async create(inputs, scope, exists) {
    lacking.refuseNew(properties, inputs);
    const { sdk, client } = await ec2(scope);
    const created = await step("creating EC2 Subnet", () =>
      client.send(
        new sdk.CreateSubnetCommand({
          VpcId: textOf(inputs.vpcId),
          AvailabilityZone: textOf(inputs.availabilityZone),
          AvailabilityZoneId: textOf(inputs.availabilityZoneId),
          CidrBlock: textOf(inputs.cidrBlock),
          TagSpecifications: tagSpecifications("subnet", inputs),
        }),
      ),
    );
    const id = created.Subnet?.SubnetId ?? "";
    exists(id);
    await setAttributes(id, inputs, (name) => (inputs[name] ?? initial[name]) !== initial[name], scope);
  },

  async read(id, _known, scope) {
    const { sdk, client } = await ec2(scope);
    const answer = await step(`reading EC2 Subnet (${id})`, () =>
      unlessMissing(missing, () => client.send(new sdk.DescribeSubnetsCommand({ SubnetIds: [id] }))),
    );
    const found = answer?.Subnets?.[0];
    if (found === undefined) return undefined;
    const onLaunch = found.PrivateDnsNameOptionsOnLaunch;
    return {
      id,
      state: {
        arn: found.SubnetArn,
        assignIpv6AddressOnCreation: found.AssignIpv6AddressOnCreation,
        availabilityZone: found.AvailabilityZone,
        availabilityZoneId: found.AvailabilityZoneId,
        cidrBlock: found.CidrBlock,
        enableDns64: found.EnableDns64,
        enableResourceNameDnsARecordOnLaunch: onLaunch?.EnableResourceNameDnsARecord,
        enableResourceNameDnsAaaaRecordOnLaunch: onLaunch?.EnableResourceNameDnsAAAARecord,
        ipv6CidrBlock: "",
        ipv6CidrBlockAssociationId: "",
        ipv6Native: found.Ipv6Native,
        mapPublicIpOnLaunch: found.MapPublicIpOnLaunch,
        ownerId: found.OwnerId,
        privateDnsHostnameTypeOnLaunch: onLaunch?.HostnameType,
        vpcId: found.VpcId,
        ...tagsFromEc2(found.Tags),
      },
    };
  },

  async update(change, scope) {
    await updateEc2Tags("EC2 Subnet", change, scope);
    await setAttributes(change.id, change.inputs, change.changes, scope);
  },

  async delete(id, _state, scope) {
    const { sdk, client } = await ec2(scope);
    await step(`deleting EC2 Subnet (${id})`, () =>
      onceUnused(scope, () => unlessMissing(missing, () => client.send(new sdk.DeleteSubnetCommand({ SubnetId: id })))),
    );
  },

  refuse: (change) => lacking.refuseChange(change),
};

/** EC2 takes one attribute of a subnet at a time. */
async function setAttributes(SubnetId: string, inputs: Values, differs: (name: string) => boolean, scope: Scope) {
  const { sdk, client } = await ec2(scope);
  const set = (name: string, attribute: Omit<ModifySubnetAttributeCommandInput, "SubnetId">) =>
    step(`modifying EC2 Subnet (${SubnetId}) ${name}`, () =>
      client.send(new sdk.ModifySubnetAttributeCommand({ SubnetId, ...attribute })),
    );
  const flagOf = (name: string) => ({ Value: inputs[name] === true });
  for (const [name, attribute] of [
    ["mapPublicIpOnLaunch", { MapPublicIpOnLaunch: flagOf("mapPublicIpOnLaunch") }],
    [
      "enableResourceNameDnsARecordOnLaunch",
      { EnableResourceNameDnsARecordOnLaunch: flagOf("enableResourceNameDnsARecordOnLaunch") },
    ],
    [
      "enableResourceNameDnsAaaaRecordOnLaunch",
      { EnableResourceNameDnsAAAARecordOnLaunch: flagOf("enableResourceNameDnsAaaaRecordOnLaunch") },
    ],
    [
      "privateDnsHostnameTypeOnLaunch",
      { PrivateDnsHostnameTypeOnLaunch: textOf(inputs.privateDnsHostnameTypeOnLaunch) as "ip-name" | undefined },
    ],
  ] as const) {
    if (differs(name)) await set(name, attribute);
  }
}
