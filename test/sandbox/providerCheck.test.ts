import assert from "node:assert/strict";
import { CheckRequest } from "@pulumi/pulumi/proto/provider_pb";
import { startFixture, TestEngine, urnOf, type Fixture, type Json } from "./providerFixture";

const logGroup = urnOf("aws:cloudwatch/logGroup:LogGroup", "logs");
const service = urnOf("aws:ecs/service:Service", "web");
const taskDefinition = urnOf("aws:ecs/taskDefinition:TaskDefinition", "web");
const containers = JSON.stringify([{ name: "app", image: "nginx" }]);
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secret = (value: unknown) => ({ "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value });
const output = (inner: object) => ({
  "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  ...inner,
});

describe("provider check", () => {
  let fixture: Fixture;
  before(async () => (fixture = await startFixture()));
  after(() => fixture.stop());
  const check = (urn: string, news: Json, olds?: Json) => fixture.engine.check(urn, news, olds);

  it("fills in the defaults and lists what it filled in", async () => {
    const { inputs, failures } = await check(service, {
      name: "web",
      desiredCount: 1,
      networkConfiguration: { subnets: ["s"] },
    });
    assert.deepEqual(failures, []);
    assert.deepEqual(inputs, {
      __defaults: [
        "deploymentMaximumPercent",
        "deploymentMinimumHealthyPercent",
        "enableEcsManagedTags",
        "enableExecuteCommand",
        "schedulingStrategy",
        "waitForSteadyState",
      ],
      name: "web",
      desiredCount: 1,
      networkConfiguration: { subnets: ["s"], assignPublicIp: false },
      deploymentMaximumPercent: 200,
      deploymentMinimumHealthyPercent: 100,
      enableEcsManagedTags: false,
      enableExecuteCommand: false,
      schedulingStrategy: "REPLICA",
      waitForSteadyState: false,
    });
  });

  it("makes a name up, keeps it, and gives it up when the program names the resource", async () => {
    const made = await check(logGroup, {});
    assert.match(String(made.inputs.name), /^logs-[0-9a-f]{7}$/);
    const again = await check(logGroup, {}, { ...made.inputs, name: "logs-1234567" });
    assert.equal(again.inputs.name, "logs-1234567");
    const named = await check(logGroup, { name: "mine" }, made.inputs);
    assert.equal(named.inputs.name, "mine");
    const unnamed = await check(logGroup, {}, named.inputs);
    assert.match(String(unnamed.inputs.name), /^logs-[0-9a-f]{7}$/);
    assert.equal((await check(logGroup, { namePrefix: "x" })).inputs.name, undefined);
  });

  it("names resources as the project says", async () => {
    const { PROPOSE, DISABLE } = CheckRequest.AutonamingOptions.Mode;
    const naming = new CheckRequest.AutonamingOptions().setProposedName("dev-logs").setMode(PROPOSE);
    assert.equal((await fixture.engine.check(logGroup, {}, undefined, naming)).inputs.name, "dev-logs");
    const none = await fixture.engine.check(logGroup, {}, undefined, naming.setMode(DISABLE));
    assert.equal(none.inputs.name, undefined);
  });

  it("takes unknown, secret and output values for what they are", async () => {
    const { inputs, failures } = await check(taskDefinition, {
      family: output({ value: secret("web") }),
      containerDefinitions: unknown,
      cpu: output({}),
      memory: 4096,
      requiresCompatibilities: [unknown],
    });
    assert.deepEqual(failures, []);
    assert.equal(inputs.family, "web");
    assert.equal(inputs.containerDefinitions, unknown);
    assert.equal(inputs.cpu, unknown);
    assert.equal(inputs.memory, "4096");
  });

  const wrong: [what: string, urn: string, inputs: Json, reason: RegExp][] = [
    [
      "a missing argument",
      taskDefinition,
      { containerDefinitions: containers },
      /Missing required argument. The argument "family" is required, but no definition was found. Examine values at 'web.family'/,
    ],
    [
      "an argument that does not exist",
      service,
      { desiredCout: 1 },
      /Invalid or unknown key. Examine values at 'web.desiredCout'/,
    ],
    ["an output given as an input", service, { arn: "x" }, /Invalid or unknown key. Examine values at 'web.arn'/],
    [
      "an argument inside that does not exist",
      service,
      { networkConfiguration: { subnets: [], vpc: 1 } },
      /Invalid or unknown key.*'web.networkConfiguration.vpc'/,
    ],
    [
      "a missing argument inside",
      service,
      { loadBalancers: [{ containerPort: 1 }] },
      /"containerName" is required.*'web.loadBalancers\[0\].containerName'/,
    ],
    [
      "a text for a number",
      service,
      { desiredCount: "2" },
      /expected number type, got string type.*'web.desiredCount'/,
    ],
    ["a fraction for a whole number", service, { desiredCount: 1.5 }, /expected number type/],
    ["an object for a list", service, { loadBalancers: {} }, /expected list type, got object type/],
    [
      "a value that is not offered",
      logGroup,
      { retentionInDays: 31 },
      /expected retentionInDays to be one of \[0 1 3.*\], got 31/,
    ],
    [
      "a number out of range",
      taskDefinition,
      { family: "f", containerDefinitions: containers, ephemeralStorage: { sizeInGib: 20 } },
      /in the range \(21 - 200\), got 20/,
    ],
    [
      "container definitions that are no JSON",
      taskDefinition,
      { family: "f", containerDefinitions: "[" },
      /container_definitions is invalid: Error decoding JSON/,
    ],
    [
      "an empty container definition",
      taskDefinition,
      { family: "f", containerDefinitions: "[{}]" },
      /invalid container definition supplied at index \(0\)/,
    ],
    [
      "a family with a space",
      taskDefinition,
      { family: "a b", containerDefinitions: containers },
      /invalid value for family/,
    ],
    [
      "a policy that is no JSON",
      urnOf("aws:iam/rolePolicy:RolePolicy"),
      { role: "r", policy: "no" },
      /contains an invalid JSON policy/,
    ],
    [
      "two arguments that exclude each other",
      logGroup,
      { name: "a", namePrefix: "b" },
      /Conflicting configuration arguments/,
    ],
  ];
  for (const [what, urn, inputs, reason] of wrong) {
    it(`refuses ${what}`, async () => {
      const { failures } = await check(urn, inputs);
      assert.ok(
        failures.some((failure) => reason.test(failure)),
        failures.join("\n"),
      );
    });
  }

  it("adds the provider's default tags", async () => {
    const other = new TestEngine(fixture.provider.port);
    await other.configure({ defaultTags: JSON.stringify({ tags: { team: "a", env: "dev" } }) });
    const { inputs } = await other.check(logGroup, { tags: { env: "prod" } });
    assert.deepEqual(inputs.tags, { team: "a", env: "prod" });
    assert.equal((await check(logGroup, {})).inputs.tags, undefined);
    other.close();
  });

  it("says which type it does not know and how to get the real provider", async () => {
    await assert.rejects(
      check(urnOf("aws:s3/bucket:Bucket"), {}),
      /does not know aws:s3\/bucket:Bucket; the real plugin has it \(pulumi plugin install resource aws 7/,
    );
    await assert.rejects(
      fixture.engine.invoke("aws:index/getRegion:getRegion"),
      /does not know aws:index\/getRegion:getRegion; the real plugin has it/,
    );
  });
});
