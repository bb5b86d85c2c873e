import assert from "node:assert/strict";
import { region, targetGroupArn } from "./fakeAccount";
import { VirtualAws, behindLoadBalancer, type Service } from "./virtualAws";

const refused = (code: string, message: RegExp) => ({ name: "AwsError", code, message });
const invalid = (message: RegExp) => refused("InvalidParameterException", message);

describe("CreateService", () => {
  const cases: Record<string, [change: object, error: object]> = {
    "no network": [{ networkConfiguration: undefined }, invalid(/^Network Configuration must be provided/)],
    "no subnets": [
      { networkConfiguration: { awsvpcConfiguration: { subnets: [] } } },
      invalid(/subnets can not be empty/),
    ],
    "an unknown subnet": [
      { networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-x"] } } },
      invalid(/subnet ID 'subnet-x' does not exist/),
    ],
    "an unknown security group": [
      { networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-a"], securityGroups: ["x"] } } },
      invalid(/security group 'x' does not exist/),
    ],
    "an unknown container": [
      { loadBalancers: [{ targetGroupArn, containerName: "web", containerPort: 8080 }] },
      invalid(/The container web does not exist in the task definition/),
    ],
    "an unmapped port": [
      { loadBalancers: [{ targetGroupArn, containerName: "app", containerPort: 1 }] },
      invalid(/The container app did not have a container port 1 defined/),
    ],
    "an unknown target group": [
      { loadBalancers: [{ targetGroupArn: "gone", containerName: "app", containerPort: 8080 }] },
      invalid(/target group does not exist/),
    ],
    "a grace period without target group": [{ healthCheckGracePeriodSeconds: 10 }, invalid(/only valid for services/)],
    "percentages that block": [
      { deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 100 } },
      invalid(/this will block deployments/),
    ],
    "percentages that contradict": [
      { deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 50 } },
      invalid(/greater than or equal to/),
    ],
    "an illegal name": [{ serviceName: "a b" }, invalid(/Service name/)],
    "an unknown revision": [{ taskDefinition: "app:99" }, refused("ClientException", /TaskDefinition not found/)],
    "an unknown capacity provider": [
      { launchType: undefined, capacityProviderStrategy: [{ capacityProvider: "mine" }] },
      invalid(/capacity provider 'mine' was not found/),
    ],
    "another launch type": [{ launchType: "EC2" }, invalid(/Fargate/)],
    "a launch type and a strategy": [
      { capacityProviderStrategy: [{ capacityProvider: "FARGATE" }] },
      invalid(/both a launch type and capacity provider/),
    ],
    "no cluster": [{ cluster: "gone" }, refused("ClusterNotFoundException", /Cluster not found/)],
    "a negative count": [{ desiredCount: -1 }, invalid(/desired count/)],
  };
  for (const [what, [change, error]] of Object.entries(cases))
    it(`refuses ${what}`, async () => {
      const aws = new VirtualAws();
      await assert.rejects(aws.create(await aws.register(), change), error);
    });

  it("refuses a target group of another type, or without a listener", async () => {
    const aws = new VirtualAws();
    const definition = await aws.register();
    aws.account.group.hasLoadBalancer = false;
    await assert.rejects(
      aws.create(definition, behindLoadBalancer),
      invalid(/does not have an associated load balancer/),
    );
    aws.account.group.targetType = "instance";
    await assert.rejects(aws.create(definition, behindLoadBalancer), invalid(/target type instance/));
  });

  it("refuses a name that is taken, until the service is gone", async () => {
    const aws = new VirtualAws();
    const definition = await aws.register();
    await aws.create(definition);
    await assert.rejects(aws.create(definition), invalid(/^Creation of service was not idempotent\.$/));
    await aws.settled();
    await aws.call("DeleteService", { cluster: "main", service: "app", force: true });
    await assert.rejects(aws.create(definition), invalid(/still Draining/));
    await aws.until("the end", async () => (await aws.service()).status === "INACTIVE");
    await aws.create(definition);
    await aws.settled();
    assert.equal((await aws.serviceDeployments()).length, 1);
  });
});

describe("UpdateService", () => {
  it("refuses an inactive revision, an unknown service and one that is being deleted", async () => {
    const aws = new VirtualAws();
    const definition = await aws.register();
    await aws.create(await aws.register());
    await aws.call("DeregisterTaskDefinition", { taskDefinition: definition });
    await assert.rejects(
      aws.update({ taskDefinition: definition }),
      refused("ClientException", /TaskDefinition is inactive/),
    );
    await assert.rejects(aws.update({ service: "other" }), refused("ServiceNotFoundException", /Service not found/));
    await aws.call("DeleteService", { cluster: "main", service: "app", force: true });
    await assert.rejects(aws.update({ desiredCount: 1 }), refused("ServiceNotActiveException", /was not ACTIVE/));
  });

  it("keeps what it does not mention as it is when it takes effect, not as it was when it was asked for", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register());
    const other = await aws.register();
    const subnet = aws.account.subnet.bind(aws.account);
    aws.account.subnet = async (id) => {
      aws.account.subnet = subnet;
      await aws.update({ taskDefinition: other });
      return subnet(id);
    };
    const { service } = await aws.update({ platformVersion: "1.4.0" });
    assert.deepEqual([service.platformVersion, service.taskDefinition], ["1.4.0", other]);
  });

  it("takes a family for its newest active revision", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register());
    const second = await aws.register();
    const third = await aws.register();
    await aws.call("DeregisterTaskDefinition", { taskDefinition: third });
    assert.equal((await aws.update({ taskDefinition: "app" })).service.taskDefinition, second);
  });
});

