import { deepEqual, equal, rejects } from "node:assert/strict";
import { AwsxEngine, referenceTo, type Json } from "./awsxEngine";

const everywhere = { cidrBlocks: ["0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] };

describe("awsx.lb.ApplicationLoadBalancer of the sandbox", function () {
  this.timeout(30_000);

  const engine = new AwsxEngine();
  before(() => engine.start());
  after(() => engine.stop());

  const subnetIds = ["subnet-1", "subnet-2"];
  const construct = (args: Json) => engine.construct("awsx:lb:ApplicationLoadBalancer", "x", args);
  const make = (args: Json) => construct({ subnetIds, ...args });

  const forward = [{ type: "forward", targetGroupArn: "arn of x" }];

  it("makes what was seen on a real run, all under the component", async () => {
    const outputs = await make({ defaultTargetGroup: { port: 8080, protocol: "HTTP", deregistrationDelay: 10 } });
    deepEqual(engine.children.map(({ title, parent }) => `${title} < ${parent}`).sort(), [
      "aws:ec2:SecurityGroup x < awsx:lb:ApplicationLoadBalancer x",
      "aws:lb:Listener x-0 < awsx:lb:ApplicationLoadBalancer x",
      "aws:lb:LoadBalancer x < awsx:lb:ApplicationLoadBalancer x",
      "aws:lb:TargetGroup x < awsx:lb:ApplicationLoadBalancer x",
    ]);
    deepEqual(engine.functions, ['aws:ec2/getSubnet:getSubnet {"id":"subnet-1"}']);
    const vpcId = "vpc of the subnet";
    const { description, ...group } = engine.argsOf("aws:ec2:SecurityGroup x") ?? {};
    equal(description, "Managed by Pulumi");
    deepEqual(group, {
      vpcId,
      ingress: [{ fromPort: 0, toPort: 0, protocol: "-1", ...everywhere }],
      egress: [{ fromPort: 0, toPort: 65_535, protocol: "tcp", ...everywhere }],
    });
    deepEqual(engine.argsOf("aws:lb:LoadBalancer x"), {
      loadBalancerType: "application",
      subnets: ["subnet-1", "subnet-2"],
      securityGroups: ["id of aws:ec2:SecurityGroup x"],
    });
    deepEqual(engine.argsOf("aws:lb:TargetGroup x"), {
      vpcId,
      targetType: "ip",
      port: 8080,
      protocol: "HTTP",
      deregistrationDelay: 10,
    });
    deepEqual(engine.argsOf("aws:lb:Listener x-0"), {
      loadBalancerArn: "arn of x",
      port: 80,
      protocol: "HTTP",
      defaultActions: forward,
    });
    deepEqual(outputs, {
      loadBalancer: "aws:lb:LoadBalancer x",
      vpcId,
      defaultSecurityGroup: "aws:ec2:SecurityGroup x",
      defaultTargetGroup: "aws:lb:TargetGroup x",
      listeners: ["aws:lb:Listener x-0"],
    });
  });

  it("takes security groups that are given, or none, in place of the open one", async () => {
    const groupsWith = async (args: Json) => {
      await make(args);
      equal(engine.argsOf("aws:ec2:SecurityGroup x"), undefined);
      return engine.argsOf("aws:lb:LoadBalancer x")?.securityGroups;
    };
    deepEqual(await groupsWith({ securityGroups: ["sg-1", "sg-2"] }), ["sg-1", "sg-2"]);
    deepEqual(await groupsWith({ defaultSecurityGroup: { securityGroupId: "sg-3" } }), ["sg-3"]);
    equal(await groupsWith({ defaultSecurityGroup: { skip: true } }), undefined);
    const outputs = await make({ defaultSecurityGroup: { args: { description: "ours", vpcId: "vpc-1" } } });
    deepEqual(engine.argsOf("aws:ec2:SecurityGroup x"), { description: "ours", vpcId: "vpc-1" });
    equal(outputs.defaultSecurityGroup, "aws:ec2:SecurityGroup x");
  });

  it("takes subnets for their ids, and the VPC from them", async () => {
    const urn = (name: string) => `urn:pulumi:dev::project::aws:ec2/subnet:Subnet::${name}`;
    await construct({ subnets: ["a", "b"].map((name) => referenceTo(urn(name), `id of aws:ec2:Subnet ${name}`)) });
    deepEqual(engine.functions, []);
    deepEqual(engine.argsOf("aws:lb:LoadBalancer x")?.subnets, ["id of aws:ec2:Subnet a", "id of aws:ec2:Subnet b"]);
    equal(engine.argsOf("aws:lb:TargetGroup x")?.vpcId, "vpc of the resource");
  });

  it("passes the load balancer's own arguments on", async () => {
    await make({ name: "front", internal: true, idleTimeout: 90, securityGroups: ["sg-1"], tags: { team: "a" } });
    deepEqual(engine.argsOf("aws:lb:LoadBalancer x"), {
      loadBalancerType: "application",
      name: "front",
      internal: true,
      idleTimeout: 90,
      securityGroups: ["sg-1"],
      subnets: ["subnet-1", "subnet-2"],
      tags: { team: "a" },
    });
  });

  it("makes a listener for each that is given, which forwards unless it does something else", async () => {
    const redirect = [{ type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } }];
    await make({
      listeners: [
        { port: 443, certificateArn: "arn:c" },
        { port: 80, defaultActions: redirect },
        { protocol: "HTTPS" },
        {},
      ],
    });
    const loadBalancerArn = "arn of x";
    const made = [0, 1, 2, 3].map((index) => engine.argsOf(`aws:lb:Listener x-${index}`));
    deepEqual(made, [
      { loadBalancerArn, port: 443, protocol: "HTTPS", certificateArn: "arn:c", defaultActions: forward },
      { loadBalancerArn, port: 80, protocol: "HTTP", defaultActions: redirect },
      { loadBalancerArn, port: 443, protocol: "HTTPS", defaultActions: forward },
      { loadBalancerArn, port: 80, protocol: "HTTP", defaultActions: forward },
    ]);
  });

  it("gives the target group the port and protocol of the first listener, but not of the only one in a list", async () => {
    const protocolWith = async (args: Json) => {
      await make(args);
      const { port, protocol } = engine.argsOf("aws:lb:TargetGroup x") ?? {};
      return [port, protocol];
    };
    deepEqual(await protocolWith({}), [80, "HTTP"]);
    deepEqual(await protocolWith({ defaultTargetGroupPort: 8080 }), [8080, "HTTP"]);
    deepEqual(await protocolWith({ listener: { port: 443 } }), [443, "HTTPS"]);
    deepEqual(await protocolWith({ listeners: [{ port: 443 }, { port: 80 }] }), [443, "HTTPS"]);
    deepEqual(await protocolWith({ listeners: [{ port: 443 }] }), [undefined, undefined]);
  });

  for (const [why, args, message] of [
    [
      "both listener and listeners",
      { subnetIds, listener: {}, listeners: [{}] },
      /only one can be: listener or listeners/,
    ],
    ["a load balancer without subnets", {}, /does not have a load balancer without subnetIds/],
    ["mappings of subnets", { subnetMappings: [{ subnetId: "subnet-1" }] }, /does not have subnetMappings/],
  ] as [string, Json, RegExp][]) {
    it(`refuses ${why}`, async () => {
      await rejects(construct(args), message);
      deepEqual(engine.children, []);
    });
  }
});
