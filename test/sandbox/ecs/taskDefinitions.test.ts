import assert from "node:assert/strict";
import { roleArn, secretArn } from "./fakeAccount";
import { VirtualAws, appContainer, taskDefinition } from "./virtualAws";

interface Described {
  taskDefinition: { revision: number; status: string; containerDefinitions: object[]; taskDefinitionArn: string };
  tags?: object[];
}

const container = (change: object) => ({ containerDefinitions: [{ ...appContainer, ...change }] });
const sidecar = (change: object) => ({
  containerDefinitions: [appContainer, { name: "side", image: "side:1", ...change }],
});

describe("RegisterTaskDefinition", () => {
  const refused: Record<string, [change: object, message: RegExp]> = {
    "no family": [{ family: "" }, /Family can not be blank/],
    "an illegal family": [{ family: "a.b" }, /Family contains invalid characters/],
    "a long family": [{ family: "a".repeat(256) }, /too long/],
    "no container": [{ containerDefinitions: [] }, /Container list cannot be empty/],
    "an illegal container name": [container({ name: "a b" }), /Container\.name contains invalid characters/],
    "no image": [container({ image: "" }), /Container\.image should not be null or empty/],
    "the same name twice": [sidecar({ name: "app" }), /app is used more than once/],
    "no essential container": [container({ essential: false }), /At least one container .* essential/],
    "an illegal size": [
      { cpu: "512", memory: "8192" },
      /No Fargate configuration exists for given values: 512 CPU, 8192/,
    ],
    "no cpu": [{ cpu: undefined }, /requires that 'cpu' be defined at the task level/],
    "no memory": [{ memory: undefined }, /requires that 'memory' be defined at the task level/],
    "a cpu that is no number": [{ cpu: "much" }, /Invalid 'cpu' setting for task/],
    "another network mode": [{ networkMode: "bridge" }, /Fargate only supports network mode/],
    "another host port": [container({ portMappings: [{ containerPort: 1, hostPort: 2 }] }), /must match/],
    "a port twice": [sidecar({ portMappings: [{ containerPort: 8080 }] }), /8080\/tcp is mapped more than once/],
    "a port name twice": [
      sidecar({ portMappings: [{ containerPort: 1, name: "http" }] }),
      /port name http must be unique/,
    ],
    "a variable that is a secret, too": [
      container({ environment: [{ name: "A", value: "1" }], secrets: [{ name: "A", valueFrom: secretArn }] }),
      /secret name must be unique.*'A'/,
    ],
    "secrets without execution role": [
      {
        executionRoleArn: undefined,
        ...container({ logConfiguration: undefined, secrets: [{ name: "A", valueFrom: "b" }] }),
      },
      /must also specify a value for 'executionRoleArn'/,
    ],
    "awslogs without execution role": [
      { executionRoleArn: undefined },
      /execution role ARN to support log driver awslogs/,
    ],
    "an ECR image without execution role": [
      {
        executionRoleArn: undefined,
        ...container({ logConfiguration: undefined, image: "1.dkr.ecr.x.amazonaws.com/a" }),
      },
      /execution role ARN to support ECR images/,
    ],
    "a role that is none": [{ taskRoleArn: "role" }, /Role is not valid/],
    "logs without a group": [container({ logConfiguration: { logDriver: "awslogs", options: {} } }), /awslogs-group/],
    "a short health check interval": [
      container({ healthCheck: { command: ["CMD", "true"], interval: 4 } }),
      /interval must be between 5 and 300/,
    ],
    "a health check without CMD": [container({ healthCheck: { command: ["true"] } }), /must start with CMD/],
    "an unknown dependency": [
      container({ dependsOn: [{ containerName: "x", condition: "START" }] }),
      /Invalid dependency/,
    ],
    "more container memory than task memory": [container({ memory: 1024 }), /exceeds the memory of the task/],
    "more container cpu than task cpu": [container({ cpu: 512 }), /exceeds the CPU of the task/],
    "little ephemeral storage": [{ ephemeralStorage: { sizeInGiB: 20 } }, /between 21 and 200 GiB/],
    "a long stop timeout": [container({ stopTimeout: 121 }), /at most 120 seconds/],
    "more than 64 KiB": [container({ environment: [{ name: "A", value: "x".repeat(65_536) }] }), /64 KiB/],
    "eleven containers": [
      { containerDefinitions: Array.from({ length: 11 }, (_, index) => ({ name: `c${index}`, image: "a" })) },
      /at most 10 containers/,
    ],
  };
  for (const [what, [change, message]] of Object.entries(refused))
    it(`refuses ${what}`, async () => {
      await assert.rejects(new VirtualAws().call("RegisterTaskDefinition", taskDefinition(change)), {
        code: "ClientException",
        message,
      });
    });

  const sizes = [
    ["256", "512"],
    ["1024", "2048"],
    ["1 vCPU", "4 GB"],
    [".5 vcpu", "1gb"],
    ["8192", "61440"],
    ["16384", "122880"],
    ["32768", "249856"],
  ] as const;
  for (const [cpu, memory] of sizes)
    it(`takes ${cpu} with ${memory}`, async () => {
      await new VirtualAws().call("RegisterTaskDefinition", taskDefinition({ cpu, memory }));
    });

  it("fills in what ECS fills in", async () => {
    const aws = new VirtualAws();
    const healthCheck = { command: ["CMD-SHELL", "true"], startPeriod: 60 };
    const request = taskDefinition({
      containerDefinitions: [{ name: "app", image: "a:1", portMappings: [{ containerPort: 80 }], healthCheck }],
    });
    const { taskDefinition: registered } = await aws.call<Described>("RegisterTaskDefinition", request);
    assert.partialDeepStrictEqual(registered, {
      family: "app",
      revision: 1,
      status: "ACTIVE",
      cpu: "256",
      executionRoleArn: roleArn,
      compatibilities: ["EC2", "FARGATE"],
      volumes: [],
      placementConstraints: [],
    });
    assert.deepEqual(registered.containerDefinitions, [
      {
        name: "app",
        image: "a:1",
        cpu: 0,
        essential: true,
        portMappings: [{ containerPort: 80, hostPort: 80, protocol: "tcp" }],
        environment: [],
        mountPoints: [],
        volumesFrom: [],
        systemControls: [],
        healthCheck: { interval: 30, timeout: 5, retries: 3, ...healthCheck },
      },
    ]);
  });
});