describe("DeleteService", () => {
  it("asks for force while tasks are wanted, drains, and is forgotten after an hour", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register(), behindLoadBalancer);
    await aws.settled();
    const remove = (force: boolean) => aws.call("DeleteService", { cluster: "main", service: "app", force });
    await assert.rejects(remove(false), invalid(/scaled above 0/));
    await remove(true);
    assert.equal((await aws.service()).status, "DRAINING");
    const seconds = await aws.until("the end", async () => (await aws.service()).status === "INACTIVE");
    assert.ok(seconds > 300);
    assert.deepEqual(await aws.tasks(), []);
    await aws.pass(3700);
    const { failures } = await aws.call<{ failures: { reason: string }[] }>("DescribeServices", {
      cluster: "main",
      services: ["app"],
    });
    assert.deepEqual(
      failures.map(({ reason }) => reason),
      ["MISSING"],
    );
  });

  it("works for a service whose only deployment failed", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register({}, { image: "gone:1" }));
    await aws.until("the failure", async () => (await aws.primary()).rolloutState === "FAILED");
    await aws.call("DeleteService", { cluster: "main", service: "app", force: true });
    await aws.until("the end", async () => (await aws.service()).status === "INACTIVE");
  });
});

describe("DescribeServices", () => {
  it("shows the defaults that ECS fills in", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register(), { deploymentConfiguration: undefined, tags: [{ key: "team", value: "a" }] });
    const service = await aws.service();
    assert.partialDeepStrictEqual(service, {
      availabilityZoneRebalancing: "ENABLED",
      deploymentConfiguration: {
        maximumPercent: 200,
        minimumHealthyPercent: 100,
        deploymentCircuitBreaker: { enable: false, rollback: false },
      },
      deploymentController: { type: "ECS" },
      enableECSManagedTags: false,
      enableExecuteCommand: false,
      launchType: "FARGATE",
      platformVersion: "LATEST",
      propagateTags: "NONE",
      schedulingStrategy: "REPLICA",
    });
    assert.equal(service.tags, undefined);
    const { services } = await aws.call<{ services: Service[] }>("DescribeServices", {
      cluster: "main",
      services: [service.serviceArn],
      include: ["TAGS"],
    });
    assert.deepEqual(services[0]?.tags, [{ key: "team", value: "a" }]);
    assert.ok(Math.abs(service.createdAt - Date.UTC(2025, 0, 1) / 1000) < 10, "timestamps are epoch seconds");
  });

  it("lists services by cluster", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register());
    const { serviceArn } = await aws.service();
    assert.deepEqual(await aws.call("ListServices", { cluster: "main" }), { serviceArns: [serviceArn] });
    await aws.call("CreateCluster", { clusterName: "other" });
    assert.deepEqual(await aws.call("ListServices", { cluster: "other" }), { serviceArns: [] });
  });
});

describe("the rest of the API", () => {
  it("refuses what it does not model, by name", async () => {
    const aws = new VirtualAws();
    await assert.rejects(aws.call("CreateTaskSet"), {
      code: "UnknownOperationException",
      message: "the sandbox does not model CreateTaskSet",
    });
    await assert.rejects(aws.call("toString"), { code: "UnknownOperationException" });
  });

  it("tags and untags", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register());
    const { serviceArn: resourceArn } = await aws.service();
    await aws.call("TagResource", { resourceArn, tags: [{ key: "a", value: "1" }] });
    await aws.call("TagResource", {
      resourceArn,
      tags: [
        { key: "a", value: "2" },
        { key: "b", value: "3" },
      ],
    });
    await aws.call("UntagResource", { resourceArn, tagKeys: ["b"] });
    assert.deepEqual(await aws.call("ListTagsForResource", { resourceArn }), { tags: [{ key: "a", value: "2" }] });
    await assert.rejects(aws.call("ListTagsForResource", { resourceArn: "arn:gone" }), invalid(/could not be found/));
  });

  it("knows the capacity providers and account settings", async () => {
    const aws = new VirtualAws();
    const { capacityProviders } = await aws.call<{
      capacityProviders: { name: string; capacityProviderArn: string }[];
    }>("DescribeCapacityProviders");
    assert.deepEqual(
      capacityProviders.map(({ name }) => name),
      ["FARGATE", "FARGATE_SPOT"],
    );
    assert.match(capacityProviders[0]?.capacityProviderArn ?? "", new RegExp(`^arn:aws:ecs:${region}:`));
    await aws.call("PutAccountSetting", { name: "containerInsights", value: "enhanced" });
    const { settings } = await aws.call<{ settings: object[] }>("ListAccountSettings", {});
    assert.partialDeepStrictEqual(settings, [{ name: "containerInsights", value: "enhanced" }]);
  });
});
