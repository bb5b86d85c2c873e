import { step } from "../../awsErrors";
import { regionProperty, tagProperties, text } from "../../properties";
import type { ResourceType } from "../../resource";
import { textOf } from "../../values";
import { ec2, ec2Arn, LackingArguments, tagsFromEc2, tagSpecifications, unlessMissing, updateEc2Tags } from "./ec2";

const output = { output: true };
const decidedOnce = { computed: true, replaces: true };

const properties = {
  address: text({ replaces: true }),
  allocationId: text(output),
  arn: text(output),
  associateWithPrivateIp: text(),
  associationId: text(output),
  carrierIp: text(output),
  customerOwnedIp: text(output),
  customerOwnedIpv4Pool: text(),
  domain: text({ ...decidedOnce, oneOf: ["vpc", "standard"] }),
  instance: text({ computed: true }),
  ipamPoolId: text(decidedOnce),
  networkBorderGroup: text(decidedOnce),
  networkInterface: text({ computed: true }),
  privateDns: text(output),
  privateIp: text(output),
  ptrRecord: text(output),
  publicDns: text(output),
  publicIp: text(output),
  publicIpv4Pool: text(decidedOnce),
  ...tagProperties,
  ...regionProperty,
};

const lacking = new LackingArguments([
  "address",
  "associateWithPrivateIp",
  "customerOwnedIpv4Pool",
  "instance",
  "ipamPoolId",
  "networkInterface",
]);

const missing = "InvalidAllocationID.NotFound";

/** Mirrors Terraform's `aws_eip`: an elastic IP address. */
export const eip: ResourceType = {
  token: "aws:ec2/eip:Eip",
  properties,

  async create(inputs, scope, exists) {
    lacking.refuseNew(properties, inputs);
    const { sdk, client } = await ec2(scope);
    const allocated = await step("creating EC2 EIP", () =>
      client.send(
        new sdk.AllocateAddressCommand({
          Domain: textOf(inputs.domain) as "vpc" | undefined,
          NetworkBorderGroup: textOf(inputs.networkBorderGroup),
          PublicIpv4Pool: textOf(inputs.publicIpv4Pool),
          TagSpecifications: tagSpecifications("elastic-ip", inputs),
        }),
      ),
    );
    exists(allocated.AllocationId ?? "");
  },

  async read(id, _known, scope) {
    const { sdk, client } = await ec2(scope);
    const answer = await step(`reading EC2 EIP (${id})`, () =>
      unlessMissing(missing, () => client.send(new sdk.DescribeAddressesCommand({ AllocationIds: [id] }))),
    );
    const found = answer?.Addresses?.[0];
    if (found === undefined) return undefined;
    const { PublicIp: publicIp = "", PrivateIpAddress: privateIp = "" } = found;
    return {
      id,
      state: {
        allocationId: id,
        arn: ec2Arn(scope, `elastic-ip/${id}`),
        associationId: found.AssociationId ?? "",
        carrierIp: found.CarrierIp ?? "",
        customerOwnedIp: found.CustomerOwnedIp ?? "",
        domain: found.Domain,
        instance: found.InstanceId ?? "",
        ipamPoolId: "",
        networkBorderGroup: found.NetworkBorderGroup,
        networkInterface: found.NetworkInterfaceId ?? "",
        privateDns: privateIp === "" ? "" : `ip-${dashed(privateIp)}.${privateDomain(scope.region)}`,
        privateIp,
        ptrRecord: "",
        publicDns: `ec2-${dashed(publicIp)}.${publicDomain(scope.region)}`,
        publicIp,
        publicIpv4Pool: found.PublicIpv4Pool,
        ...tagsFromEc2(found.Tags),
      },
    };
  },

  update: (change, scope) => updateEc2Tags("EC2 EIP", change, scope),

  async delete(id, state, scope) {
    const { sdk, client } = await ec2(scope);
    const associationId = textOf(state.associationId) ?? "";
    if (associationId !== "") {
      await step(`disassociating EC2 EIP (${associationId})`, () =>
        unlessMissing("InvalidAssociationID.NotFound", () =>
          client.send(new sdk.DisassociateAddressCommand({ AssociationId: associationId })),
        ),
      );
    }
    await step(`deleting EC2 EIP (${id})`, () =>
      unlessMissing(missing, () =>
        client.send(
          new sdk.ReleaseAddressCommand({ AllocationId: id, NetworkBorderGroup: textOf(state.networkBorderGroup) }),
        ),
      ),
    );
  },

  refuse: (change) => lacking.refuseChange(change),
};

const dashed = (ip: string) => ip.replaceAll(".", "-");
const publicDomain = (region: string) => `${region === "us-east-1" ? "compute-1" : `${region}.compute`}.amazonaws.com`;
const privateDomain = (region: string) => (region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`);
