import assert from "node:assert/strict";
import { NetworkProvider, types } from "./networkFixture";
import { urnOf } from "./providerFixture";

const everywhere = "0.0.0.0/0";

describe("network of the provider", () => {
  const network = new NetworkProvider();

  it("has VPCs", async () => {
    const args = { cidrBlock: "10.1.0.0/16", enableDnsHostnames: true, tags: { Name: "x" } };
    const vpc = await network.create("vpc", args);
    const { defaultNetworkAclId, defaultRouteTableId, defaultSecurityGroupId, dhcpOptionsId, ...state } = vpc.state;
    for (const id of [defaultNetworkAclId, defaultRouteTableId, defaultSecurityGroupId, dhcpOptionsId]) assert.ok(id);
    assert.deepEqual(state, {
      id: vpc.id,
      arn: `arn:aws:ec2:us-west-2:123456789012:vpc/${vpc.id}`,
      assignGeneratedIpv6CidrBlock: false,
      cidrBlock: "10.1.0.0/16",
      enableDnsHostnames: true,
      enableDnsSupport: true,
      enableNetworkAddressUsageMetrics: false,
      instanceTenancy: "default",
      ipv6AssociationId: "",
      ipv6CidrBlock: "",
      ipv6CidrBlockNetworkBorderGroup: "",
      mainRouteTableId: defaultRouteTableId,
      ownerId: "123456789012",
      region: "us-west-2",
      tags: { Name: "x" },
      tagsAll: { Name: "x" },
    });
    await network.assertSettled(vpc, args);
    await network.assertImported(vpc, vpc.id, args);
    assert.deepEqual((await network.diff(vpc, { ...args, cidrBlock: "10.2.0.0/16" })).replaces, ["cidrBlock"]);
    const changed = await network.update(vpc, {
      ...args,
      enableDnsHostnames: false,
      enableDnsSupport: false,
      tags: { b: "c" },
    });
    assert.deepEqual([changed.enableDnsHostnames, changed.enableDnsSupport, changed.tags], [false, false, { b: "c" }]);
    await network.assertGone(vpc);
  });

  it("refuses networks that are none, and what the local AWS does not have", async () => {
    const failuresOf = async (cidrBlock: string) =>
      (await network.engine.check(urnOf(types.vpc, "v"), { cidrBlock })).failures.join();
    assert.match(
      await failuresOf("10.0.0.1/16"),
      /"10.0.0.1\/16" is not a valid IPv4 CIDR block; did you mean "10.0.0.0\/16"\?.*'v.cidrBlock'/,
    );
    assert.match(await failuresOf("10.0.0.0/8"), /between 16 and 28 significant bits, got: 8/);
    assert.match(await failuresOf("10.0.0/16"), /"10.0.0\/16" is not a valid IPv4 CIDR block\./);
    await assert.rejects(
      network.engine.create(urnOf(types.vpc), { cidrBlock: "10.0.0.0/16", assignGeneratedIpv6CidrBlock: true }),
      /the sandbox's local AWS has nothing for assignGeneratedIpv6CidrBlock: leave that out here/,
    );
    const vpc = await network.createVpc();
    await assert.rejects(
      network.diff(vpc, { cidrBlock: "10.0.0.0/16", ipv4IpamPoolId: "ipam-1" }),
      /has nothing for ipv4IpamPoolId/,
    );
  });

  it("has subnets", async () => {
    const { id: vpcId } = await network.createVpc();
    const args = {
      vpcId,
      cidrBlock: "10.0.0.0/20",
      availabilityZone: "us-west-2b",
      mapPublicIpOnLaunch: true,
      assignIpv6AddressOnCreation: false,
      tags: { SubnetType: "Public" },
    };
    const subnet = await network.create("subnet", args);
    assert.equal(subnet.state.arn, `arn:aws:ec2:us-west-2:123456789012:subnet/${subnet.id}`);
    assert.equal(subnet.state.availabilityZoneId, "usw2-az2");
    assert.equal(subnet.state.mapPublicIpOnLaunch, true);
    await network.assertSettled(subnet, args);
    await network.assertImported(subnet, subnet.id, args);
    for (const [name, value] of Object.entries({
      availabilityZone: "us-west-2a",
      cidrBlock: "10.0.16.0/20",
      vpcId: "vpc-1",
    })) {
      assert.deepEqual((await network.diff(subnet, { ...args, [name]: value })).replaces, [name]);
    }
    const changed = await network.update(subnet, {
      ...args,
      mapPublicIpOnLaunch: false,
      enableResourceNameDnsARecordOnLaunch: true,
      privateDnsHostnameTypeOnLaunch: "resource-name",
      tags: {},
    });
    assert.equal(changed.mapPublicIpOnLaunch, false);
    assert.equal(changed.enableResourceNameDnsARecordOnLaunch, true);
    assert.deepEqual(changed.tags, {});
    await network.assertGone(subnet);
  });

  it("has internet gateways", async () => {
    const [first, second] = [await network.createVpc(), await network.createVpc()];
    const args = { vpcId: first.id, tags: { a: "b" } };
    const gateway = await network.create("internetGateway", args);
    assert.equal(gateway.state.vpcId, first.id);
    await network.assertSettled(gateway, args);
    await network.assertImported(gateway, gateway.id, args);
    assert.equal((await network.update(gateway, { ...args, vpcId: second.id })).vpcId, second.id);
    await network.assertGone(gateway);
  });

  it("has NAT gateways with their elastic IPs", async () => {
    const { id: vpcId } = await network.createVpc();
    const { id: subnetId } = await network.createSubnet(vpcId);
    const eip = await network.create("eip", { tags: { a: "b" } });
    assert.match(String(eip.state.publicDns), /^ec2-[\d-]+\.us-west-2\.compute\.amazonaws\.com$/);
    assert.equal(eip.state.allocationId, eip.id);
    await network.assertSettled(eip, { tags: { a: "b" } });
    await network.assertImported(eip, eip.id, { tags: { a: "b" } });
    assert.deepEqual((await network.diff(eip, { networkBorderGroup: "us-west-2-lax-1" })).replaces, [
      "networkBorderGroup",
    ]);

    const args = { subnetId, allocationId: eip.id, tags: { Name: "nat" } };
    const nat = await network.create("natGateway", args);
    assert.equal(nat.state.allocationId, eip.id);
    assert.equal(nat.state.publicIp, eip.state.publicIp);
    assert.equal(nat.state.vpcId, vpcId);
    assert.match(String(nat.state.networkInterfaceId), /^eni-/);
    await network.assertSettled(nat, args);
    await network.assertImported(nat, nat.id, args);
    assert.deepEqual((await network.diff(nat, { ...args, subnetId: "subnet-1" })).replaces, ["subnetId"]);
    await network.update(nat, { ...args, tags: { Name: "other" } });

    const refreshed = await network.engine.read(eip.urn, eip.id, eip.state, eip.inputs);
    assert.deepEqual(refreshed.inputs, eip.inputs);
    assert.equal(refreshed.state.networkInterface, nat.state.networkInterfaceId);
    assert.equal((await network.diff({ ...eip, state: refreshed.state }, { tags: { a: "b" } })).changes, false);

    await network.assertGone(nat);
    await network.engine.delete(eip.urn, eip.id, refreshed.state);
    assert.equal((await network.engine.read(eip.urn, eip.id, eip.state, eip.inputs)).id, "");
  });

  it("has route tables with routes of their own", async () => {
    const { id: vpcId } = await network.createVpc();
    const { id: gatewayId } = await network.create("internetGateway", { vpcId });
    const args = { vpcId, routes: [{ cidrBlock: everywhere, gatewayId }], tags: { a: "b" } };
    const table = await network.create("routeTable", args);
    assert.deepEqual(table.state.routes, [{ cidrBlock: everywhere, gatewayId }]);
    await network.assertSettled(table, args);
    await network.assertImported(table, table.id, args);
    assert.deepEqual((await network.diff(table, { ...args, vpcId: "vpc-1" })).replaces, ["vpcId"]);
    const changed = await network.update(table, {
      ...args,
      routes: [{ cidrBlock: "192.168.0.0/16", gatewayId }],
      tags: {},
    });
    assert.deepEqual(changed.routes, [{ cidrBlock: "192.168.0.0/16", gatewayId }]);
    await network.assertGone(table);
  });

  it("has routes, which a table without routes of its own leaves alone", async () => {
    const { id: vpcId } = await network.createVpc();
    const [first, other] = [
      await network.create("internetGateway", { vpcId }),
      await network.create("internetGateway", {}),
    ];
    const table = await network.create("routeTable", { vpcId });
    const args = { routeTableId: table.id, destinationCidrBlock: everywhere, gatewayId: first.id };
    const route = await network.create("route", args);
    assert.equal(route.id, `r-${table.id}1080289494`);
    assert.equal(route.state.state, "active");
    await network.assertSettled(route, args);
    await network.assertImported(route, `${table.id}_${everywhere}`, args);
    await assert.rejects(
      network.engine.create(route.urn, route.inputs),
      /RouteAlreadyExists: The route identified by 0.0.0.0\/0 already exists/,
    );
    assert.deepEqual((await network.diff(route, { ...args, destinationCidrBlock: "10.9.0.0/16" })).replaces, [
      "destinationCidrBlock",
    ]);

    const refreshed = await network.engine.read(table.urn, table.id, table.state, table.inputs);
    assert.deepEqual(refreshed.state.routes, [{ cidrBlock: everywhere, gatewayId: first.id }]);
    assert.equal((await network.diff({ ...table, state: refreshed.state }, { vpcId })).changes, false);

    assert.equal((await network.update(route, { ...args, gatewayId: other.id })).gatewayId, other.id);
    await network.assertGone(route);
  });

  it("has associations of route tables, found again when AWS has given them another id", async () => {
    const { id: vpcId } = await network.createVpc();
    const { id: subnetId } = await network.createSubnet(vpcId);
    const [first, second] = [
      await network.create("routeTable", { vpcId }),
      await network.create("routeTable", { vpcId }),
    ];
    const args = { routeTableId: first.id, subnetId };
    const association = await network.create("routeTableAssociation", args);
    await network.assertSettled(association, args);
    await network.assertImported(association, `${subnetId}/${first.id}`, args);
    assert.deepEqual((await network.diff(association, { ...args, subnetId: "subnet-1" })).replaces, ["subnetId"]);

    const { urn, id, inputs } = association;
    const moved = { ...inputs, routeTableId: second.id };
    const state = await network.engine.update(urn, id, association.state, moved);
    assert.equal(state.routeTableId, second.id);
    assert.equal((await network.engine.diff(urn, state, moved)).changes, false);
    assert.match((await network.engine.read(urn, id, state, moved)).id, /^rtbassoc-/);
    await network.assertGone({ ...association, state });
  });
});
