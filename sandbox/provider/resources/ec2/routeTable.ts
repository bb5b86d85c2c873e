import { step } from "../../awsErrors";
import { block, regionProperty, set, tagProperties, text } from "../../properties";
import type { ResourceType, Scope } from "../../resource";
import { canonicalJson, isValues, textOf, type Value, type Values } from "../../values";
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
import { createRoute, deleteRoute, describeRouteTable, replaceRoute, routeTargets, targetOf } from "./routes";

const properties = {
  arn: text({ output: true }),
  ownerId: text({ output: true }),
  propagatingVgws: set(text(), { computed: true }),
  routes: set(
    block({
      ...routeTargets,
      cidrBlock: text({ check: (cidr) => ipv4NetworkProblem(cidr) }),
      destinationPrefixListId: text(),
      ipv6CidrBlock: text(),
    }),
    { computed: true },
  ),
  vpcId: text({ required: true, replaces: true }),
  ...tagProperties,
  ...regionProperty,
};

const lacking = new LackingArguments(["propagatingVgws"]);

/** Mirrors Terraform's `aws_route_table`. */
export const routeTable: ResourceType = {
  token: "aws:ec2/routeTable:RouteTable",
  properties,

  async create(inputs, scope, exists) {
    lacking.refuseNew(properties, inputs);
    const { sdk, client } = await ec2(scope);
    const created = await step("creating Route Table", () =>
      client.send(
        new sdk.CreateRouteTableCommand({
          VpcId: textOf(inputs.vpcId),
          TagSpecifications: tagSpecifications("route-table", inputs),
        }),
      ),
    );
    const id = created.RouteTable?.RouteTableId ?? "";
    exists(id);
    await changeRoutes(id, undefined, inputs.routes, scope);
  },

  async read(id, _known, scope) {
    const found = await describeRouteTable(id, scope);
    if (found === undefined) return undefined;
    const ownerId = found.OwnerId ?? "";
    return {
      id,
      state: {
        arn: ec2Arn(scope, `route-table/${id}`, ownerId),
        ownerId,
        propagatingVgws: [],
        routes: (found.Routes ?? [])
          .filter(({ GatewayId }) => GatewayId !== "local")
          .map((route) => ({ cidrBlock: route.DestinationCidrBlock, ...targetOf(route) })),
        vpcId: found.VpcId,
        ...tagsFromEc2(found.Tags),
      },
    };
  },

  async update(change, scope) {
    const { id, state, inputs, changes } = change;
    await updateEc2Tags("Route Table", change, scope);
    if (changes("routes")) await changeRoutes(id, state.routes, inputs.routes, scope);
  },

  async delete(id, _state, scope) {
    const { sdk, client } = await ec2(scope);
    const found = await describeRouteTable(id, scope);
    for (const { RouteTableAssociationId } of found?.Associations ?? []) {
      await step(`disassociating Route Table (${id})`, () =>
        unlessMissing("InvalidAssociationID.NotFound", () =>
          client.send(new sdk.DisassociateRouteTableCommand({ AssociationId: RouteTableAssociationId })),
        ),
      );
    }
    await step(`deleting Route Table (${id})`, () =>
      onceUnused(scope, () =>
        unlessMissing("InvalidRouteTableID.NotFound", () =>
          client.send(new sdk.DeleteRouteTableCommand({ RouteTableId: id })),
        ),
      ),
    );
  },

  refuse: (change) => lacking.refuseChange(change),
};

/** Adds, redirects and deletes routes, by their destinations. */
async function changeRoutes(id: string, before: Value | undefined, after: Value | undefined, scope: Scope) {
  const old = byDestination(before);
  const wanted = byDestination(after);
  for (const [destination, target] of wanted) {
    const current = old.get(destination);
    if (current === undefined) await createRoute(id, destination, target, scope);
    else if (canonicalJson(current) !== canonicalJson(target)) await replaceRoute(id, destination, target, scope);
  }
  for (const destination of old.keys()) {
    if (!wanted.has(destination)) await deleteRoute(id, destination, scope);
  }
}

function byDestination(routes: Value | undefined): Map<string, Values> {
  const list = Array.isArray(routes) ? routes.filter(isValues) : [];
  return new Map(list.map(({ cidrBlock, ...target }) => [textOf(cidrBlock) ?? "", target]));
}
