import type { RouteTableAssociation } from "@aws-sdk/client-ec2";
import { step } from "../../awsErrors";
import { regionProperty, text } from "../../properties";
import type { ResourceType, Scope } from "../../resource";
import { textOf } from "../../values";
import { ec2, LackingArguments, unlessMissing } from "./ec2";

const properties = {
  gatewayId: text({ replaces: true, conflictsWith: ["subnetId"] }),
  routeTableId: text({ required: true }),
  subnetId: text({ replaces: true, conflictsWith: ["gatewayId"] }),
  ...regionProperty,
};

const lacking = new LackingArguments(["gatewayId"]);

/** Mirrors Terraform's `aws_route_table_association`. */
export const routeTableAssociation: ResourceType = {
  token: "aws:ec2/routeTableAssociation:RouteTableAssociation",
  properties,

  async create(inputs, scope, exists) {
    lacking.refuseNew(properties, inputs);
    const { sdk, client } = await ec2(scope);
    const RouteTableId = textOf(inputs.routeTableId);
    const made = await step(`creating Route Table (${RouteTableId}) Association`, () =>
      client.send(new sdk.AssociateRouteTableCommand({ RouteTableId, SubnetId: textOf(inputs.subnetId) })),
    );
    exists(made.AssociationId ?? "");
  },

  async read(id, known, scope) {
    const subnetId = id.includes("/") ? imported(id) : textOf(known.subnetId);
    const found = await step(`reading Route Table Association (${id})`, () => find(id, subnetId, scope));
    if (found === undefined) return undefined;
    return {
      id: found.RouteTableAssociationId ?? id,
      state: { routeTableId: found.RouteTableId, subnetId: found.SubnetId },
    };
  },

  async update({ id, state, inputs }, scope) {
    const { sdk, client } = await ec2(scope);
    await step(`updating Route Table Association (${id})`, async () => {
      const found = await find(id, textOf(state.subnetId), scope);
      await client.send(
        new sdk.ReplaceRouteTableAssociationCommand({
          AssociationId: found?.RouteTableAssociationId ?? id,
          RouteTableId: textOf(inputs.routeTableId),
        }),
      );
    });
  },

  async delete(id, state, scope) {
    const { sdk, client } = await ec2(scope);
    await step(`deleting Route Table Association (${id})`, async () => {
      const found = await find(id, textOf(state.subnetId), scope);
      if (found === undefined) return;
      await unlessMissing("InvalidAssociationID.NotFound", () =>
        client.send(new sdk.DisassociateRouteTableCommand({ AssociationId: found.RouteTableAssociationId })),
      );
    });
  },

  refuse: (change) => lacking.refuseChange(change),
};

/** The association by its id or, since EC2 gives it another id when its table is replaced, by its subnet. */
async function find(
  id: string,
  subnetId: string | undefined,
  scope: Scope,
): Promise<RouteTableAssociation | undefined> {
  const { sdk, client } = await ec2(scope);
  const filter =
    subnetId === undefined
      ? { Name: "association.route-table-association-id", Values: [id] }
      : { Name: "association.subnet-id", Values: [subnetId] };
  const { RouteTables: tables = [] } = await client.send(new sdk.DescribeRouteTablesCommand({ Filters: [filter] }));
  return tables
    .flatMap(({ Associations = [] }) => Associations)
    .find((one) => (subnetId === undefined ? one.RouteTableAssociationId === id : one.SubnetId === subnetId));
}

/** An import names an association `subnet-…/rtb-…`. */
function imported(id: string): string {
  const [subnetId = "", routeTableId, ...rest] = id.split("/");
  if (subnetId === "" || !routeTableId || rest.length > 0) {
    throw new Error(`Unexpected format for import: ${id}. Use 'subnet ID/route table ID'`);
  }
  return subnetId;
}
