import { DescribeSubnetsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ECSClient, ListClustersCommand, ListServiceDeploymentsCommand } from "@aws-sdk/client-ecs";
import { DescribeTargetGroupsCommand, ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import assert from "node:assert/strict";
import { control, heldUntil, useLocalAws } from "./awsFixture";

describe("faults of the local AWS", () => {
  const used = useLocalAws();
  const once = () => ({ ...used.config, maxAttempts: 1 });
  const set = async (fault: object) => {
    const { status, answer } = await control(used.aws.endpoint, "POST", "faults", fault);
    assert.equal(status, 200, JSON.stringify(answer));
  };
  const listClusters = () => new ECSClient(once()).send(new ListClustersCommand({}));
  afterEach(() => control(used.aws.endpoint, "DELETE", "faults"));

  it("throttles the next calls of an operation, and only those", async () => {
    await set({ action: "ecs:ListClusters", kind: "throttle", times: 2 });
    await assert.rejects(listClusters(), { name: "ThrottlingException" });
    await assert.rejects(listClusters(), { name: "ThrottlingException" });
    assert.equal((await listClusters()).clusterArns?.length, 1);
  });

  it("throttles in each protocol so that the SDK tries again by itself", async () => {
    await set({ action: "*", kind: "throttle", times: 1 });
    await new EC2Client(used.config).send(new DescribeSubnetsCommand({}));
    await set({ action: "*", kind: "throttle", times: 1 });
    await new ElasticLoadBalancingV2Client(used.config).send(new DescribeTargetGroupsCommand({}));
    await set({ action: "*", kind: "throttle", times: 1 });
    await new ECSClient(used.config).send(new ListClustersCommand({}));
    assert.deepEqual((await control(used.aws.endpoint, "GET", "faults")).answer, []);
  });

  it("fails with a given error or with 500", async () => {
    await set({ action: "ecs:*", kind: "error", times: 1 });
    await assert.rejects(listClusters(), { name: "InternalFailure", $fault: "server" });
    const message = "The specified cluster is inactive.";
    await set({ action: "ecs:*", kind: "error", times: 1, code: "ClusterNotFoundException", message, httpStatus: 400 });
    await assert.rejects(listClusters(), { name: "ClusterNotFoundException", message });
  });

  it("breaks the connection", async () => {
    await set({ action: "ecs:ListClusters", kind: "reset", times: 1 });
    await assert.rejects(listClusters(), { code: "ECONNRESET" });
    await listClusters();
  });

  it("answers late", async () => {
    await set({ action: "ecs:ListClusters", kind: "latency", milliseconds: 150, times: 1 });
    const start = performance.now();
    await listClusters();
    assert.ok(performance.now() - start >= 149);
  });

  it("is late no longer than until faults are cleared", () =>
    heldUntil(used.aws.endpoint, { "ecs:ListClusters": 1 }, listClusters)).timeout(30_000);

  it("is late and then fails when both are set", async () => {
    await set({ action: "ecs:ListClusters", kind: "throttle", times: 1 });
    await set({ action: "ecs:ListClusters", kind: "latency", milliseconds: 100, times: 1 });
    const start = performance.now();
    await assert.rejects(listClusters(), { name: "ThrottlingException" });
    assert.ok(performance.now() - start >= 99);
  });

  it("denies an operation in the words of each protocol until faults are cleared", async () => {
    await set({ action: "ecs:ListServiceDeployments", kind: "deny" });
    await set({ action: "iam:*", kind: "deny" });
    await set({ action: "ec2:DescribeSubnets", kind: "deny" });
    const ecs = new ECSClient(once());
    const list = new ListServiceDeploymentsCommand({ service: "agenticmem-service", cluster: "agenticmem-cluster" });
    const denied = { name: "AccessDeniedException", message: /not authorized to perform: ecs:ListServiceDeployments/ };
    await assert.rejects(ecs.send(list), denied);
    await assert.rejects(ecs.send(list), denied);
    await assert.rejects(new IAMClient(once()).send(new GetRoleCommand({ RoleName: "x" })), { name: "AccessDenied" });
    await assert.rejects(new EC2Client(once()).send(new DescribeSubnetsCommand({})), { name: "UnauthorizedOperation" });
    await listClusters();
    await control(used.aws.endpoint, "DELETE", "faults");
    await assert.rejects(ecs.send(list), { name: "ServiceNotFoundException" });
  });

  it("refuses what is not a fault, and says what is wrong", async () => {
    const { status, answer } = await control(used.aws.endpoint, "POST", "faults", { action: "ecs:*", kind: "trottle" });
    assert.equal(status, 400);
    assert.match(String(answer.message), /throttle/);
  });
});

describe("counting calls to the local AWS", () => {
  const used = useLocalAws();

  it("counts by action since it was last set to zero, failed calls included", async () => {
    await control(used.aws.endpoint, "DELETE", "calls");
    const config = { ...used.config, maxAttempts: 1 };
    await new ECSClient(config).send(new ListClustersCommand({}));
    await new ECSClient(config).send(new ListClustersCommand({}));
    await assert.rejects(new IAMClient(config).send(new GetRoleCommand({ RoleName: "nope" })));
    await new EC2Client(config).send(new DescribeSubnetsCommand({}));
    assert.deepEqual((await control(used.aws.endpoint, "GET", "calls")).answer, {
      "ec2:DescribeSubnets": 1,
      "ecs:ListClusters": 2,
      "iam:GetRole": 1,
    });
  });

  it("begins at zero: what made the account is not counted", async () => {
    await control(used.aws.endpoint, "POST", "reset");
    assert.deepEqual((await control(used.aws.endpoint, "GET", "calls")).answer, {});
  });
});

describe("the front's own paths", () => {
  const used = useLocalAws();

  it("set options of the model of ECS, and refuse unknown ones", async () => {
    assert.equal((await control(used.aws.endpoint, "POST", "ecs", { rollbackId: "new", vcpuQuota: null })).status, 200);
    assert.equal((await control(used.aws.endpoint, "POST", "ecs", { rollbackID: "new" })).status, 400);
  });

  it("name what there is when asked for something else", async () => {
    const { status, answer } = await control(used.aws.endpoint, "GET", "nothing");
    assert.equal(status, 404);
    assert.match(String(answer.message), /GET calls/);
  });
});
