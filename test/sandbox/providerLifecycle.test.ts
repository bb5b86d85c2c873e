import assert from "node:assert/strict";
import { startProvider } from "../../sandbox/provider";
import { CallError, FakeAwsError, startFixture, TestEngine, urnOf, type Fixture, type Json } from "./providerFixture";

const logGroup = urnOf("aws:cloudwatch/logGroup:LogGroup");
const rolePolicy = urnOf("aws:iam/rolePolicy:RolePolicy");
const taskDefinition = urnOf("aws:ecs/taskDefinition:TaskDefinition");
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const containers = JSON.stringify([{ name: "app", image: "nginx", environment: [{ name: "B" }, { name: "A" }] }]);
const revisionArn = (revision: number) => `arn:aws:ecs:us-west-2:123456789012:task-definition/web:${revision}`;

const partialOf = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => assert.fail("the call succeeded"),
    (caught: unknown) => caught,
  );
  assert.ok(error instanceof CallError);
  return error;
};

describe("provider life cycle", () => {
  let fixture: Fixture;
  beforeEach(async () => (fixture = await startFixture()));
  afterEach(() => fixture.stop());

  it("says once, when it starts, that it stands in for the real provider", async () => {
    await fixture.engine.configure();
    assert.equal(fixture.announced.length, 1);
    assert.match(fixture.announced[0] ?? "", /built-in aws provider answers in place of the real plugin/);
  });

  describe("log group", () => {
    const groups = new Map<string, Json>();
    beforeEach(() => {
      groups.clear();
      fixture.aws.answers = {
        CreateLogGroup: ({ logGroupName, tags }) => {
          groups.set(String(logGroupName), {
            logGroupName,
            tags,
            arn: `arn:aws:logs:::log-group:${String(logGroupName)}:*`,
          });
          return {};
        },
        DescribeLogGroups: ({ logGroupNamePrefix }) => ({
          logGroups: [...groups.values()].filter(({ logGroupName }) =>
            String(logGroupName).startsWith(String(logGroupNamePrefix)),
          ),
        }),
        PutRetentionPolicy: ({ logGroupName, retentionInDays }) => {
          Object.assign(groups.get(String(logGroupName)) ?? {}, { retentionInDays });
          return {};
        },
        ListTagsForResource: () => ({ tags: { a: "b" } }),
        TagResource: () => ({}),
        UntagResource: () => ({}),
        DeleteLogGroup: ({ logGroupName }) => {
          if (!groups.delete(String(logGroupName))) throw new FakeAwsError("ResourceNotFoundException", "gone");
          return {};
        },
      };
    });
    const inputs = { name: "/ecs/x", retentionInDays: 30, skipDestroy: false, tags: { a: "b" } };

    it("is previewed with what is known of it", async () => {
      const { id, state } = await fixture.engine.create(logGroup, { ...inputs, __defaults: [] }, { preview: true });
      assert.equal(id, "");
      assert.deepEqual(state, {
        ...inputs,
        tagsAll: { a: "b" },
        arn: unknown,
        deletionProtectionEnabled: unknown,
        logGroupClass: unknown,
        namePrefix: unknown,
        region: unknown,
      });
      assert.deepEqual(fixture.aws.calls, []);
    });

    it("is created and read, and then does not differ from its inputs", async () => {
      const { id, state } = await fixture.engine.create(logGroup, inputs);
      assert.equal(id, "/ecs/x");
      assert.deepEqual(state, {
        ...inputs,
        id,
        arn: "arn:aws:logs:::log-group:/ecs/x",
        logGroupClass: "STANDARD",
        region: "us-west-2",
        tagsAll: { a: "b" },
      });
      assert.equal((await fixture.engine.diff(logGroup, state, inputs)).changes, false);
      const read = await fixture.engine.read(logGroup, id, state, inputs);
      assert.deepEqual(read, { id, state, inputs });
    });

    it("stays in the state when a step after its creation fails", async () => {
      fixture.aws.answers.PutRetentionPolicy = () => {
        throw new FakeAwsError("AccessDeniedException", "not allowed");
      };
      const { message, partial } = await partialOf(fixture.engine.create(logGroup, inputs));
      assert.match(
        message,
        /creating urn:.*::it: 1 error occurred:\n\t\* setting CloudWatch Logs Log Group \(\/ecs\/x\) retention policy: operation error CloudWatch Logs: PutRetentionPolicy, https response error StatusCode: 400, RequestID: req-1, AccessDeniedException: not allowed/,
      );
      assert.equal(partial?.id, "/ecs/x");
      assert.equal(partial.state.retentionInDays, 0);
      assert.equal(partial.inputs.retentionInDays, 30);
      assert.equal((await fixture.engine.diff(logGroup, partial.state, inputs)).changes, true);
    });

    it("stays in the state when it cannot be read after its creation", async () => {
      fixture.aws.answers.DescribeLogGroups = () => ({ logGroups: [] });
      const { message, partial } = await partialOf(fixture.engine.create(logGroup, inputs));
      assert.match(message, /couldn't find resource/);
      assert.deepEqual(partial?.state, { ...inputs, id: "/ecs/x" });
    });

    it("is lost from the state only when AWS does not have it", async () => {
      const { id, state } = await fixture.engine.create(logGroup, inputs);
      groups.clear();
      groups.set("/ecs/x2", { logGroupName: "/ecs/x2", arn: "arn:other" });
      assert.equal((await fixture.engine.read(logGroup, id, state, inputs)).id, "");
      fixture.aws.answers.DescribeLogGroups = () => {
        throw new FakeAwsError("AccessDeniedException", "not allowed");
      };
      await assert.rejects(fixture.engine.read(logGroup, id, state, inputs), /AccessDeniedException: not allowed/);
    });

    it("takes over what was changed from outside with a refresh", async () => {
      const { id, state } = await fixture.engine.create(logGroup, inputs);
      Object.assign(groups.get(id) ?? {}, { retentionInDays: 7 });
      const read = await fixture.engine.read(logGroup, id, state, inputs);
      assert.deepEqual(read.inputs, { ...inputs, retentionInDays: 7 });
      assert.deepEqual((await fixture.engine.diff(logGroup, read.state, inputs)).detailed, {
        retentionInDays: "UPDATE",
      });
    });

    it("is imported by its name, with the inputs that say something", async () => {
      groups.set("/ecs/x", { logGroupName: "/ecs/x", retentionInDays: 30, arn: "arn:x:*" });
      const { id, inputs: imported } = await fixture.engine.read(logGroup, "/ecs/x");
      assert.equal(id, "/ecs/x");
      assert.deepEqual(imported, {
        name: "/ecs/x",
        retentionInDays: 30,
        logGroupClass: "STANDARD",
        region: "us-west-2",
        tags: { a: "b" },
      });
    });

    it("is updated by calls for what differs alone", async () => {
      const { id, state } = await fixture.engine.create(logGroup, inputs);
      fixture.aws.calls.length = 0;
      await fixture.engine.update(logGroup, id, state, { ...inputs, tags: { c: "d" } });
      assert.deepEqual(
        fixture.aws.calls.filter(({ operation }) => !/^(Describe|List)/.test(operation)),
        [
          { operation: "UntagResource", input: { resourceArn: "arn:aws:logs:::log-group:/ecs/x", tagKeys: ["a"] } },
          { operation: "TagResource", input: { resourceArn: "arn:aws:logs:::log-group:/ecs/x", tags: { c: "d" } } },
        ],
      );
    });

    it("keeps the old state when an update fails before it has changed anything, else the state AWS has", async () => {
      const { id, state } = await fixture.engine.create(logGroup, inputs);
      const refuse = () => {
        throw new FakeAwsError("AccessDeniedException", "not allowed");
      };
      const put = fixture.aws.answers.PutRetentionPolicy as (input: Json) => Json;
      fixture.aws.answers = { ...fixture.aws.answers, PutRetentionPolicy: refuse, AssociateKmsKey: refuse };
      const changed = { ...inputs, retentionInDays: 60, kmsKeyId: "arn:key" };
      assert.equal((await partialOf(fixture.engine.update(logGroup, id, state, changed))).partial, undefined);
      fixture.aws.answers.PutRetentionPolicy = put;
      const { partial } = await partialOf(fixture.engine.update(logGroup, id, state, changed));
      assert.equal(partial?.state.retentionInDays, 60);
      assert.equal(partial.state.kmsKeyId, undefined);
    });

    it("is deleted, also when it is gone already, unless it is to be kept", async () => {
      const { id, state } = await fixture.engine.create(logGroup, inputs);
      await fixture.engine.delete(logGroup, id, { ...state, skipDestroy: true });
      assert.equal(groups.size, 1);
      await fixture.engine.delete(logGroup, id, state);
      assert.equal(groups.size, 0);
      await fixture.engine.delete(logGroup, id, state);
    });
  });

  describe("role policy", () => {
    const policy = '{"Version":"2012-10-17","Statement":[]}';
    it("has the id role:name and keeps the program's text while it means the same", async () => {
      fixture.aws.answers = {
        PutRolePolicy: () => ({}),
        GetRolePolicy: () => ({ PolicyDocument: encodeURIComponent('{ "Statement": [], "Version": "2012-10-17" }') }),
      };
      const { id, state } = await fixture.engine.create(rolePolicy, { role: "r", name: "p", policy });
      assert.equal(id, "r:p");
      assert.deepEqual(state, { id, role: "r", name: "p", policy });
      assert.equal(fixture.aws.inputsOf("PutRolePolicy")[0]?.PolicyDocument, policy);
    });

    it("is gone when its role is", async () => {
      fixture.aws.answers.GetRolePolicy = () => {
        throw new FakeAwsError("NoSuchEntity", "The role with name r cannot be found.");
      };
      fixture.aws.answers.DeleteRolePolicy = fixture.aws.answers.GetRolePolicy;
      assert.equal((await fixture.engine.read(rolePolicy, "r:p", { role: "r", name: "p", policy })).id, "");
      await fixture.engine.delete(rolePolicy, "r:p", {});
    });
  });

  describe("task definition", () => {
    let status = "ACTIVE";
    const inputs = {
      family: "web",
      containerDefinitions: containers,
      cpu: "256",
      tags: { a: "b" },
      skipDestroy: false,
      trackLatest: false,
    };
    beforeEach(() => {
      status = "ACTIVE";
      fixture.aws.answers = {
        RegisterTaskDefinition: () => ({ taskDefinition: { family: "web", taskDefinitionArn: revisionArn(3) } }),
        DescribeTaskDefinition: () => ({
          taskDefinition: {
            family: "web",
            taskDefinitionArn: revisionArn(3),
            revision: 3,
            status,
            cpu: "256",
            containerDefinitions: [
              { image: "nginx", name: "app", cpu: 0, mountPoints: [], environment: [{ name: "B" }, { name: "A" }] },
            ],
          },
          tags: [
            { key: "a", value: "b" },
            { key: "aws:ecs:x", value: "y" },
          ],
        }),
        DeregisterTaskDefinition: () => ({}),
      };
    });

    it("registers what is given and nothing else", async () => {
      const { id, state } = await fixture.engine.create(taskDefinition, inputs);
      assert.deepEqual(fixture.aws.inputsOf("RegisterTaskDefinition"), [
        {
          family: "web",
          cpu: "256",
          containerDefinitions: JSON.parse(containers) as Json,
          tags: [{ key: "a", value: "b" }],
        },
      ]);
      assert.equal(id, "web");
      assert.deepEqual(state, {
        ...inputs,
        id,
        arn: revisionArn(3),
        arnWithoutRevision: revisionArn(3).replace(":3", ""),
        revision: 3,
        region: "us-west-2",
        enableFaultInjection: false,
        tagsAll: { a: "b" },
        containerDefinitions:
          '[{"environment":[{"name":"A"},{"name":"B"}],"image":"nginx","mountPoints":[],"name":"app"}]',
      });
      assert.equal((await fixture.engine.diff(taskDefinition, state, inputs)).changes, false);
      assert.deepEqual((await fixture.engine.read(taskDefinition, id, state, inputs)).inputs, inputs);
    });

    it("is gone when it is deregistered", async () => {
      status = "INACTIVE";
      assert.equal((await fixture.engine.read(taskDefinition, "web", { arn: revisionArn(3) }, inputs)).id, "");
    });

    it("is imported by its ARN", async () => {
      const { id, state, inputs: imported } = await fixture.engine.read(taskDefinition, revisionArn(3));
      assert.equal(id, "web");
      assert.equal(state.revision, 3);
      assert.equal((await fixture.engine.diff(taskDefinition, state, inputs)).changes, false);
      assert.deepEqual(Object.keys(imported).sort(), ["containerDefinitions", "cpu", "family", "region", "tags"]);
    });

    it("is deregistered when it is deleted, unless it is to be kept", async () => {
      await fixture.engine.delete(taskDefinition, "web", { arn: revisionArn(3), skipDestroy: true });
      assert.deepEqual(fixture.aws.inputsOf("DeregisterTaskDefinition"), []);
      await fixture.engine.delete(taskDefinition, "web", { arn: revisionArn(3) });
      assert.deepEqual(fixture.aws.inputsOf("DeregisterTaskDefinition"), [{ taskDefinition: revisionArn(3) }]);
    });
  });

  describe("sessions", () => {
    it("keeps the regions and accounts of several engine runs apart", async () => {
      const other = new TestEngine(fixture.provider.port);
      await other.configure({ region: "eu-west-1" });
      const state = { name: "/ecs/x", region: "us-west-2" };
      assert.deepEqual((await fixture.engine.diff(logGroup, state, { name: "/ecs/x" })).detailed, {});
      assert.deepEqual((await other.diff(logGroup, state, { name: "/ecs/x" })).detailed, { region: "UPDATE_REPLACE" });
      other.close();
    });

    it("refuses an account that is not allowed, also where the config has numbers for ids", async () => {
      for (const ids of [["123456789012"], [123456789012]]) {
        const allowedAccountIds = JSON.stringify(ids);
        fixture.aws.accountId = "123456789012";
        await fixture.engine.configure({ allowedAccountIds });
        fixture.aws.accountId = "999999999999";
        await assert.rejects(
          fixture.engine.configure({ allowedAccountIds }),
          /AWS account ID not allowed: 999999999999/,
        );
      }
    });

    it("talks to a local AWS only", async () => {
      const provider = await startProvider({ env: { AWS_REGION: "us-west-2" }, announce: () => undefined });
      const engine = new TestEngine(provider.port);
      await assert.rejects(
        engine.configure(),
        /talks to a local AWS only, and AWS_ENDPOINT_URL does not say where it is/,
      );
      engine.close();
      await provider.stop();
    });

    it("names the settings when no region is set", async () => {
      const provider = await startProvider({
        env: { AWS_ENDPOINT_URL: "http://127.0.0.1:9" },
        announce: () => undefined,
      });
      const engine = new TestEngine(provider.port);
      await assert.rejects(
        engine.configure(),
        /no AWS region is set: pulumi config set aws:region us-west-2, or set AWS_REGION/,
      );
      engine.close();
      await provider.stop();
    });

    it("answers a connection that came back under another name", async () => {
      const other = new TestEngine(fixture.provider.port);
      assert.deepEqual((await other.diff(logGroup, { name: "x" }, { name: "x" })).detailed, {});
      other.close();
    });
  });
});
