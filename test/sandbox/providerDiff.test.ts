import assert from "node:assert/strict";
import fc from "fast-check";
import { areSameContainers } from "../../sandbox/provider/resources/containerDefinitions";
import { startFixture, urnOf, type Fixture, type Json } from "./providerFixture";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const logGroup = urnOf("aws:cloudwatch/logGroup:LogGroup");
const rolePolicy = urnOf("aws:iam/rolePolicy:RolePolicy");
const service = urnOf("aws:ecs/service:Service");
const taskDefinition = urnOf("aws:ecs/taskDefinition:TaskDefinition");

const container = (more: Json = {}): Json => ({ name: "app", image: "nginx", ...more });
const containers = (...list: Json[]) => JSON.stringify(list);
const policy = (...actions: string[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] });

/** A resource of each type that has everything the table changes; state and inputs agree. */
const same: Record<string, Json> = {
  [logGroup]: { name: "/ecs/x", retentionInDays: 30, skipDestroy: false, tags: { a: "b" }, region: "us-west-2" },
  [rolePolicy]: { name: "p", role: "r", policy: policy("a", "b") },
  [taskDefinition]: {
    family: "f",
    cpu: "256",
    memory: "512",
    networkMode: "awsvpc",
    executionRoleArn: "arn:e",
    taskRoleArn: "arn:t",
    requiresCompatibilities: ["EC2", "FARGATE"],
    runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
    ephemeralStorage: { sizeInGib: 30 },
    containerDefinitions: containers(container()),
    skipDestroy: false,
    trackLatest: false,
    tags: { a: "b" },
    region: "us-west-2",
  },
  [service]: {
    name: "web",
    cluster: "arn:c",
    taskDefinition: "arn:td:1",
    desiredCount: 2,
    launchType: "FARGATE",
    platformVersion: "LATEST",
    schedulingStrategy: "REPLICA",
    deploymentController: { type: "ECS" },
    deploymentMaximumPercent: 200,
    deploymentMinimumHealthyPercent: 100,
    deploymentCircuitBreaker: { enable: true, rollback: true },
    networkConfiguration: { assignPublicIp: false, subnets: ["s-1", "s-2"], securityGroups: ["sg-1"] },
    loadBalancers: [{ containerName: "app", containerPort: 80, targetGroupArn: "arn:tg" }],
    availabilityZoneRebalancing: "ENABLED",
    healthCheckGracePeriodSeconds: 60,
    enableExecuteCommand: false,
    propagateTags: "SERVICE",
    tags: { a: "b" },
    waitForSteadyState: false,
    region: "us-west-2",
  },
};