describe("task definitions", () => {
  async function withRevisions() {
    const aws = new VirtualAws();
    for (const family of ["app", "app", "app", "other"])
      await aws.call("RegisterTaskDefinition", taskDefinition({ family, tags: [{ key: "family", value: family }] }));
    return aws;
  }
  const list = async (aws: VirtualAws, request: object) =>
    (await aws.call<{ taskDefinitionArns: string[] }>("ListTaskDefinitions", request)).taskDefinitionArns.map((arn) =>
      arn.replace(/.*\//, ""),
    );

  it("are described by family, revision and ARN, with tags when asked", async () => {
    const aws = await withRevisions();
    const newest = await aws.call<Described>("DescribeTaskDefinition", { taskDefinition: "app", include: ["TAGS"] });
    assert.equal(newest.taskDefinition.revision, 3);
    assert.deepEqual(newest.tags, [{ key: "family", value: "app" }]);
    const second = await aws.call<Described>("DescribeTaskDefinition", { taskDefinition: "app:2" });
    assert.equal(second.taskDefinition.revision, 2);
    assert.equal(second.tags, undefined);
    const byArn = { taskDefinition: second.taskDefinition.taskDefinitionArn };
    assert.deepEqual(await aws.call("DescribeTaskDefinition", byArn), second);
    await assert.rejects(aws.call("DescribeTaskDefinition", { taskDefinition: "app:9" }), {
      code: "ClientException",
      message: "Unable to describe task definition.",
    });
  });

  it("are listed by family and status, sorted, in pages", async () => {
    const aws = await withRevisions();
    await aws.call("DeregisterTaskDefinition", { taskDefinition: "app:2" });
    assert.deepEqual(await list(aws, {}), ["app:1", "app:3", "other:1"]);
    assert.deepEqual(await list(aws, { familyPrefix: "app", sort: "DESC" }), ["app:3", "app:1"]);
    assert.deepEqual(await list(aws, { familyPrefix: "ap" }), []);
    assert.deepEqual(await list(aws, { status: "INACTIVE" }), ["app:2"]);
    assert.deepEqual(await list(aws, { maxResults: 2 }), ["app:1", "app:3"]);
    assert.deepEqual(await aws.call("ListTaskDefinitionFamilies", { familyPrefix: "o" }), { families: ["other"] });
  });

  it("are deleted once they are inactive; numbers are never used again", async () => {
    const aws = await withRevisions();
    const remove = () =>
      aws.call<{ failures: { reason: string }[]; taskDefinitions: { status: string }[] }>("DeleteTaskDefinitions", {
        taskDefinitions: ["app:3"],
      });
    assert.equal((await remove()).failures[0]?.reason, "INVALID");
    await aws.call("DeregisterTaskDefinition", { taskDefinition: "app:3" });
    assert.equal((await remove()).taskDefinitions[0]?.status, "DELETE_IN_PROGRESS");
    const { taskDefinition: next } = await aws.call<Described>("RegisterTaskDefinition", taskDefinition());
    assert.equal(next.revision, 4);
  });
});
