import assert from "node:assert/strict";
import { NetworkProvider } from "./networkFixture";

describe("functions of the provider", () => {
  const network = new NetworkProvider();

  it("tell the zones of a region", async () => {
    const zones = await network.engine.invoke("aws:index/getAvailabilityZones:getAvailabilityZones");
    assert.deepEqual(
      [zones.id, zones.region, zones.names],
      ["us-west-2", "us-west-2", ["us-west-2a", "us-west-2b", "us-west-2c"]],
    );
    assert.equal((zones.zoneIds as string[]).length, 3);
    const elsewhere = await network.engine.invoke("aws:index/getAvailabilityZones:getAvailabilityZones", {
      region: "eu-west-1",
      state: "available",
    });
    assert.deepEqual([elsewhere.region, (elsewhere.names as string[])[0]], ["eu-west-1", "eu-west-1a"]);
  });

  it("find a subnet by its id", async () => {
    const vpc = await network.createVpc();
    const args = { vpcId: vpc.id, cidrBlock: "10.0.1.0/24", tags: { tier: "1" } };
    const subnet = await network.create("subnet", args);
    const found = await network.engine.invoke("aws:ec2/getSubnet:getSubnet", { id: subnet.id });
    const { tagsAll, ...state } = subnet.state;
    assert.deepEqual(tagsAll, args.tags);
    assert.deepEqual(found, state);
    await assert.rejects(
      network.engine.invoke("aws:ec2/getSubnet:getSubnet", { id: "subnet-0000" }),
      /no matching EC2 Subnet found/,
    );
  });

  it("refuse arguments that they do not know", async () => {
    await assert.rejects(
      network.engine.invoke("aws:ec2/getSubnet:getSubnet", { vpcId: "vpc-1" }),
      /does not know vpcId of aws:ec2\/getSubnet:getSubnet; the real plugin has it/,
    );
    await assert.rejects(network.engine.invoke("aws:ec2/getSubnet:getSubnet"), /finds a subnet by its id only/);
  });
});
