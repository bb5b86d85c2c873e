import { crc32 } from "node:zlib";
import { regionProperty, text } from "../../properties";
import type { ResourceType } from "../../resource";
import { textOf, type Values } from "../../values";
import { ipv4NetworkProblem } from "./cidr";
import { LackingArguments } from "./ec2";
import {
  createRoute,
  deleteRoute,
  describeRouteTable,
  lackingTargets,
  replaceRoute,
  routeTargets,
  targetOf,
} from "./routes";

const output = { output: true };

const properties = {
  ...routeTargets,
  destinationCidrBlock: text({ replaces: true, check: (cidr) => ipv4NetworkProblem(cidr) }),
  destinationIpv6CidrBlock: text({ replaces: true }),
  destinationPrefixListId: text({ replaces: true }),
  instanceId: text(output),
  instanceOwnerId: text(output),
  networkInterfaceId: text({ ...routeTargets.networkInterfaceId, computed: true }),
  origin: text(output),
  routeTableId: text({ required: true, replaces: true }),
  state: text(output),
  ...regionProperty,
};

const lacking = new LackingArguments([...lackingTargets, "destinationIpv6CidrBlock", "destinationPrefixListId"]);

/** Mirrors Terraform's `aws_route`. */
export const route: ResourceType = {
  token: "aws:ec2/route:Route",
  properties,

  async create(inputs, scope, exists) {
    lacking.refuseNew(properties, inputs);
    const { routeTableId, destination } = placeOf(inputs);
    await createRoute(routeTableId, destination, inputs, scope);
    // The real provider's id: a checksum stands for the destination.
    exists(`r-${routeTableId}${crc32(destination)}`);
  },

  async read(id, known, scope) {
    const { routeTableId, destination } = known.routeTableId === undefined ? imported(id) : placeOf(known);
    const table = await describeRouteTable(routeTableId, scope);
    const found = table?.Routes?.find(({ DestinationCidrBlock }) => DestinationCidrBlock === destination);
    if (found === undefined) return undefined;
    return {
      id: `r-${routeTableId}${crc32(destination)}`,
      state: {
        ...targetOf(found),
        destinationCidrBlock: destination,
        instanceId: found.InstanceId ?? "",
        instanceOwnerId: found.InstanceOwnerId ?? "",
        networkInterfaceId: found.NetworkInterfaceId ?? "",
        origin: found.Origin,
        routeTableId,
        state: found.State,
      },
    };
  },

  async update({ inputs }, scope) {
    const { routeTableId, destination } = placeOf(inputs);
    await replaceRoute(routeTableId, destination, inputs, scope);
  },

  async delete(_id, state, scope) {
    const { routeTableId, destination } = placeOf(state);
    await deleteRoute(routeTableId, destination, scope);
  },

  refuse: (change) => lacking.refuseChange(change),
};

interface Place {
  routeTableId: string;
  /** For example `0.0.0.0/0`. */
  destination: string;
}

function placeOf({ routeTableId, destinationCidrBlock }: Values): Place {
  const destination = textOf(destinationCidrBlock);
  if (destination === undefined) throw new Error(`creating Route: "destinationCidrBlock" must be specified`);
  return { routeTableId: textOf(routeTableId) ?? "", destination };
}

/** An import names a route `rtb-…_0.0.0.0/0`. */
function imported(id: string): Place {
  const [routeTableId, destination, ...rest] = id.split("_");
  if (!routeTableId || !destination || rest.length > 0) {
    throw new Error(`unexpected format of ID ("${id}"), expected ROUTETABLEID_DESTINATION`);
  }
  return { routeTableId, destination };
}
