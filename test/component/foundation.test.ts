import { deepEqual, equal, ok } from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { trustPolicy } from "../../components/foundation/policies";
import { whenKnown } from "../../program/settled";
import { productionSettings } from "./fixtures";

interface Registered {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

const place = { accountId: "111122223333", region: "us-west-2", partition: "aws" };
const site = { vpcId: "vpc-there", subnetIds: ["subnet-a", "subnet-b"] };

/** What awsx's components answer with. */
const made: Record<string, Record<string, unknown>> = {
  "awsx:ec2:Vpc": { vpcId: "vpc-made", publicSubnetIds: ["subnet-public"], privateSubnetIds: ["subnet-private"] },
  "awsx:ecr:Repository": { url: "111122223333.dkr.ecr.us-west-2.amazonaws.com/agenticmem" },
  "awsx:lb:ApplicationLoadBalancer": {
    defaultTargetGroup: { arn: "arn:default-target-group" },
    loadBalancer: { arn: "arn:load-balancer", dnsName: "agenticmem.elb.amazonaws.com" },
  },
};

/** Makes the foundation under mocks; gives what it registered, by type, and its outputs. */
async function build(changes: Record<string, unknown>) {
  const registered: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        registered.push({ type, name, inputs: inputs as Record<string, unknown> });
        const state = { ...inputs, arn: `arn:${name}`, ...made[type] } as Record<string, unknown>;
        return { id: `${type.split("/")[0]}-${name}`, state };
      },
      call: () => ({}),
    },
    "agenticmem",
    "prod",
  );
  const { Foundation } = await import("../../components/foundation");
  const settings = productionSettings({ targetGroups: {}, ...changes });
  const foundation = new Foundation("agenticmem", { settings, place, site });
  const outputs = await whenKnown(pulumi.output(foundation.outputs as Record<string, pulumi.Output<unknown>>));
  // Resources without an output of their own are registered by now, or a turn later.
  await new Promise((resolve) => setImmediate(resolve));
  const only = (type: string) => {
    const [first, ...others] = registered.filter((resource) => resource.type === type);
    equal(others.length, 0, `more than one ${type}`);
    return first;
  };
  return { only, registered, outputs, types: registered.map(({ type }) => type).sort() };
}

const own = "agenticmem:ecs:Foundation";
const create = (...parts: string[]) => Object.fromEntries(parts.map((part) => [part, "create"]));

