import type { Route } from "@aws-sdk/client-ec2";
import { step } from "../../awsErrors";
import { text, type Properties } from "../../properties";
import type { Scope } from "../../resource";
import { fromAws, toAws } from "../../shapes";
import type { Values } from "../../values";
import { ec2, unlessMissing } from "./ec2";

/** Where a route can lead to, under the names that `aws_route` and the routes inside `aws_route_table` share. */
export const routeTargets = {
  carrierGatewayId: text({ awsName: "CarrierGatewayId" }),
  coreNetworkArn: text({ awsName: "CoreNetworkArn" }),
  egressOnlyGatewayId: text({ awsName: "EgressOnlyInternetGatewayId" }),
  gatewayId: text({ awsName: "GatewayId" }),
  localGatewayId: text({ awsName: "LocalGatewayId" }),
  natGatewayId: text({ awsName: "NatGatewayId" }),
  networkInterfaceId: text({ awsName: "NetworkInterfaceId" }),
  odbNetworkArn: text({ awsName: "OdbNetworkArn" }),
  transitGatewayId: text({ awsName: "TransitGatewayId" }),
  vpcEndpointId: text({ awsName: "VpcEndpointId" }),
  vpcPeeringConnectionId: text({ awsName: "VpcPeeringConnectionId" }),
} satisfies Properties;

/** The only targets that routes of the local AWS can have. */
const knownTargets = ["gatewayId", "natGatewayId"];

export const lackingTargets = Object.keys(routeTargets).filter((name) => !knownTargets.includes(name));

/** What a route leads to, under the provider's names. */
export const targetOf = (route: Route): Values => fromAws(routeTargets, route);

/** Adds a route to a table. */
export async function createRoute(RouteTableId: string, destination: string, target: Values, scope: Scope) {
  const { sdk, client } = await ec2(scope);
  const request = { RouteTableId, DestinationCidrBlock: destination, ...toAws(routeTargets, target) };
  await step(`creating ${title(RouteTableId, destination)}`, () => client.send(new sdk.CreateRouteCommand(request)));
}

/** Lets a route lead somewhere else. */
export async function replaceRoute(RouteTableId: string, destination: string, target: Values, scope: Scope) {
  const { sdk, client } = await ec2(scope);
  const request = { RouteTableId, DestinationCidrBlock: destination, ...toAws(routeTargets, target) };
  await step(`updating ${title(RouteTableId, destination)}`, () => client.send(new sdk.ReplaceRouteCommand(request)));
}

/** Deletes a route, unless it is gone already or its table is. */
export async function deleteRoute(RouteTableId: string, destination: string, scope: Scope): Promise<void> {
  const { sdk, client } = await ec2(scope);
  const request = { RouteTableId, DestinationCidrBlock: destination };
  await step(`deleting ${title(RouteTableId, destination)}`, () =>
    unlessMissing("InvalidRouteTableID.NotFound", () =>
      unlessMissing("InvalidRoute.NotFound", () => client.send(new sdk.DeleteRouteCommand(request))),
    ),
  );
}

/** A route table with its routes and associations; undefined when there is none. */
export async function describeRouteTable(id: string, scope: Scope) {
  const { sdk, client } = await ec2(scope);
  const answer = await step(`reading Route Table (${id})`, () =>
    unlessMissing("InvalidRouteTableID.NotFound", () =>
      client.send(new sdk.DescribeRouteTablesCommand({ RouteTableIds: [id] })),
    ),
  );
  return answer?.RouteTables?.[0];
}

const title = (routeTableId: string, destination: string) =>
  `Route in Route Table (${routeTableId}) with destination (${destination})`;
