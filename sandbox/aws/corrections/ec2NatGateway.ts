import { AwsError } from "../../ecs/awsError";
import type { Reply } from "../reply";
import type { CorrectedCall } from "./correction";
import { itemsOf, parametersOf, valueOf } from "./ec2Wire";

/*
 * ministack does not connect a NAT gateway with its elastic IP, and gives it no network interface. Both are kept in ministack
 * itself: the address is associated with the gateway as if that were an instance, and the interface has AWS's description.
 */

const interfaceDescription = (natGatewayId: string) => `Interface for NAT Gateway ${natGatewayId}`;

interface NetworkInterface {
  networkInterfaceId: string;
  privateIp: string;
}

interface Address {
  allocationId: string;
  associationId: string;
  publicIp: string;
}

/** Creates the gateway with its interface, and takes the address for it. */
export async function createNatGateway(call: CorrectedCall): Promise<Reply> {
  const { AllocationId, SubnetId = "" } = parametersOf(call);
  if (AllocationId !== undefined) {
    const known = itemsOf(
      (await call.askQuery("DescribeAddresses", { "AllocationId.1": AllocationId })).body,
      "allocationId",
    );
    if (known.length === 0) {
      throw new AwsError("InvalidElasticIpID.NotFound", `The elastic-ip ID '${AllocationId}' does not exist`);
    }
    if (known.some((address) => valueOf(address, "associationId") !== undefined)) {
      throw new AwsError("Resource.AlreadyAssociated", `Elastic IP address [${AllocationId}] is already associated`);
    }
  }
  const reply = await call.ask();
  const id = valueOf(reply.body, "natGatewayId");
  if (reply.status !== 200 || id === undefined) return reply;
  if (AllocationId !== undefined) await call.askQuery("AssociateAddress", { AllocationId, InstanceId: id });
  await call.askQuery("CreateNetworkInterface", { SubnetId, Description: interfaceDescription(id) });
  return withNatAddresses(call, reply);
}

/** Deletes the gateway and its interface, and sets its address free. */
export async function deleteNatGateway(call: CorrectedCall): Promise<Reply> {
  const reply = await call.ask();
  const { NatGatewayId = "" } = parametersOf(call);
  if (reply.status !== 200) return reply;
  const address = (await addresses(call)).get(NatGatewayId);
  if (address !== undefined) await call.askQuery("DisassociateAddress", { AssociationId: address.associationId });
  const own = (await interfaces(call)).get(interfaceDescription(NatGatewayId));
  if (own !== undefined) await call.askQuery("DeleteNetworkInterface", { NetworkInterfaceId: own.networkInterfaceId });
  return reply;
}

/** An answer about NAT gateways, with their addresses. */
export async function withNatAddresses(call: CorrectedCall, reply: Reply): Promise<Reply> {
  if (reply.status !== 200) return reply;
  const [byGateway, byDescription] = await Promise.all([addresses(call), interfaces(call)]);
  return rewritten(reply, "natGatewayId", (item) => {
    const id = valueOf(item, "natGatewayId") ?? "";
    const own = byDescription.get(interfaceDescription(id));
    const fields = { ...byGateway.get(id), ...own, isPrimary: "true", status: "succeeded" };
    const set = own === undefined ? "" : `<item>${elements(fields)}</item>`;
    return item.replace(
      "<natGatewayAddressSet/>",
      `<availabilityMode>zonal</availabilityMode><natGatewayAddressSet>${set}</natGatewayAddressSet>`,
    );
  });
}

/** An answer about addresses, with the interface of the NAT gateway that has one, and with what AWS says of each. */
export async function withNatGateway(call: CorrectedCall, reply: Reply): Promise<Reply> {
  if (reply.status !== 200) return reply;
  const byDescription = await interfaces(call);
  return rewritten(reply, "allocationId", (item) => {
    const common = elements({ networkBorderGroup: call.region, publicIpv4Pool: "amazon" });
    const holder = valueOf(item, "instanceId");
    const own = byDescription.get(interfaceDescription(holder ?? ""));
    if (own === undefined) return common + item;
    const fields = { networkInterfaceId: own.networkInterfaceId, privateIpAddress: own.privateIp };
    return common + item.replace(`<instanceId>${holder}</instanceId>`, elements(fields));
  });
}

/** The addresses by what they are associated with. */
async function addresses(call: CorrectedCall): Promise<Map<string, Address>> {
  const { body } = await call.askQuery("DescribeAddresses", {});
  return new Map(
    itemsOf(body, "allocationId").map((item) => [
      valueOf(item, "instanceId") ?? "",
      {
        allocationId: valueOf(item, "allocationId") ?? "",
        associationId: valueOf(item, "associationId") ?? "",
        publicIp: valueOf(item, "publicIp") ?? "",
      },
    ]),
  );
}

/** The network interfaces by their descriptions. */
async function interfaces(call: CorrectedCall): Promise<Map<string, NetworkInterface>> {
  const { body } = await call.askQuery("DescribeNetworkInterfaces", {});
  return new Map(
    itemsOf(body, "networkInterfaceId").map((item) => [
      valueOf(item, "description") ?? "",
      {
        networkInterfaceId: valueOf(item, "networkInterfaceId") ?? "",
        privateIp: valueOf(item, "privateIpAddress") ?? "",
      },
    ]),
  );
}

function rewritten(reply: Reply, firstElement: string, change: (item: string) => string): Reply {
  const items = itemsOf(reply.body, firstElement);
  const head = reply.body.slice(0, reply.body.length - items.join("").length);
  return { ...reply, body: head + items.map(change).join("") };
}

const elements = (fields: Record<string, string>) =>
  Object.entries(fields)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join("");
