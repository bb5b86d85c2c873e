import type { NatGateway } from "@aws-sdk/client-ec2";
import { isAwsError, step } from "../../awsErrors";
import { block, integer, list, regionProperty, set, tagProperties, text } from "../../properties";
import type { ResourceType, Scope } from "../../resource";
import { textOf } from "../../values";
import { waitForState } from "../../waiting";
import { ec2, LackingArguments, tagsFromEc2, tagSpecifications, unlessMissing, updateEc2Tags } from "./ec2";

const output = { output: true };
const computed = { computed: true };

const properties = {
  allocationId: text({ replaces: true }),
  associationId: text(output),
  autoProvisionZones: text(output),
  autoScalingIps: text(output),
  // Regional NAT gateways are not in the local AWS.
  availabilityMode: text({ computed: true, replaces: true, oneOf: ["zonal"] }),
  availabilityZoneAddresses: set(
    block({ allocationIds: set(text()), availabilityZone: text(), availabilityZoneId: text(computed) }),
  ),
  connectivityType: text({ default: "public", replaces: true, oneOf: ["private", "public"] }),
  networkInterfaceId: text(output),
  privateIp: text({ computed: true, replaces: true }),
  publicIp: text(output),
  regionalNatGatewayAddresses: list(text(), output),
  regionalNatGatewayAutoMode: text(output),
  routeTableId: text(output),
  secondaryAllocationIds: set(text(), computed),
  secondaryPrivateIpAddressCount: integer({ computed: true, conflictsWith: ["secondaryPrivateIpAddresses"] }),
  secondaryPrivateIpAddresses: set(text(), { computed: true, conflictsWith: ["secondaryPrivateIpAddressCount"] }),
  subnetId: text({ replaces: true }),
  vpcId: text({ computed: true, replaces: true }),
  ...tagProperties,
  ...regionProperty,
};

const lacking = new LackingArguments([
  "availabilityZoneAddresses",
  "privateIp",
  "secondaryAllocationIds",
  "secondaryPrivateIpAddressCount",
  "secondaryPrivateIpAddresses",
  "vpcId",
]);

const missing = "NatGatewayNotFound";

/** Mirrors Terraform's `aws_nat_gateway`. */
export const natGateway: ResourceType = {
  token: "aws:ec2/natGateway:NatGateway",
  properties,

  async create(inputs, scope, exists) {
    lacking.refuseNew(properties, inputs);
    const { sdk, client } = await ec2(scope);
    const created = await step("creating EC2 NAT Gateway", () =>
      client.send(
        new sdk.CreateNatGatewayCommand({
          AllocationId: textOf(inputs.allocationId),
          AvailabilityMode: textOf(inputs.availabilityMode) as "zonal" | undefined,
          ConnectivityType: textOf(inputs.connectivityType) as "public" | undefined,
          SubnetId: textOf(inputs.subnetId),
          TagSpecifications: tagSpecifications("natgateway", inputs),
        }),
      ),
    );
    const id = created.NatGateway?.NatGatewayId ?? "";
    exists(id);
    await step(`waiting for EC2 NAT Gateway (${id}) create`, () =>
      waitForState("available", scope, async () => (await describe(id, scope))?.State ?? ""),
    );
  },

  async read(id, _known, scope) {
    const found = await step(`reading EC2 NAT Gateway (${id})`, () => describe(id, scope));
    if (found === undefined || found.State === "deleted") return undefined;
    const [address] = found.NatGatewayAddresses ?? [];
    return {
      id,
      state: {
        allocationId: address?.AllocationId,
        associationId: address?.AssociationId ?? "",
        autoProvisionZones: "",
        autoScalingIps: "",
        availabilityMode: found.AvailabilityMode,
        connectivityType: found.ConnectivityType,
        networkInterfaceId: address?.NetworkInterfaceId,
        privateIp: address?.PrivateIp,
        publicIp: address?.PublicIp ?? "",
        regionalNatGatewayAddresses: [],
        regionalNatGatewayAutoMode: "",
        routeTableId: "",
        secondaryAllocationIds: [],
        secondaryPrivateIpAddressCount: 0,
        secondaryPrivateIpAddresses: [],
        subnetId: found.SubnetId,
        vpcId: found.VpcId,
        ...tagsFromEc2(found.Tags),
      },
    };
  },

  update: (change, scope) => updateEc2Tags("EC2 NAT Gateway", change, scope),

  async delete(id, _state, scope) {
    const { sdk, client } = await ec2(scope);
    await step(`deleting EC2 NAT Gateway (${id})`, async () => {
      try {
        await client.send(new sdk.DeleteNatGatewayCommand({ NatGatewayId: id }));
      } catch (error) {
        if (!isAwsError(error, missing)) throw error;
      }
    });
    await step(`waiting for EC2 NAT Gateway (${id}) delete`, () =>
      waitForState("deleted", scope, async () => (await describe(id, scope))?.State ?? "deleted"),
    );
  },

  refuse: (change) => lacking.refuseChange(change),
};

/** The gateway, which EC2 shows for a while after its deletion; undefined when it is not known. */
async function describe(id: string, scope: Scope): Promise<NatGateway | undefined> {
  const { sdk, client } = await ec2(scope);
  const answer = await unlessMissing(missing, () =>
    client.send(new sdk.DescribeNatGatewaysCommand({ NatGatewayIds: [id] })),
  );
  return answer?.NatGateways?.[0];
}