describe("provider diff", () => {
  let fixture: Fixture;
  before(async () => (fixture = await startFixture()));
  after(() => fixture.stop());
  const diff = (urn: string, change: Json, ignored?: string[], state: Json = {}) =>
    fixture.engine.diff(urn, { ...same[urn], ...state }, withoutUndefined({ ...same[urn], ...change }), ignored);

  for (const urn of Object.keys(same)) {
    it(`finds no difference where nothing differs: ${urn}`, async () => {
      assert.deepEqual(await diff(urn, {}), { changes: false, replaces: [], deleteBeforeReplace: false, detailed: {} });
    });
  }

  const table: [urn: string, change: Json, detailed: Record<string, string>][] = [
    [logGroup, { retentionInDays: 60 }, { retentionInDays: "UPDATE" }],
    [logGroup, { tags: { a: "b", "cost center": "1" } }, { 'tags["cost center"]': "ADD" }],
    [logGroup, { tags: undefined }, { tags: "DELETE" }],
    [logGroup, { name: "/ecs/y" }, { name: "UPDATE_REPLACE" }],
    [logGroup, { region: "eu-west-1" }, { region: "UPDATE_REPLACE" }],
    [logGroup, { kmsKeyId: unknown }, { kmsKeyId: "ADD" }],
    [rolePolicy, { policy: policy("a") }, { policy: "UPDATE" }],
    [rolePolicy, { role: "other" }, { role: "UPDATE_REPLACE" }],
    [taskDefinition, { cpu: "512" }, { cpu: "UPDATE_REPLACE" }],
    [taskDefinition, { memory: undefined }, { memory: "DELETE_REPLACE" }],
    [taskDefinition, { ephemeralStorage: { sizeInGib: 40 } }, { "ephemeralStorage.sizeInGib": "UPDATE_REPLACE" }],
    [taskDefinition, { pidMode: "task" }, { pidMode: "ADD_REPLACE" }],
    [
      taskDefinition,
      { runtimePlatform: { cpuArchitecture: "ARM64", operatingSystemFamily: "LINUX" } },
      { "runtimePlatform.cpuArchitecture": "UPDATE_REPLACE" },
    ],
    [taskDefinition, { requiresCompatibilities: ["FARGATE"] }, { "requiresCompatibilities[0]": "DELETE_REPLACE" }],
    [taskDefinition, { containerDefinitions: unknown }, { containerDefinitions: "UPDATE_REPLACE" }],
    [
      taskDefinition,
      { containerDefinitions: containers(container({ image: "other" })) },
      { containerDefinitions: "UPDATE_REPLACE" },
    ],
    [taskDefinition, { tags: { a: "c" } }, { "tags.a": "UPDATE" }],
    [taskDefinition, { skipDestroy: true }, { skipDestroy: "UPDATE" }],
    [service, { taskDefinition: "arn:td:2" }, { taskDefinition: "UPDATE" }],
    [service, { taskDefinition: unknown }, { taskDefinition: "UPDATE" }],
    [service, { desiredCount: undefined }, { desiredCount: "DELETE" }],
    [service, { desiredCount: 0 }, { desiredCount: "UPDATE" }],
    [
      service,
      { networkConfiguration: { assignPublicIp: false, subnets: ["s-2", "s-3"], securityGroups: ["sg-1"] } },
      { "networkConfiguration.subnets[0]": "DELETE", "networkConfiguration.subnets[1]": "ADD" },
    ],
    [
      service,
      { loadBalancers: [{ containerName: "app", containerPort: 81, targetGroupArn: "arn:tg" }] },
      { "loadBalancers[0]": "UPDATE" },
    ],
    [service, { loadBalancers: undefined }, { loadBalancers: "DELETE" }],
    [service, { deploymentController: { type: "CODE_DEPLOY" } }, { "deploymentController.type": "UPDATE" }],
    [service, { forceNewDeployment: true }, { forceNewDeployment: "ADD" }],
    [service, { forceNewDeployment: true, triggers: { at: "1" } }, { forceNewDeployment: "ADD", triggers: "ADD" }],
    [service, { name: "other" }, { name: "UPDATE_REPLACE" }],
    [service, { cluster: "arn:d" }, { cluster: "UPDATE_REPLACE" }],
    [service, { cluster: unknown }, { cluster: "UPDATE_REPLACE" }],
    [service, { launchType: "EC2" }, { launchType: "UPDATE_REPLACE" }],
    [service, { schedulingStrategy: "DAEMON" }, { schedulingStrategy: "UPDATE_REPLACE" }],
    [service, { iamRole: "arn:r" }, { iamRole: "ADD_REPLACE" }],
  ];
  for (const [urn, change, detailed] of table) {
    it(`${urn.split("::")[2]?.split("$")[1]} ${JSON.stringify(change)}: ${Object.values(detailed).join(", ")}`, async () => {
      const result = await diff(urn, change);
      assert.deepEqual(result.detailed, detailed);
      const replaced = Object.keys(detailed).filter((path) => detailed[path]?.endsWith("_REPLACE"));
      assert.deepEqual(result.replaces, [...new Set(replaced.map((path) => path.split(/[.[]/)[0]))]);
      assert.equal(result.changes, true);
    });
  }

  const nothing: [what: string, urn: string, inputs: Json, state?: Json][] = [
    [
      "the order of a set",
      service,
      { networkConfiguration: { assignPublicIp: false, subnets: ["s-2", "s-1"], securityGroups: ["sg-1"] } },
    ],
    ["the order of compatibilities", taskDefinition, { requiresCompatibilities: ["FARGATE", "EC2"] }],
    [
      "what AWS decided where the program says nothing",
      service,
      { launchType: undefined, platformVersion: undefined, availabilityZoneRebalancing: undefined, region: undefined },
    ],
    [
      "a value that says nothing",
      service,
      { healthCheckGracePeriodSeconds: undefined },
      { healthCheckGracePeriodSeconds: 0 },
    ],
    [
      "a default block that AWS reports",
      service,
      { deploymentController: undefined, deploymentCircuitBreaker: undefined },
      { deploymentCircuitBreaker: { enable: false, rollback: false } },
    ],
    ["triggers without a forced deployment", service, { triggers: { at: "2" } }, { triggers: { at: "1" } }],
    ["propagation of no tags", service, { propagateTags: undefined }, { propagateTags: "NONE" }],
    ["a policy that means the same", rolePolicy, { policy: policy("b", "a").replaceAll(",", ", ") }],
    [
      "a single element and a list of it",
      rolePolicy,
      { policy: policy("a") },
      { policy: policy("a").replace('["a"]', '"a"') },
    ],
  ];
  for (const [what, urn, inputs, state] of nothing) {
    it(`takes for the same: ${what}`, async () => {
      assert.deepEqual((await diff(urn, inputs, [], state)).detailed, {});
    });
  }

  it("leaves out what is to be ignored, also where the program says nothing", async () => {
    assert.deepEqual(
      (await diff(service, { desiredCount: 5, taskDefinition: "arn:td:2" }, ["desiredCount"])).detailed,
      {
        taskDefinition: "UPDATE",
      },
    );
    assert.equal((await diff(service, { desiredCount: undefined }, ["desiredCount"])).changes, false);
    assert.equal((await diff(service, { name: "other" }, ["*"])).changes, false);
  });

  it("deletes before it replaces where the name stays, and only there", async () => {
    const before = async (urn: string, change: Json) =>
      (await diff(urn, { __defaults: [], ...change })).deleteBeforeReplace;
    assert.equal(await before(service, { cluster: "arn:d" }), true);
    assert.equal(await before(service, { cluster: "arn:d", __defaults: ["name"] }), false);
    assert.equal(await before(service, { name: "other" }), false);
    assert.equal(await before(service, { desiredCount: 3 }), false);
    assert.equal(await before(taskDefinition, { cpu: "512" }), false);
  });

  it("refuses another capacity provider without a new deployment", async () => {
    const change = { capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }] };
    await assert.rejects(diff(service, change), /force_new_deployment should be true/);
    const forced = await diff(service, { ...change, forceNewDeployment: true });
    assert.deepEqual(forced.detailed, { capacityProviderStrategies: "ADD", forceNewDeployment: "ADD" });
  });
});

