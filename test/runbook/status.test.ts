import { deepStrictEqual as deepEqual, equal, match, ok } from "node:assert/strict";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { after, afterEach, before } from "mocha";
import { statusDocument } from "../../runbook/documents/status";
import { pushImage } from "../../sandbox/aws/pushImage";
import type { ContainerBehaviour } from "../../sandbox/ecs/behaviour";
import { control, useLocalAws } from "../sandbox/awsFixture";
import { changing } from "./support/changing";
import { names, Project, until } from "./support/project";

const keys = ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "LOGIN_SUPABASE_URL", "LOGIN_SUPABASE_KEY"];

/** What differs from run to run: digests, ids of deployments, times. */
const withoutChance = (text: string) =>
  text
    .replace(/sha256:[0-9a-f]{12}/g, "sha256:<digest>")
    .replace(/ecs-svc\/\d{19}/g, "ecs-svc/<number>           ")
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, "<minute> UTC");

describe("status", function () {
  this.timeout(90_000);
  const used = useLocalAws();
  let project: Project;
  before(() => (project = new Project(used.aws)));
  after(() => project.remove());
  afterEach(() => control(used.aws.endpoint, "DELETE", "faults"));

  const status = async () => {
    const { stdout, exitCode } = await project.run("status", "--output", "json");
    return { exitCode, document: statusDocument.parse(JSON.parse(stdout)) };
  };
  const push = (behaviour: ContainerBehaviour, tag = "latest") =>
    pushImage(used.aws.endpoint, { repository: "agenticmem", tag, behaviour });
  const deny = (action: string) => control(used.aws.endpoint, "POST", "faults", { action, kind: "deny" });

  describe("without a service", () => {
    it("nothing deployed: exit code 1, and how to make it", async () => {
      const { exitCode, stdout } = await project.run("status");
      equal(exitCode, 1);
      equal(
        stdout,
        `service     agenticmem-service in agenticmem-cluster (stack test, account 123456789012, region us-west-2)
state       service agenticmem-service does not exist in cluster agenticmem-cluster (pulumi up makes it)
`,
      );
      const { document } = await status();
      deepEqual([document.isFine, document.revision, document.tasks, document.deployments], [false, null, null, []]);
    });

    it("nothing deployed, and much else missing: that it does not exist comes first", () =>
      changing(project, { image: "nope", secret: "none/such" }, async () => {
        const { document } = await status();
        deepEqual(document.problems, [
          "service agenticmem-service does not exist in cluster agenticmem-cluster (pulumi up makes it)",
        ]);
      }));

    it("says once that AWS is slow to answer, and waits", async () => {
      const slow = { kind: "latency", milliseconds: 3_500, times: 1 };
      for (const action of ["ecs:DescribeServices", "sts:GetCallerIdentity"]) {
        await control(used.aws.endpoint, "POST", "faults", { action, ...slow });
      }
      const { exitCode, stderr } = await project.run("status");
      equal(exitCode, 1);
      match(stderr, /^AWS has not answered (ecs:DescribeServices|sts:GetCallerIdentity) yet: still trying\n$/);
    });

    it("no such cluster: exit code 1", () =>
      changing(project, { cluster: "no-such-cluster" }, async () => {
        const { exitCode, stderr } = await project.run("status");
        equal(exitCode, 1);
        match(stderr, /cluster "no-such-cluster" does not exist in account 123456789012, region us-west-2/);
      }));
  });

  describe("with a service", () => {
    before(async () => {
      await project.deploy();
      await project.settled();
    });

    it("healthy: exit code 0", async () => {
      const { exitCode, stdout, stderr } = await project.run("status");
      deepEqual([exitCode, stderr], [0, ""]);
      equal(
        withoutChance(stdout),
        `service     agenticmem-service in agenticmem-cluster (stack test, account 123456789012, region us-west-2)
state       fine: all tasks run, healthy, of one revision
revision    agenticmem-task:1, cpu 1024, memory 4096 MiB
image       agenticmem sha256:<digest> (1.1.0, latest)
tasks       1 of 1 running, 0 pending, 1 healthy
target      api 8081 in agenticmem-api-tg: 1 healthy
config      what the service is on is what the stack asks for
last        rollout of agenticmem-task:1 succeeded, <minute> UTC

deployment                   status   rollout    revision           running  pending  desired  failed  since
ecs-svc/<number>             PRIMARY  COMPLETED  agenticmem-task:1  1        0        1        0       <minute> UTC
`,
      );
    });

    it("the document has all of it, and yaml says the same as json", async () => {
      const { document } = await status();
      deepEqual(document.tasks, { desired: 1, running: 1, pending: 0, health: { HEALTHY: 1 } });
      deepEqual(document.ports, [
        { port: "api", number: 8081, targetGroup: "agenticmem-api-tg", targets: { healthy: 1 }, reasons: [] },
      ]);
      deepEqual([document.isFine, document.cpu, document.memoryMiB, document.differences], [true, 1024, 4096, []]);
      const { parse } = await import("yaml");
      deepEqual(statusDocument.parse(parse((await project.run("status", "--output", "yaml")).stdout)), document);
    });

    it("what the stack asks for is another: said, with what changes, and still fine", () =>
      changing(project, { cpu: "2048", environment: { NODE_ENV: "production", LOG_LEVEL: "debug" } }, async () => {
        const { exitCode, stdout } = await project.run("status");
        equal(exitCode, 0);
        match(
          stdout,
          /config {6}differs from what the service is on in 4 fields; pulumi up rolls it out:\n {12}- ENVIRONMENT\n {12}\+ LOG_LEVEL debug\n {12}- RUN_MIGRATION\n {12}cpu 1024→2048\n/,
        );
      }));

    it("a tag that has moved: the image that runs no longer has it", async () => {
      const { document } = await status();
      const digest = document.images[0]?.digest;
      const moved = await push({});
      const { stdout } = await project.run("status");
      match(stdout, /^image {7}agenticmem sha256:\w{12} \(1\.1\.0\)$/m);
      match(stdout, new RegExp(`image ${digest?.slice(0, 19)}→${moved.slice(0, 19)} \\(agenticmem:latest\\)`));
      await pushBack(digest);
    });

    /** Points the tag at an image again. */
    async function pushBack(digest: string | null | undefined) {
      const imageDigest = digest ?? undefined;
      const ecr = await project.open().clients.ecr();
      const { images: [image] = [] } = await ecr.batchGetImage({
        repositoryName: "agenticmem",
        imageIds: [{ imageDigest }],
      });
      await ecr.putImage({
        repositoryName: "agenticmem",
        imageTag: "latest",
        imageManifest: image?.imageManifest,
        imageDigest,
      });
    }

    it("what is pinned", () =>
      changing(project, { pinnedRevision: `${names.family}:1` }, async () => {
        const { document } = await status();
        equal(document.pins.length, 1);
        match(document.pins[0] ?? "", /pinned to revision agenticmem-task:1/);
        deepEqual(document.differences, []);
      }));

    it("a rotated secret: tasks that still have the old value, and the fix", async () => {
      // The local Secrets Manager knows whole seconds only.
      const before = Math.floor(Date.now() / 1000);
      await until(() => Promise.resolve(Math.floor(Date.now() / 1000) > before));
      await new SecretsManager(used.config).putSecretValue({
        SecretId: "agenticmem/prod/env",
        SecretString: JSON.stringify(Object.fromEntries(keys.map((key) => [key, "hush"]))),
      });
      const { exitCode, stdout } = await project.run("status");
      equal(exitCode, 0);
      match(
        stdout,
        /^secret {6}agenticmem\/prod\/env has changed since the revision was made; 1 task still has an older value \(pulumi up, or npm run redeploy, starts new ones\)$/m,
      );
      ok(!stdout.includes("hush"));
      await deny("secretsmanager:ListSecretVersionIds");
      const { document } = await status();
      deepEqual(document.changedSecrets, [
        {
          name: "agenticmem/prod/env",
          olderTasks: null,
          reason: "permission for secretsmanager:ListSecretVersionIds is missing",
        },
      ]);
    });

    it("new tasks have the new value", async () => {
      const ecs = await project.open().clients.ecs();
      await ecs.updateService({ ...names, forceNewDeployment: true });
      await project.settled();
      const { document } = await status();
      deepEqual(document.changedSecrets, [{ name: "agenticmem/prod/env", olderTasks: 0, reason: null }]);
    });

    const optional: [action: string, unknown: RegExp, document: (told: Told) => unknown][] = [
      [
        "ecs:ListServiceDeployments",
        /^the last rollout: permission for ecs:ListServiceDeployments/,
        (told) => told.lastRollout,
      ],
      [
        "secretsmanager:DescribeSecret",
        /^what the stack asks for: secret .* secretsmanager:DescribeSecret/,
        (told) => told.differences,
      ],
      [
        "ecr:DescribeRepositories",
        /^what the stack asks for: ECR .* ecr:DescribeRepositories/,
        (told) => told.differences,
      ],
      [
        "ecr:DescribeImages",
        /^tags of images in repository agenticmem: permission for ecr:DescribeImages/,
        (told) => told.images[0]?.tags,
      ],
    ];
    for (const [action, unknown, part] of optional) {
      it(`without ${action}: it is fine all the same, and what is not known is said`, async () => {
        await deny(action);
        const { exitCode, document } = await status();
        equal(exitCode, 0, JSON.stringify(document.problems));
        equal(part(document), null);
        ok(
          document.unknown.some((words) => unknown.test(words)),
          document.unknown.join("\n"),
        );
      });
    }

    for (const action of ["ecs:ListTasks", "ecs:DescribeTasks", "elasticloadbalancing:DescribeTargetHealth"]) {
      it(`without ${action}: that it is fine is not known, exit code 3`, async () => {
        await deny(action);
        const { exitCode, document } = await status();
        deepEqual([exitCode, document.isFine, document.problems, document.ports], [3, false, [], null]);
        match(document.unknown.join("\n"), new RegExp(`permission for ${action} .*is missing`));
        match((await project.run("status")).stdout, /^state {7}not known/m);
      });
    }

    const needed: [action: string, why: RegExp][] = [
      ["ecs:DescribeServices", /permission for ecs:DescribeServices is missing/],
      ["ecs:DescribeTaskDefinition", /permission for ecs:DescribeTaskDefinition is missing/],
      ["sts:GetCallerIdentity", /AWS does not accept the credentials/],
    ];
    for (const [action, why] of needed) {
      it(`without ${action}: exit code 3, nothing on stdout`, async () => {
        await deny(action);
        const { exitCode, stdout, stderr } = await project.run("status");
        deepEqual([exitCode, stdout], [3, ""]);
        match(stderr, why);
      });
    }

    it("another account than the stack allows: exit code 3", () =>
      changing(project, { "aws:allowedAccountIds": ["111111111111"] }, async () => {
        const { exitCode, stdout } = await project.run("status");
        deepEqual([exitCode, stdout], [3, ""]);
      }));

    it("an encrypted setting of the AWS config, which only the engine can open: said, and nothing is asked", () =>
      changing(project, { "aws:secretKey": { secure: "v1:abc" } }, async () => {
        const { stdout, stderr } = await project.run("status");
        equal(stdout, "");
        match(stderr, /aws:secretKey/);
      }));

    it("rolling: exit code 1, and how it goes", async () => {
      await push({ healthCheck: { passesAfterSeconds: 600 } });
      await project.deploy();
      await until(async () => (await status()).document.deployments.length === 2);
      const { exitCode, stdout } = await project.run("status");
      equal(exitCode, 1);
      match(stdout, /^state {7}agenticmem-task:2 is being rolled out/m);
      match(stdout, /^rollout {5}\d of 1 tasks running/m);
      match(stdout, /^ecs-svc\/\d+ +PRIMARY +IN_PROGRESS +agenticmem-task:2/m);
      match(stdout, /^ecs-svc\/\d+ +ACTIVE +COMPLETED +agenticmem-task:1/m);
    });

    it("red, then rolled back: stable again on the revision before, and it is said", async () => {
      await push({ exit: { code: 1, afterSeconds: 2 } });
      await project.deploy();
      await until(async () => (await status()).document.deployments.some(({ failed }) => failed > 0));
      await until(async () => (await status()).document.isFine);
      const { document } = await status();
      equal(document.revision, "agenticmem-task:1");
      deepEqual(
        [document.lastRollout?.status, document.lastRollout?.revision],
        ["ROLLBACK_SUCCESSFUL", "agenticmem-task:3"],
      );
      match(
        (await project.run("status")).stdout,
        /^last {8}rollout of agenticmem-task:3 was rolled back, .*circuit breaker/m,
      );
    });

    it("a target that does not answer: exit code 1, with the load balancer's words", async () => {
      await push({
        target: { passesAfterSeconds: "never", reason: "Target.Timeout", description: "Request timed out" },
      });
      await project.deploy();
      await until(async () => (await status()).document.problems.some((words) => words.includes("unhealthy")));
      const { exitCode, document } = await status();
      equal(exitCode, 1);
      match(document.problems.join("\n"), /port api: 1 target unhealthy \(Target\.Timeout: Request timed out\)/);
      await until(async () => (await status()).document.isFine);
    });

    it("a revision by hand, with a tag in place of a digest: the digest that its tasks run", async () => {
      const digest = await push({});
      const ecs = await project.open().clients.ecs();
      const { taskDefinition: live } = await ecs.describeTaskDefinition({ taskDefinition: `${names.family}:1` });
      const [container] = live!.containerDefinitions!;
      const image = `${container!.image!.replace(/@.*/, "")}:latest`;
      const { taskDefinition } = await ecs.registerTaskDefinition({
        ...live,
        containerDefinitions: [{ ...container, image }],
      } as never);
      await project.deploy(taskDefinition!.taskDefinitionArn);
      await until(async () => (await status()).document.isFine);
      const { document } = await status();
      equal(document.revision, taskDefinition!.taskDefinitionArn!.split("/").at(-1));
      deepEqual(document.images, [{ container: "agenticmem", reference: image, digest, tags: ["latest"] }]);
    });

    it("scaled to nothing: fine, and what that does not prove", async () => {
      const ecs = await project.open().clients.ecs();
      await ecs.updateService({ ...names, desiredCount: 0 });
      await until(async () => (await status()).document.isFine);
      deepEqual((await status()).document.notes, ["desired count is 0: that its tasks run is not proven"]);
    });

    it("the service deleted: as if there had been none", async () => {
      const ecs = await project.open().clients.ecs();
      await ecs.deleteService({ ...names, force: true });
      await until(async () => (await project.run("status")).stdout.includes("does not exist"));
    });

    it("two target groups and a sidecar: each port, and each image", async () => {
      const elb = await project.open().clients.elb();
      const { TargetGroups: [api] = [] } = await elb.describeTargetGroups({ Names: ["agenticmem-api-tg"] });
      const { TargetGroups: [web] = [] } = await elb.createTargetGroup({
        Name: "agenticmem-web-tg",
        Protocol: "HTTP",
        Port: 80,
        TargetType: "ip",
        VpcId: api?.VpcId,
      });
      await elb.createListener({
        LoadBalancerArn: api?.LoadBalancerArns?.[0],
        Protocol: "HTTP",
        Port: 8080,
        DefaultActions: [{ Type: "forward", TargetGroupArn: web?.TargetGroupArn }],
      });
      await push({});
      const settings = {
        targetGroups: { api: "agenticmem-api-tg", frontend: "agenticmem-web-tg" },
        sidecars: { proxy: { image: "public.ecr.aws/x/proxy:1" } },
        desiredCount: "2",
      };
      await changing(project, settings, async () => {
        await project.deploy();
        await until(async () => (await status()).document.isFine);
        const { stdout } = await project.run("status");
        match(
          stdout,
          /^image {7}agenticmem sha256:\w{12} \(latest\)\nimage {7}proxy: public\.ecr\.aws\/x\/proxy:1 sha256:\w{12}\n/m,
        );
        match(stdout, /^tasks {7}2 of 2 running, 0 pending, 2 healthy$/m);
        match(stdout, /^target {6}api 8081 in agenticmem-api-tg: 2 healthy$/m);
        match(stdout, /^target {6}frontend 8080 in agenticmem-web-tg: 2 healthy$/m);
      });
    });
  });
});

type Told = ReturnType<typeof statusDocument.parse>;