describe("the foundation", () => {
  before(() => import("../../components/foundation"));

  it("is nothing where all exists", async () => {
    const { types, outputs } = await build({});
    deepEqual(types, [own]);
    deepEqual(outputs, {});
  });

  it("makes a cluster with container insights, for Fargate and Fargate Spot", async () => {
    const { only, outputs, types } = await build({ foundation: create("cluster") });
    deepEqual(
      types,
      [own, "aws:ecs/cluster:Cluster", "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"].sort(),
    );
    deepEqual(only("aws:ecs/cluster:Cluster")?.inputs, {
      name: "agenticmem-cluster",
      settings: [{ name: "containerInsights", value: "enabled" }],
      tags: {},
    });
    deepEqual(only("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders")?.inputs, {
      clusterName: "agenticmem-cluster",
      capacityProviders: ["FARGATE", "FARGATE_SPOT"],
    });
    deepEqual(outputs, { clusterArn: "arn:agenticmem-cluster" });
  });

  it("makes both roles, and a policy only for the one that needs something", async () => {
    const { registered, outputs } = await build({ foundation: create("roles"), tags: { team: "memory" } });
    const roles = registered.filter(({ type }) => type === "aws:iam/role:Role");
    deepEqual(
      roles.map(({ inputs }) => inputs),
      [
        {
          name: "ecsTaskExecutionRole-agenticmem",
          assumeRolePolicy: trustPolicy(),
          forceDetachPolicies: true,
          tags: { team: "memory" },
        },
        {
          name: "ecsTaskRole-agenticmem",
          assumeRolePolicy: trustPolicy("111122223333"),
          forceDetachPolicies: true,
          tags: { team: "memory" },
        },
      ],
    );
    const policies = registered.filter(({ type }) => type === "aws:iam/rolePolicy:RolePolicy");
    deepEqual(
      policies.map(({ inputs: { name, role } }) => ({ name, role })),
      [{ name: "execution", role: "ecsTaskExecutionRole-agenticmem" }],
    );
    deepEqual(outputs, {
      executionRoleArn: "arn:agenticmem-execution-role",
      taskRoleArn: "arn:agenticmem-task-role",
    });
  });

  it("makes no role that the task does not have", async () => {
    const { types } = await build({ foundation: create("roles"), taskRole: "none" });
    equal(types.filter((type) => type === "aws:iam/role:Role").length, 1);
  });

  it("makes the secret without any value", async () => {
    const { only, types } = await build({ foundation: create("secret") });
    deepEqual(types, [own, "aws:secretsmanager/secret:Secret"].sort());
    deepEqual(only("aws:secretsmanager/secret:Secret")?.inputs, {
      name: "agenticmem/prod/env",
      recoveryWindowInDays: 30,
      tags: {},
    });
  });

  it("makes a repository that scans what is pushed and expires nothing", async () => {
    const { only, outputs } = await build({ foundation: create("repository") });
    deepEqual(only("awsx:ecr:Repository")?.inputs, {
      name: "agenticmem",
      imageScanningConfiguration: { scanOnPush: true },
      lifecyclePolicy: { skip: true },
      tags: {},
    });
    deepEqual(outputs, { repositoryUri: "111122223333.dkr.ecr.us-west-2.amazonaws.com/agenticmem" });
  });

  it("makes a network with private subnets, in which nobody reaches the tasks", async () => {
    const { only, outputs } = await build({ foundation: create("network") });
    deepEqual(only("awsx:ec2:Vpc")?.inputs, {
      numberOfAvailabilityZones: 2,
      enableDnsHostnames: true,
      natGateways: { strategy: "Single" },
      subnetStrategy: "Auto",
      subnetSpecs: [{ type: "Public" }, { type: "Private" }],
      tags: {},
    });
    deepEqual(only("aws:ec2/securityGroup:SecurityGroup")?.inputs, {
      name: "agenticmem-tasks",
      description: "Tasks of agenticmem",
      vpcId: "vpc-made",
      ingress: [],
      egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
      tags: {},
    });
    deepEqual(outputs, {
      vpcId: "vpc-made",
      subnetIds: ["subnet-private"],
      securityGroupIds: ["aws:ec2-agenticmem-tasks"],
    });
  });

  it("makes public subnets alone without NAT, and puts the tasks there", async () => {
    const foundation = { network: "create", natGateways: "none" };
    const { only, outputs } = await build({ foundation, assignPublicIp: "true" });
    deepEqual(only("awsx:ec2:Vpc")?.inputs.subnetSpecs, [{ type: "Public" }]);
    deepEqual(only("awsx:ec2:Vpc")?.inputs.natGateways, { strategy: "None" });
    deepEqual(outputs?.subnetIds, ["subnet-public"]);
  });

  it("makes a NAT gateway in each zone, when asked", async () => {
    const { only } = await build({ foundation: { network: "create", natGateways: "onePerZone" } });
    deepEqual(only("awsx:ec2:Vpc")?.inputs.natGateways, { strategy: "OnePerAz" });
  });

  const targetGroup = (name: string, port: number, vpcId: string) => ({
    name,
    port,
    protocol: "HTTP",
    targetType: "ip",
    vpcId,
    deregistrationDelay: 30,
    healthCheck: { path: "/", interval: 5, timeout: 4, healthyThreshold: 2, unhealthyThreshold: 6 },
    tags: {},
  });
  const balanced = { targetGroups: { api: "agenticmem-api-tg" }, foundation: create("loadBalancer") };

  it("makes a load balancer in a network that exists, and lets only it reach the tasks", async () => {
    const { only, registered, outputs } = await build(balanced);
    deepEqual(only("awsx:lb:ApplicationLoadBalancer")?.inputs, {
      name: "agenticmem",
      internal: false,
      subnetIds: ["subnet-a", "subnet-b"],
      securityGroups: ["aws:ec2-agenticmem-load-balancer"],
      defaultTargetGroup: targetGroup("agenticmem-api-tg", 8081, "vpc-there"),
      listeners: [{ port: 80, protocol: "HTTP", tags: {} }],
      tags: {},
    });
    const groups = registered.filter(({ type }) => type === "aws:ec2/securityGroup:SecurityGroup");
    deepEqual(
      groups.map(({ inputs: { name, vpcId, ingress } }) => ({ name, vpcId, ingress })),
      [
        {
          name: "agenticmem-load-balancer",
          vpcId: "vpc-there",
          ingress: [{ protocol: "tcp", fromPort: 80, toPort: 80, cidrBlocks: ["0.0.0.0/0"] }],
        },
        {
          name: "agenticmem-tasks",
          vpcId: "vpc-there",
          ingress: [
            { protocol: "tcp", fromPort: 8081, toPort: 8081, securityGroups: ["aws:ec2-agenticmem-load-balancer"] },
          ],
        },
      ],
    );
    deepEqual(outputs, {
      vpcId: "vpc-there",
      securityGroupIds: ["aws:ec2-agenticmem-tasks"],
      loadBalancerArn: "arn:load-balancer",
      targetGroupArns: { "agenticmem-api-tg": "arn:default-target-group" },
      url: "http://agenticmem.elb.amazonaws.com",
    });
  });

  it("serves HTTPS with a certificate, and sends HTTP there", async () => {
    const certificate = "arn:aws:acm:us-west-2:111122223333:certificate/0123";
    const { only, registered, outputs } = await build({ ...balanced, loadBalancer: { certificate } });
    deepEqual(only("awsx:lb:ApplicationLoadBalancer")?.inputs.listeners, [
      {
        port: 443,
        protocol: "HTTPS",
        certificateArn: certificate,
        sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
        tags: {},
      },
      {
        port: 80,
        protocol: "HTTP",
        defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } }],
        tags: {},
      },
    ]);
    const group = registered.find(({ name }) => name === "agenticmem-load-balancer");
    deepEqual(
      (group?.inputs.ingress as { fromPort: number }[]).map(({ fromPort }) => fromPort),
      [80, 443],
    );
    equal(outputs?.url, "https://agenticmem.elb.amazonaws.com");
  });

  it("makes a target group and a listener for each further port", async () => {
    const { only, outputs } = await build({
      ...balanced,
      targetGroups: { api: "agenticmem-api-tg", frontend: "agenticmem-web-tg" },
      loadBalancer: { listeners: { frontend: 8080 }, healthCheckPath: "/health" },
    });
    const further = targetGroup("agenticmem-web-tg", 8080, "vpc-there");
    deepEqual(only("aws:lb/targetGroup:TargetGroup")?.inputs, {
      ...further,
      healthCheck: { ...further.healthCheck, path: "/health" },
    });
    deepEqual(only("awsx:lb:ApplicationLoadBalancer")?.inputs.listeners, [
      { port: 80, protocol: "HTTP", tags: {} },
      {
        port: 8080,
        protocol: "HTTP",
        defaultActions: [{ type: "forward", targetGroupArn: "arn:agenticmem-frontend" }],
        tags: {},
      },
    ]);
    deepEqual(outputs?.targetGroupArns, {
      "agenticmem-api-tg": "arn:default-target-group",
      "agenticmem-web-tg": "arn:agenticmem-frontend",
    });
  });

  it("makes an internal load balancer in the private subnets of its network", async () => {
    const foundation = create("network", "loadBalancer");
    const { only } = await build({ ...balanced, foundation, loadBalancer: { internal: true } });
    deepEqual(only("awsx:lb:ApplicationLoadBalancer")?.inputs.subnetIds, ["subnet-private"]);
    equal(only("awsx:lb:ApplicationLoadBalancer")?.inputs.internal, true);
  });

  it("makes all but a load balancer for a service that has no target group", async () => {
    const { types } = await build({ foundation: { all: "create" } });
    ok(types.includes("awsx:ec2:Vpc") && types.includes("awsx:ecr:Repository"));
    ok(!types.includes("awsx:lb:ApplicationLoadBalancer"));
  });
});
