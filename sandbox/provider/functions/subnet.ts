import { step } from "../awsErrors";
import { subnet } from "../resources/ec2/subnet";
import { textOf } from "../values";
import type { ProviderFunction } from "./function";

/** Mirrors Terraform's data source `aws_subnet`, by id only, with the properties that the resource has. */
export const getSubnet: ProviderFunction = {
  token: "aws:ec2/getSubnet:getSubnet",
  args: ["id"],

  async call(args, scope) {
    const id = textOf(args.id);
    if (id === undefined) throw new Error("the sandbox's built-in aws provider finds a subnet by its id only");
    const found = await step("reading EC2 Subnet", () => subnet.read(id, {}, scope));
    if (found === undefined) throw new Error("reading EC2 Subnet: no matching EC2 Subnet found");
    const { tagsAll: _, ...properties } = found.state;
    return { ...properties, id, region: scope.region };
  },
};