describe("container definitions", () => {
  const port = (more: Json) => container({ portMappings: [{ containerPort: 80, ...more }] });
  const equal: [what: string, one: Json[], other: Json[]][] = [
    ["essential where nothing is said", [container()], [container({ essential: true })]],
    ["empty lists and nulls", [container()], [container({ mountPoints: [], command: null, cpu: 0 })]],
    ["protocol and host port", [port({})], [port({ protocol: "tcp", hostPort: 80 })]],
    [
      "the health check's defaults",
      [container({ healthCheck: { command: ["CMD", "x"] } })],
      [container({ healthCheck: { command: ["CMD", "x"], interval: 30, timeout: 5, retries: 3 } })],
    ],
    ["the order of containers", [container(), container({ name: "b" })], [container({ name: "b" }), container()]],
  ];
  for (const [what, one, other] of equal) {
    it(`are the same: ${what}`, () =>
      assert.equal(areSameContainers(containers(...one), containers(...other), "awsvpc"), true));
  }

  it("differ in a host port on a network that has one", () => {
    assert.equal(areSameContainers(containers(port({})), containers(port({ hostPort: 80 })), "bridge"), false);
  });

  it("are the same in whatever order the environment and the secrets stand", () => {
    const pairs = fc.uniqueArray(fc.record({ name: fc.string({ minLength: 1 }), value: fc.string() }), {
      selector: ({ name }) => name,
    });
    fc.assert(
      fc.property(
        pairs.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) =>
          areSameContainers(
            containers(container({ environment: list, secrets: shuffled })),
            containers(container({ environment: shuffled, secrets: list })),
            "awsvpc",
          ),
      ),
    );
  });

  it("differ when any value of the environment does", () => {
    const environment = (value: string) => containers(container({ environment: [{ name: "A", value }] }));
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        (one, other) => areSameContainers(environment(one), environment(other), "awsvpc") === (one === other),
      ),
    );
  });
});

const withoutUndefined = (values: Json): Json =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
