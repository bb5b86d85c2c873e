import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { ECS } from "@aws-sdk/client-ecs";
import { clientConfig } from "../../sandbox/aws/awsAccount";
import { OwnProgram } from "./support/ownProgram";

/** How `preview --json` names the steps of a resource that does something. */
interface Step {
  op: string;
  urn: string;
  detailedDiff?: Record<string, { kind: string }>;
}

const cluster = "agenticmem-cluster";
const clusterArn = `arn:aws:ecs:us-west-2:123456789012:cluster/${cluster}`;

describe("the built-in provider under the real engine", function () {
  this.timeout(300_000);

  let program: OwnProgram;
  let ecs: ECS;
  let logs: CloudWatchLogs;

  before(async function () {
    this.timeout(20 * 60_000);
    program = await OwnProgram.start({ program: "providerProgram", timeScale: 600 });
    const config = clientConfig(program.aws.endpoint, program.aws.region);
    ecs = new ECS(config);
    logs = new CloudWatchLogs(config);
  });
  after(() => program.stop());

  /** A stack of the test program, driven as a user drives it. */
  class Stack {
    constructor(readonly name: string) {}

    pulumi = (...args: string[]) => program.pulumi(this.name, ...args);
    succeeds = (...args: string[]) => program.succeeds(this.name, ...args);
    init = () => this.succeeds("stack", "init", this.name);
    set = (key: string, value: string, ...flags: string[]) => this.succeeds("config", "set", ...flags, key, value);
    up = () => this.succeeds("up", "--yes", "--skip-preview");
    hasNoChanges = () => this.succeeds("preview", "--expect-no-changes");

    /** What the next update would do, by the resources' names. */
    async plan(): Promise<Record<string, { op: string; paths: string[] }>> {
      const { steps } = JSON.parse(await this.succeeds("preview", "--json")) as { steps: Step[] };
      const doing = steps.filter(({ op }) => ["create", "update", "delete", "replace"].includes(op));
      return Object.fromEntries(
        doing.map(({ op, urn, detailedDiff }) => [
          urn.split("::").pop() ?? "",
          { op, paths: Object.keys(detailedDiff ?? {}).sort() },
        ]),
      );
    }

    async service() {
      const { services = [] } = await ecs.describeServices({ cluster, services: [`agenticmem-${this.name}`] });
      return services[0];
    }

    revision = (number: number) =>
      `arn:aws:ecs:us-west-2:123456789012:task-definition/agenticmem-${this.name}:${number}`;
  }

  it("makes everything, and then finds nothing to do", async () => {
    const stack = new Stack("plain");
    await stack.init();
    await stack.up();
    await stack.hasNoChanges();
    assert.equal((await stack.service())?.taskDefinition, stack.revision(1));
    const outputs = JSON.parse(await stack.succeeds("stack", "output", "--json")) as Record<string, string>;
    assert.equal(outputs.revisionArn, stack.revision(1));
    assert.match(outputs.policyName ?? "", /^access-[0-9a-f]{7}$/);
  });

  it("replaces a revision and updates the service in place", async () => {
    const stack = new Stack("plain");
    await stack.set("cpu", "512");
    await stack.set("days", "60");
    assert.deepEqual(await stack.plan(), {
      logs: { op: "update", paths: ["retentionInDays"] },
      revision: { op: "replace", paths: ["cpu"] },
      service: { op: "update", paths: ["taskDefinition"] },
    });
    await stack.up();
    await stack.hasNoChanges();
    assert.equal((await stack.service())?.taskDefinition, stack.revision(2));
    const { taskDefinition } = await ecs.describeTaskDefinition({ taskDefinition: stack.revision(1) });
    assert.equal(taskDefinition?.status, "INACTIVE");
  });

  it("sees and repairs what was changed from outside", async () => {
    const stack = new Stack("plain");
    const register = await ecs.describeTaskDefinition({ taskDefinition: stack.revision(2) });
    const { family, containerDefinitions, cpu, memory, networkMode, requiresCompatibilities, executionRoleArn } =
      register.taskDefinition ?? {};
    await ecs.registerTaskDefinition({
      family,
      containerDefinitions,
      cpu,
      memory,
      networkMode,
      requiresCompatibilities,
      executionRoleArn,
    });
    const service = `agenticmem-${stack.name}`;
    await ecs.updateService({ cluster, service, taskDefinition: stack.revision(3), desiredCount: 2 });
    await logs.putRetentionPolicy({ logGroupName: `/ecs/${service}`, retentionInDays: 7 });
    assert.deepEqual(await stack.plan(), {
      logs: { op: "update", paths: ["retentionInDays"] },
      service: { op: "update", paths: ["desiredCount", "taskDefinition"] },
    });
    await stack.up();
    await stack.hasNoChanges();
    assert.equal((await stack.service())?.taskDefinition, stack.revision(2));
  });

  it("makes again what is gone", async () => {
    const stack = new Stack("plain");
    await logs.deleteLogGroup({ logGroupName: `/ecs/agenticmem-${stack.name}` });
    await ecs.deregisterTaskDefinition({ taskDefinition: stack.revision(2) });
    assert.deepEqual(await stack.plan(), {
      logs: { op: "create", paths: [] },
      revision: { op: "create", paths: [] },
      service: { op: "update", paths: ["taskDefinition"] },
    });
    await stack.up();
    await stack.hasNoChanges();
    assert.equal((await stack.service())?.taskDefinition, stack.revision(4));
  });

  it("fails with AWS's own words, changes nothing else, and goes on once it is put right", async () => {
    const stack = new Stack("plain");
    await stack.set("cpu", "300");
    const { exitCode, text } = await stack.pulumi("up", "--yes", "--skip-preview");
    assert.notEqual(exitCode, 0);
    assert.match(
      text,
      /creating ECS Task Definition \(agenticmem-plain\): operation error ECS: RegisterTaskDefinition/,
    );
    assert.equal((await stack.service())?.taskDefinition, stack.revision(4));
    await stack.set("cpu", "512");
    await stack.hasNoChanges();
  });

  it("imports what lives, with nothing left to do but to name the revision by its ARN", async () => {
    const stack = new Stack("plain");
    const { policyName } = JSON.parse(await stack.succeeds("stack", "output", "--json")) as { policyName: string };
    const state = JSON.parse(await stack.succeeds("stack", "export")) as {
      deployment: { resources: { type: string }[] };
    };
    const kept = state.deployment.resources.filter(({ type }) => type.startsWith("pulumi:"));
    writeFileSync(
      join(program.dir, "state.json"),
      JSON.stringify({ ...state, deployment: { ...state.deployment, resources: kept } }),
    );
    await stack.succeeds("stack", "import", "--file", "state.json");
    const version = "7.48.0";
    const resources = [
      { type: "aws:ecs/service:Service", name: "service", id: `${cluster}/agenticmem-plain`, version },
      { type: "aws:ecs/taskDefinition:TaskDefinition", name: "revision", id: stack.revision(4), version },
      {
        type: "aws:iam/rolePolicy:RolePolicy",
        name: "access",
        id: `ecsTaskExecutionRole-agenticmem:${policyName}`,
        version,
      },
      { type: "aws:cloudwatch/logGroup:LogGroup", name: "logs", id: "/ecs/agenticmem-plain", version },
    ];
    writeFileSync(join(program.dir, "import.json"), JSON.stringify({ resources }));
    await stack.succeeds(
      "import",
      "--file",
      "import.json",
      "--yes",
      "--skip-preview",
      "--protect=false",
      "--generate-code=false",
    );
    assert.deepEqual(await stack.plan(), {
      // Names that were made up are made up anew: the real provider's import does the same.
      access: { op: "replace", paths: ["name"] },
      service: { op: "update", paths: ["taskDefinition", "waitForSteadyState"] },
    });
    await stack.up();
    await stack.hasNoChanges();
  });

  it("serves two stacks at the same time, each with its own configuration and secrets", async () => {
    const stacks = [new Stack("one"), new Stack("two")] as const;
    for (const stack of stacks) await stack.init();
    await stacks[0].set("token", "0f5a2c", "--secret");
    await stacks[1].set("aws:allowedAccountIds[0]", "999999999999", "--path");
    const [one, two] = await Promise.all(stacks.map((stack) => stack.pulumi("up", "--yes", "--skip-preview")));
    assert.equal(one?.exitCode, 0, one?.text);
    assert.notEqual(two?.exitCode, 0);
    assert.match(two?.text ?? "", /AWS account ID not allowed: 123456789012/);
    await stacks[0].hasNoChanges();
    assert.doesNotMatch(await stacks[0].succeeds("stack", "export"), /0f5a2c/);
    await stacks[0].succeeds("destroy", "--yes");
  });

  it("takes everything away again", async () => {
    const stack = new Stack("plain");
    await stack.succeeds("destroy", "--yes");
    assert.equal((await stack.service())?.status, "INACTIVE");
    const { serviceArns } = await ecs.listServices({ cluster: clusterArn });
    assert.deepEqual(serviceArns, []);
  });
});
