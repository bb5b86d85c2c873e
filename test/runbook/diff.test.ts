import { deepStrictEqual as deepEqual, equal, match, ok } from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { after, afterEach, before } from "mocha";
import { diffDocument } from "../../runbook/documents/diff";
import { pushImage } from "../../sandbox/aws/pushImage";
import { control, useLocalAws } from "../sandbox/awsFixture";
import { changing } from "./support/changing";
import { names, Project } from "./support/project";

describe("diff", function () {
  this.timeout(60_000);
  const used = useLocalAws();
  let project: Project;
  before(() => (project = new Project(used.aws)));
  after(() => project.remove());
  afterEach(() => control(used.aws.endpoint, "DELETE", "faults"));

  it("nothing deployed: all of it is new, in one sentence", async () => {
    const { exitCode, stdout } = await project.run("diff");
    equal(exitCode, 1);
    equal(
      stdout,
      "service agenticmem-service in cluster agenticmem-cluster does not exist: all of it is new (pulumi up makes it)\n",
    );
    const json = await project.run("diff", "--output", "json");
    const document = diffDocument.parse(JSON.parse(json.stdout));
    deepEqual([json.exitCode, document.isSame, document.revision], [1, false, null]);
  });

  describe("with the service as the stack asks for", () => {
    before(async () => {
      await project.deploy();
      await project.settled();
    });

    it("no difference, exit code 0; nothing but the account, ECS, ECR and the secret is asked for", async () => {
      await control(used.aws.endpoint, "DELETE", "calls");
      const { exitCode, stdout, stderr } = await project.run("diff");
      deepEqual([exitCode, stderr], [0, ""]);
      match(stdout, /^no difference: service agenticmem-service is on agenticmem-task:1, /);
      const { answer } = await control(used.aws.endpoint, "GET", "calls");
      deepEqual(Object.keys(answer).sort(), [
        "ecr:DescribeImages",
        "ecr:DescribeRepositories",
        "ecs:DescribeServices",
        "ecs:DescribeTaskDefinition",
        "secretsmanager:DescribeSecret",
        "sts:GetCallerIdentity",
      ]);
    });

    it("changed settings, of the revision and of the service around it", () =>
      changing(
        project,
        {
          cpu: "2048",
          memory: "8192",
          environment: { NODE_ENV: "production", ENVIRONMENT: "staging", LOG_LEVEL: "debug" },
          secrets: ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "LOGIN_SUPABASE_URL"],
          desiredCount: "5",
          deployment: { minimumHealthyPercent: 50 },
          targetGroups: {},
        },
        async () => {
          const { exitCode, stdout } = await project.run("diff");
          equal(exitCode, 1);
          equal(
            stdout,
            `service agenticmem-service is on agenticmem-task:1; pulumi up changes 9 fields:
  ENVIRONMENT production→staging
  + LOG_LEVEL debug
  - RUN_MIGRATION
  - secret LOGIN_SUPABASE_KEY
  cpu 1024→2048
  memory 4096→8192
  - service.targetGroup of agenticmem:8081
  service.healthCheckGracePeriodSeconds 150→0
  service.minimumHealthyPercent 100→50
`,
          );
          const { stdout: json } = await project.run("diff", "--output", "json");
          const { differences } = diffDocument.parse(JSON.parse(json));
          deepEqual(differences[1], {
            path: "containerDefinitions.agenticmem.environment.LOG_LEVEL",
            kind: "added",
            live: null,
            wanted: "debug",
          });
        },
      ));

    it("a sidecar and a second target group", () =>
      changing(
        project,
        {
          sidecars: { proxy: { image: "public.ecr.aws/x/proxy:1" } },
          targetGroups: { api: "agenticmem-api-tg", frontend: "other-tg" },
        },
        async () => {
          const { stdout } = await project.run("diff");
          match(stdout, /^ {2}\+ container proxy public\.ecr\.aws\/x\/proxy:1$/m);
          match(stdout, /^ {2}\+ service\.targetGroup of agenticmem:8080 other-tg$/m);
        },
      ));

    it("a tag that has moved, and a rotated secret; values are never asked for", async () => {
      const secrets = new SecretsManager(used.config);
      await secrets.putSecretValue({ SecretId: "agenticmem/prod/env", SecretString: '{"OPENAI_API_KEY":"hush"}' });
      const digest = await pushImage(used.aws.endpoint, { repository: "agenticmem", tag: "latest" });
      const { stdout } = await project.run("diff");
      match(stdout, new RegExp(`image sha256:[0-9a-f]{12}→${digest.slice(0, 19)} \\(agenticmem:latest\\)`));
      match(stdout, /version of secret agenticmem\/prod\/env [0-9a-f-]{36}→[0-9a-f-]{36}/);
      ok(!stdout.includes("hush"));
    });

    it("--planned: what has moved since render, and nothing else", async () => {
      const file = join(project.dir, "task.json");
      writeFileSync(file, (await project.run("render")).stdout);
      const same = await project.run("diff", "--planned", file);
      deepEqual([same.exitCode, same.stdout], [0, `no difference: the stack asks for what ${file} has\n`]);
      const digest = await pushImage(used.aws.endpoint, { repository: "agenticmem", tag: "latest" });
      const { exitCode, stdout } = await project.run("diff", "--planned", file);
      equal(exitCode, 1);
      const [title, ...lines] = stdout.trimEnd().split("\n");
      equal(title, `since ${file} was written, 1 field of what the stack asks for moved:`);
      equal(lines.length, 1);
      match(lines[0] ?? "", new RegExp(`image sha256:[0-9a-f]{12}→${digest.slice(0, 19)} \\(agenticmem:latest\\)`));
    });

    for (const [title, content] of [
      ["that is not there", undefined],
      ["that is no JSON", "task"],
      ["of something else", '{"a": 1}'],
    ] as const) {
      it(`--planned with a file ${title}: refused, with the command that makes one`, async () => {
        const file = join(project.dir, "other.json");
        if (content !== undefined) writeFileSync(file, content);
        const { exitCode, stdout, stderr } = await project.run("diff", "--planned", file);
        deepEqual([exitCode, stdout], [2, ""]);
        match(stderr, /npm run -s render > task\.json makes/);
        rmSync(file, { force: true });
      });
    }

    it("a revision by hand: what looks like a credential is not shown", async () => {
      const ecs = await project.open().clients.ecs();
      const { taskDefinition: live } = await ecs.describeTaskDefinition({ taskDefinition: `${names.family}:1` });
      const [container] = live!.containerDefinitions!;
      const byHand = { ...container, environment: [{ name: "DB_PASSWORD", value: "correct-horse-1" }] };
      const { taskDefinition } = await ecs.registerTaskDefinition({ ...live, containerDefinitions: [byHand] } as never);
      await project.deploy(taskDefinition!.taskDefinitionArn);
      const { stdout } = await project.run("diff", "--output", "yaml");
      match(stdout, /path: containerDefinitions\.agenticmem\.environment\.DB_PASSWORD/);
      match(stdout, /live: "?\(not shown: looks like a password\)/);
      ok(!stdout.includes("correct-horse"));
    });

    it("a pinned revision is what is compared with, and it is said", () =>
      changing(project, { pinnedRevision: `${names.family}:1` }, async () => {
        const { stdout, stderr } = await project.run("diff");
        match(stderr, /pinned to revision agenticmem-task:1/);
        match(stdout, /^ {2}- DB_PASSWORD$/m);
        ok(!stdout.includes("image"), stdout);
      }));

    const permissions: [action: string, about: RegExp][] = [
      ["ecs:DescribeServices", /permission for ecs:DescribeServices is missing/],
      ["ecs:DescribeTaskDefinition", /permission for ecs:DescribeTaskDefinition is missing/],
      ["ecr:DescribeImages", /permission for ecr:DescribeImages is missing/],
      ["secretsmanager:DescribeSecret", /permission for secretsmanager:DescribeSecret is missing/],
      ["sts:GetCallerIdentity", /does not accept the credentials/],
    ];
    for (const [action, about] of permissions) {
      it(`without ${action}: exit code 3, saying so`, async () => {
        await control(used.aws.endpoint, "POST", "faults", { action, kind: "deny" });
        const { exitCode, stdout, stderr } = await project.run("diff");
        deepEqual([exitCode, stdout], [3, ""]);
        match(stderr, about);
      });
    }

    it("what is missing is told at once", () =>
      changing(project, { image: "nope", secret: "none/such" }, async () => {
        const { exitCode, stderr } = await project.run("diff");
        equal(exitCode, 1);
        match(stderr, /image "agenticmem:nope" does not exist/);
        match(stderr, /secret "none\/such" does not exist/);
      }));

    it("another account than the stack allows: refused before anything else is told", () =>
      changing(project, { "aws:allowedAccountIds": ["111111111111"] }, async () => {
        const { exitCode, stdout, stderr } = await project.run("diff");
        deepEqual([exitCode, stdout], [3, ""]);
        match(stderr, /these credentials open account 123456789012, but the stack allows only 111111111111/);
      }));
  });
});
