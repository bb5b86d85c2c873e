import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { AwsxEngine, type Json } from "./awsxEngine";

const vpcType = "awsx:ec2:Vpc";

describe("awsx.ec2.Vpc of the sandbox", function () {
  this.timeout(30_000);

  const engine = new AwsxEngine();
  before(() => engine.start());
  after(() => engine.stop());

  const make = (args: Json) => engine.construct(vpcType, "x", args);
  const tree = () => engine.children.map(({ title, parent }) => `${title} < ${parent}`).sort();

  it("makes what was seen on a real run, each under the one before", async () => {
    const outputs = await make({
      numberOfAvailabilityZones: 2,
      natGateways: { strategy: "None" },
      subnetSpecs: [{ type: "Public" }],
    });
    const perSubnet = (name: string) => [
      `aws:ec2:Route ${name} < aws:ec2:RouteTable ${name}`,
      `aws:ec2:RouteTable ${name} < aws:ec2:Subnet ${name}`,
      `aws:ec2:RouteTableAssociation ${name} < aws:ec2:RouteTable ${name}`,
      `aws:ec2:Subnet ${name} < aws:ec2:Vpc x`,
    ];
    deepEqual(
      tree(),
      [
        "aws:ec2:InternetGateway x < aws:ec2:Vpc x",
        "aws:ec2:Vpc x < awsx:ec2:Vpc x",
        ...perSubnet("x-public-1"),
        ...perSubnet("x-public-2"),
      ].sort(),
    );
    const vpcId = "id of aws:ec2:Vpc x";
    const tags = { Name: "x-public-2", SubnetType: "Public" };
    deepEqual(engine.argsOf("aws:ec2:Vpc x"), { cidrBlock: "10.0.0.0/16", tags: { Name: "x" } });
    deepEqual(engine.argsOf("aws:ec2:InternetGateway x"), { vpcId, tags: { Name: "x" } });
    equal(engine.argsOf("aws:ec2:Subnet x-public-1")?.cidrBlock, "10.0.0.0/20");
    deepEqual(engine.argsOf("aws:ec2:Subnet x-public-2"), {
      vpcId,
      availabilityZone: "us-west-2b",
      cidrBlock: "10.0.128.0/20",
      mapPublicIpOnLaunch: true,
      assignIpv6AddressOnCreation: false,
      tags,
    });
    deepEqual(engine.argsOf("aws:ec2:RouteTable x-public-2"), { vpcId, tags });
    const routeTableId = "id of aws:ec2:RouteTable x-public-2";
    deepEqual(engine.argsOf("aws:ec2:RouteTableAssociation x-public-2"), {
      routeTableId,
      subnetId: "id of aws:ec2:Subnet x-public-2",
    });
    deepEqual(engine.argsOf("aws:ec2:Route x-public-2"), {
      routeTableId,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: "id of aws:ec2:InternetGateway x",
    });
    const subnets = ["aws:ec2:Subnet x-public-1", "aws:ec2:Subnet x-public-2"];
    const ofBoth = (type: string) => [`${type} x-public-1`, `${type} x-public-2`];
    deepEqual(outputs, {
      vpc: "aws:ec2:Vpc x",
      vpcId,
      vpcEndpoints: [],
      internetGateway: "aws:ec2:InternetGateway x",
      eips: [],
      natGateways: [],
      subnets,
      publicSubnets: subnets,
      privateSubnets: [],
      isolatedSubnets: [],
      publicSubnetIds: subnets.map((title) => `id of ${title}`),
      privateSubnetIds: [],
      isolatedSubnetIds: [],
      routeTables: ofBoth("aws:ec2:RouteTable"),
      routeTableAssociations: ofBoth("aws:ec2:RouteTableAssociation"),
      routes: ofBoth("aws:ec2:Route"),
      subnetLayout: [{ type: "Public", cidrMask: 20 }],
    });
  });

  it("warns where the strategy is left open, and only there", async () => {
    const args = { natGateways: { strategy: "None" }, subnetSpecs: [{ type: "Public" }] };
    await make(args);
    equal(engine.warnings.length, 1);
    match(engine.warnings[0] ?? "", /subnetStrategy is not given.*"type":"Public","cidrMask":20/);
    await make({ ...args, subnetStrategy: "Auto" });
    deepEqual(engine.warnings, []);
  });

  it("leads private subnets through the NAT gateways, isolated ones nowhere", async () => {
    const specs = ["Private", "Public", "Isolated"].map((type) => ({ type }));
    const natOf = async (strategy: string | undefined) => {
      await make({
        numberOfAvailabilityZones: 2,
        subnetStrategy: "Auto",
        subnetSpecs: specs,
        tags: { team: "a" },
        ...(strategy && { natGateways: { strategy } }),
      });
      const nats = engine.children.filter(({ title }) => /NatGateway|Eip/.test(title)).map(({ title }) => title);
      const routes = [1, 2].map((zone) => engine.argsOf(`aws:ec2:Route x-private-${zone}`)?.natGatewayId);
      equal(engine.argsOf("aws:ec2:Route x-isolated-1"), undefined);
      return { nats, routes };
    };
    const [first, second] = ["aws:ec2:NatGateway x-1", "aws:ec2:NatGateway x-2"];
    const perZone = {
      nats: ["aws:ec2:Eip x-1", first, "aws:ec2:Eip x-2", second],
      routes: [`id of ${first}`, `id of ${second}`],
    };
    const sorted = (found: typeof perZone | Awaited<ReturnType<typeof natOf>>) => ({
      ...found,
      nats: found.nats.toSorted(),
    });
    deepEqual(sorted(await natOf(undefined)), sorted(perZone));
    deepEqual(sorted(await natOf("OnePerAz")), sorted(perZone));
    deepEqual(sorted(await natOf("Single")), {
      nats: ["aws:ec2:Eip x-1", first],
      routes: [`id of ${first}`, `id of ${first}`],
    });
    deepEqual(engine.argsOf("aws:ec2:Eip x-1"), { tags: { team: "a", Name: "x-1" } });
    deepEqual(engine.argsOf(first), {
      subnetId: "id of aws:ec2:Subnet x-public-1",
      allocationId: "allocation of x-1",
      tags: { team: "a", Name: "x-1" },
    });
    equal(engine.children.find(({ title }) => title === first)?.parent, "aws:ec2:Subnet x-public-1");
    deepEqual(await natOf("None"), { nats: [], routes: [undefined, undefined] });
  });

  it("makes a private and a public subnet in three zones where nothing is said", async () => {
    await make({});
    const blocks = engine.children
      .filter(({ title }) => title.startsWith("aws:ec2:Subnet"))
      .map(
        ({ title, args }) =>
          `${title.slice("aws:ec2:Subnet ".length)} ${String(args.cidrBlock)} ${String(args.mapPublicIpOnLaunch)}`,
      );
    deepEqual(blocks.sort(), [
      "x-private-1 10.0.0.0/19 false",
      "x-private-2 10.0.64.0/19 false",
      "x-private-3 10.0.128.0/19 false",
      "x-public-1 10.0.32.0/20 true",
      "x-public-2 10.0.96.0/20 true",
      "x-public-3 10.0.160.0/20 true",
    ]);
    deepEqual(engine.functions, ["aws:index/getAvailabilityZones:getAvailabilityZones {}"]);
  });

  it("takes the VPC's own arguments, tags and named zones as they are", async () => {
    await make({
      availabilityZoneNames: ["us-west-2c"],
      cidrBlock: "10.7.0.0/20",
      enableDnsHostnames: true,
      tags: { team: "a" },
      natGateways: { strategy: "None" },
      subnetStrategy: "Auto",
      subnetSpecs: [{ type: "Public", name: "edge", cidrMask: 24, tags: { tier: "1" } }],
    });
    deepEqual(engine.argsOf("aws:ec2:Vpc x"), {
      cidrBlock: "10.7.0.0/20",
      enableDnsHostnames: true,
      tags: { Name: "x", team: "a" },
    });
    const { availabilityZone, cidrBlock, tags } = engine.argsOf("aws:ec2:Subnet x-edge-1") ?? {};
    deepEqual([availabilityZone, cidrBlock], ["us-west-2c", "10.7.0.0/24"]);
    deepEqual(tags, { Name: "x-edge-1", SubnetType: "Public", team: "a", tier: "1" });
    deepEqual(engine.argsOf("aws:ec2:RouteTable x-edge-1")?.tags, {
      Name: "x-edge-1",
      SubnetType: "Public",
      team: "a",
    });
    deepEqual(engine.functions, []);
  });

  for (const [why, args, message] of [
    ["too few zones", { numberOfAvailabilityZones: 4 }, /has 3 availability zones, and 4 are wanted/],
    ["zones said twice", { numberOfAvailabilityZones: 1, availabilityZoneNames: ["a"] }, /only one can be/],
    [
      "NAT gateways without a public subnet",
      { subnetSpecs: [{ type: "Private" }] },
      /natGateways.strategy OnePerAz needs public subnets/,
    ],
    [
      "endpoints",
      { vpcEndpointSpecs: [{ serviceName: "s3" }] },
      /does not have vpcEndpointSpecs of awsx.ec2.Vpc; the real plugin has it \(pulumi plugin install resource awsx 3\.9\.0\)/,
    ],
    ["IPv6", { assignGeneratedIpv6CidrBlock: true }, /does not have assignGeneratedIpv6CidrBlock/],
    ["merged layouts", { subnetStrategy: "AutoMerge" }, /does not have subnetStrategy AutoMerge/],
  ] as [string, Json, RegExp][]) {
    it(`refuses ${why}, and makes nothing`, async () => {
      await rejects(make(args), message);
      deepEqual(engine.children, []);
    });
  }
});
