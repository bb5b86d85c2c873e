import { AwsError } from "../../ecs/awsError";
import type { Reply } from "../reply";
import type { CorrectedCall, Correction } from "./correction";
import { refuseWhileUsed } from "./ec2Dependencies";
import { createNatGateway, deleteNatGateway, withNatAddresses, withNatGateway } from "./ec2NatGateway";
import { changeRules } from "./ec2SecurityGroupRules";
import { parametersOf, valuesOf } from "./ec2Wire";

/**
 * NAT gateways have addresses and a network interface, a rule of a security group has one source, what is in use is not
 * deleted, and what does not exist is an error.
 */
export const correctEc2: Correction = async (call) => {
  switch (call.operation) {
    case "CreateNatGateway":
      return createNatGateway(call);
    case "DeleteNatGateway":
      return deleteNatGateway(call);
    case "DescribeNatGateways":
      return withNatAddresses(call, await knownOnly(call));
    case "DescribeAddresses":
      return withNatGateway(call, await knownOnly(call));
    case "DescribeRouteTables":
      return knownOnly(call);
    case "CreateRoute":
      await refuseSecondRoute(call);
      return undefined;
    case "AuthorizeSecurityGroupIngress":
    case "AuthorizeSecurityGroupEgress":
    case "RevokeSecurityGroupIngress":
    case "RevokeSecurityGroupEgress":
      return changeRules(call);
    default:
      await refuseWhileUsed(call);
      return undefined;
  }
};

/** By operation: the parameter that names what to describe, and how AWS says that it does not exist. */
const unknownIds: Record<string, { parameter: string; code: string; message: (id: string) => string }> = {
  DescribeNatGateways: {
    parameter: "NatGatewayId",
    code: "NatGatewayNotFound",
    message: (id) => `The Nat Gateway ${id} was not found`,
  },
  DescribeAddresses: {
    parameter: "AllocationId",
    code: "InvalidAllocationID.NotFound",
    message: (id) => `The allocation ID '${id}' does not exist`,
  },
  DescribeRouteTables: {
    parameter: "RouteTableId",
    code: "InvalidRouteTableID.NotFound",
    message: (id) => `The routeTable ID '${id}' does not exist`,
  },
};

/** ministack's answer, unless one of the ids that were asked for is not in it. */
async function knownOnly(call: CorrectedCall): Promise<Reply> {
  const reply = await call.ask();
  const unknown = unknownIds[call.operation];
  if (unknown === undefined || reply.status !== 200) return reply;
  const asked = Object.entries(parametersOf(call)).filter(([name]) => name.startsWith(`${unknown.parameter}.`));
  const missing = asked.map(([, id]) => id).find((id) => !reply.body.includes(`>${id}<`));
  if (missing !== undefined) throw new AwsError(unknown.code, unknown.message(missing));
  return reply;
}

async function refuseSecondRoute(call: CorrectedCall): Promise<void> {
  const { RouteTableId = "", DestinationCidrBlock = "" } = parametersOf(call);
  const table = await call.askQuery("DescribeRouteTables", { "RouteTableId.1": RouteTableId });
  if (!valuesOf(table.body, "destinationCidrBlock").includes(DestinationCidrBlock)) return;
  throw new AwsError("RouteAlreadyExists", `The route identified by ${DestinationCidrBlock} already exists.`);
}
