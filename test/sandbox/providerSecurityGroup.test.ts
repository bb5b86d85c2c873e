import * as ec2 from "@aws-sdk/client-ec2";
import assert from "node:assert/strict";
import { NetworkProvider } from "./networkFixture";
import type { Json } from "./providerFixture";

const everywhere = "0.0.0.0/0";
const web = { protocol: "tcp", fromPort: 80, toPort: 80 };
const all = { protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: [everywhere] };

describe("security groups of the provider", () => {
  const network = new NetworkProvider();
  it("allow what the program says, gathered as it says it, and nothing else", async () => {
    const { id: vpcId } = await network.createVpc();
    const balancer = await network.create("securityGroup", { vpcId, egress: [all] });
    assert.match(String(balancer.state.name), /^it-[0-9a-f]{7}$/);
    assert.equal(balancer.state.description, "Managed by Pulumi");
    assert.deepEqual(balancer.state.ingress, []);
    const args = {
      vpcId,
      name: "tasks",
      description: "of the service",
      ingress: [
        { ...web, cidrBlocks: ["10.0.0.0/16", "10.1.0.0/16"], self: true },
        { ...web, securityGroups: [balancer.id], description: "from the load balancer" },
      ],
      tags: { a: "b" },
    };
    const group = await network.create("securityGroup", args);
    assert.deepEqual(group.state.egress, []);
    assert.equal((group.state.ingress as Json[]).length, 2);
    await network.assertSettled(group, args);
    await network.assertImported(group, group.id, args);
    for (const [name, value] of Object.entries({ description: "x", name: "x", vpcId: "vpc-1" })) {
      assert.deepEqual((await network.diff(group, { ...args, [name]: value })).replaces, [name]);
    }

    const fewer = { ...args, ingress: [{ ...web, cidrBlocks: ["10.1.0.0/16"], self: true }], egress: [all] };
    const changed = await network.update(group, fewer);
    assert.deepEqual(changed.ingress, [{ ...web, cidrBlocks: ["10.1.0.0/16"], self: true }]);
    const { SecurityGroups: [found] = [] } = await network.client.send(
      new ec2.DescribeSecurityGroupsCommand({ GroupIds: [group.id] }),
    );
    assert.deepEqual(
      found?.IpPermissions?.flatMap(({ IpRanges = [] }) => IpRanges.map(({ CidrIp }) => CidrIp)),
      ["10.1.0.0/16"],
    );
    assert.equal((await network.diff(group, { ...fewer, egress: [{ ...all, protocol: "ALL" }] })).changes, false);
    await network.assertGone(group);
  });

  it("show a rule that was added from outside, which the next update takes away", async () => {
    const { id: vpcId } = await network.createVpc();
    const args = { vpcId, ingress: [{ ...web, cidrBlocks: ["10.0.0.0/16"] }] };
    const group = await network.create("securityGroup", args);
    const IpPermissions = [{ IpProtocol: "tcp", FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: everywhere }] }];
    await network.client.send(new ec2.AuthorizeSecurityGroupIngressCommand({ GroupId: group.id, IpPermissions }));
    const { state } = await network.engine.read(group.urn, group.id, group.state, group.inputs);
    assert.deepEqual((await network.diff({ ...group, state }, args)).detailed, { "ingress[1]": "DELETE" });
    const after = await network.engine.update(group.urn, group.id, state, group.inputs);
    assert.deepEqual(after.ingress, group.state.ingress);
  });

  it("are deleted when no other group names them any more", async () => {
    const { id: vpcId } = await network.createVpc();
    const named = await network.create("securityGroup", { vpcId });
    const args = { vpcId, name: "other", ingress: [{ ...web, securityGroups: [named.id] }] };
    const other = await network.create("securityGroup", args);
    await assert.rejects(network.client.send(new ec2.DeleteSecurityGroupCommand({ GroupId: named.id })), {
      name: "DependencyViolation",
    });
    const deletion = network.engine.delete(named.urn, named.id, named.state);
    await network.update(other, { ...args, ingress: [] });
    await deletion;
  });

  it("refuse ports where all protocols are meant", async () => {
    const { id: vpcId } = await network.createVpc();
    await assert.rejects(
      network.create("securityGroup", { vpcId, egress: [{ ...all, toPort: 80 }] }),
      /must both be 0 to use the 'ALL' "-1" protocol/,
    );
  });
});
