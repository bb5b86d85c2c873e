import { isAwsError, step } from "../../awsErrors";
import { regionProperty, tagProperties, text } from "../../properties";
import type { ResourceType, Scope } from "../../resource";
import { textOf } from "../../values";
import { ec2, ec2Arn, onceUnused, tagsFromEc2, tagSpecifications, unlessMissing, updateEc2Tags } from "./ec2";

const missing = "InvalidInternetGatewayID.NotFound";

/** Mirrors Terraform's `aws_internet_gateway`. */
export const internetGateway: ResourceType = {
  token: "aws:ec2/internetGateway:InternetGateway",
  properties: {
    arn: text({ output: true }),
    ownerId: text({ output: true }),
    vpcId: text({ computed: true }),
    ...tagProperties,
    ...regionProperty,
  },

  async create(inputs, scope, exists) {
    const { sdk, client } = await ec2(scope);
    const created = await step("creating EC2 Internet Gateway", () =>
      client.send(
        new sdk.CreateInternetGatewayCommand({ TagSpecifications: tagSpecifications("internet-gateway", inputs) }),
      ),
    );
    const id = created.InternetGateway?.InternetGatewayId ?? "";
    exists(id);
    await attach(id, textOf(inputs.vpcId), scope);
  },

  async read(id, _known, scope) {
    const { sdk, client } = await ec2(scope);
    const answer = await step(`reading EC2 Internet Gateway (${id})`, () =>
      unlessMissing(missing, () => client.send(new sdk.DescribeInternetGatewaysCommand({ InternetGatewayIds: [id] }))),
    );
    const found = answer?.InternetGateways?.[0];
    if (found === undefined) return undefined;
    const ownerId = found.OwnerId ?? "";
    return {
      id,
      state: {
        arn: ec2Arn(scope, `internet-gateway/${id}`, ownerId),
        ownerId,
        vpcId: found.Attachments?.[0]?.VpcId ?? "",
        ...tagsFromEc2(found.Tags),
      },
    };
  },

  async update(change, scope) {
    const { id, state, inputs, changes } = change;
    await updateEc2Tags("EC2 Internet Gateway", change, scope);
    if (!changes("vpcId")) return;
    await detach(id, textOf(state.vpcId), scope);
    await attach(id, textOf(inputs.vpcId), scope);
  },

  async delete(id, state, scope) {
    const { sdk, client } = await ec2(scope);
    await detach(id, textOf(state.vpcId), scope);
    await step(`deleting EC2 Internet Gateway (${id})`, () =>
      onceUnused(scope, () =>
        unlessMissing(missing, () => client.send(new sdk.DeleteInternetGatewayCommand({ InternetGatewayId: id }))),
      ),
    );
  },
};

async function attach(InternetGatewayId: string, VpcId: string | undefined, scope: Scope): Promise<void> {
  if (VpcId === undefined || VpcId === "") return;
  const { sdk, client } = await ec2(scope);
  await step(`attaching EC2 Internet Gateway (${InternetGatewayId}) to VPC (${VpcId})`, () =>
    client.send(new sdk.AttachInternetGatewayCommand({ InternetGatewayId, VpcId })),
  );
}

async function detach(InternetGatewayId: string, VpcId: string | undefined, scope: Scope): Promise<void> {
  if (VpcId === undefined || VpcId === "") return;
  const { sdk, client } = await ec2(scope);
  await step(`detaching EC2 Internet Gateway (${InternetGatewayId}) from VPC (${VpcId})`, async () => {
    try {
      await onceUnused(scope, () => client.send(new sdk.DetachInternetGatewayCommand({ InternetGatewayId, VpcId })));
    } catch (error) {
      if (!isAwsError(error, "Gateway.NotAttached", missing)) throw error;
    }
  });
}
