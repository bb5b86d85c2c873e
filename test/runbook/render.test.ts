import { deepStrictEqual as deepEqual, equal, match, ok } from "node:assert/strict";
import { rmSync } from "node:fs";
import { ECS, type RegisterTaskDefinitionCommandInput } from "@aws-sdk/client-ecs";
import { after, before } from "mocha";
import { askFor } from "../../components/askedRevision";
import { differencesBetween } from "../../runbook/diff/differences";
import { renderDocument } from "../../runbook/documents/render";
import { registration } from "../../runbook/render/asRegistered";
import { control, useLocalAws } from "../sandbox/awsFixture";
import { productionSettings } from "../component/fixtures";
import { changing } from "./support/changing";
import { names, Project } from "./support/project";

const sidecar = {
  proxy: { image: "public.ecr.aws/x/proxy:1", ports: { admin: 9901 }, dependsOn: { agenticmem: "START" } },
};

describe("render", function () {
  this.timeout(60_000);
  const used = useLocalAws();
  let project: Project;
  before(() => (project = new Project(used.aws)));
  after(() => project.remove());

  const rendered = async (...options: string[]) => {
    const { exitCode, stdout, stderr } = await project.run("render", ...options);
    equal(exitCode, 0, stderr);
    const document = JSON.parse(stdout) as RegisterTaskDefinitionCommandInput;
    renderDocument.parse(document);
    return { stdout, document };
  };

  it("is what the program registers, byte for byte", async () => {
    const { settings, aws, clients } = project.open();
    const asked = await askFor(settings, aws, clients);
    equal((await rendered()).stdout, `${JSON.stringify(asked.rendered, null, 2)}\n`);
    equal((await rendered()).stdout, (await rendered("--output", "json")).stdout);
  });

  it("ECS takes it as it is printed, and then it is what is registered", () =>
    changing(project, { sidecars: sidecar, ephemeralStorage: 30, tags: { team: "core", app: "x" } }, async () => {
      const { document } = await rendered();
      const { taskDefinition, tags } = await new ECS(used.config).registerTaskDefinition(document);
      const { tags: printedTags, ...printed } = document;
      deepEqual(differencesBetween(taskDefinition!, printed), []);
      deepEqual(tags, printedTags);
      deepEqual(printedTags, [
        { key: "app", value: "x" },
        { key: "team", value: "core" },
      ]);
    }));

  it("overrides of the provider's arguments are in it in ECS's words", () =>
    changing(
      project,
      {
        overrides: {
          container: { readonlyRootFilesystem: true },
          taskDefinition: {
            skipDestroy: true,
            pidMode: "task",
            ephemeralStorage: { sizeInGib: 42 },
            volumes: [{ name: "data", efsVolumeConfiguration: { fileSystemId: "fs-1" }, configureAtLaunch: false }],
            tags: { only: "this" },
          },
        },
      },
      async () => {
        const { document } = await rendered();
        equal(document.containerDefinitions?.[0]?.readonlyRootFilesystem, true);
        equal(document.pidMode, "task");
        deepEqual(document.ephemeralStorage, { sizeInGiB: 42 });
        deepEqual(document.volumes, [
          { configuredAtLaunch: false, efsVolumeConfiguration: { fileSystemId: "fs-1" }, name: "data" },
        ]);
        deepEqual(document.tags, [{ key: "only", value: "this" }]);
        ok(!("skipDestroy" in document));
        await new ECS(used.config).registerTaskDefinition(document);
      },
    ));

  it("a pinned revision is rendered as it is, and that is said", async () => {
    await project.register();
    await changing(project, { pinnedRevision: `${names.family}:1`, cpu: "2048" }, async () => {
      const { stdout, stderr } = await project.run("render");
      equal((JSON.parse(stdout) as { cpu: string }).cpu, "1024");
      match(stderr, /pinned to revision agenticmem-task:1/);
    });
  });

  it("what is missing: exit code 1; what AWS refuses: exit code 3", async () => {
    const { exitCode, stderr } = await changing(project, { image: "nope" }, () => project.run("render"));
    equal(exitCode, 1);
    match(stderr, /image "agenticmem:nope" does not exist/);
    await control(used.aws.endpoint, "POST", "faults", { action: "iam:GetRole", kind: "deny", times: 2 });
    const refused = await project.run("render");
    await control(used.aws.endpoint, "DELETE", "faults");
    equal(refused.exitCode, 3);
    match(refused.stderr, /permission for iam:GetRole is missing/);
  });

  describe("--offline", () => {
    it("names in place of what is looked up, and AWS is not asked", async () => {
      await control(used.aws.endpoint, "DELETE", "calls");
      const { document } = await rendered("--offline");
      equal(document.executionRoleArn, "<arn of role ecsTaskExecutionRole-agenticmem>");
      equal(document.taskRoleArn, "<arn of role ecsTaskRole-agenticmem>");
      const [main] = document.containerDefinitions!;
      equal(main?.image, "agenticmem:latest");
      deepEqual(main?.secrets?.[0], {
        name: "ANTHROPIC_API_KEY",
        valueFrom: "<arn of secret agenticmem/prod/env>:ANTHROPIC_API_KEY::",
      });
      equal(main?.logConfiguration?.options?.["awslogs-region"], "us-west-2");
      deepEqual((await control(used.aws.endpoint, "GET", "calls")).answer, {});
    });

    it("has every field that it has with AWS", async () => {
      const paths = differencesBetween((await rendered()).document, (await rendered("--offline")).document);
      deepEqual([...new Set(paths.map(({ kind }) => kind))], ["changed"]);
    });

    it("works without region, endpoint, credentials and encrypted AWS config", () =>
      changing(
        project,
        {
          "aws:region": undefined,
          "aws:endpoints": undefined,
          "aws:accessKey": undefined,
          "aws:secretKey": { secure: "v1:abc" },
        },
        async () => {
          const { document } = await rendered("--offline");
          equal(document.containerDefinitions?.[0]?.logConfiguration?.options?.["awslogs-region"], "<region>");
        },
      ));

    const images: [setting: string, image: string][] = [
      ["v1.2.3", "agenticmem:v1.2.3"],
      ["running", "agenticmem@<digest that runs>"],
      ["public.ecr.aws/nginx/nginx:1.27", "public.ecr.aws/nginx/nginx:1.27"],
    ];
    for (const [setting, image] of images) {
      it(`image ${setting}: ${image}`, () =>
        changing(project, { image: setting }, async () => {
          const { document } = await rendered("--offline");
          equal(document.containerDefinitions?.[0]?.image, image);
        }));
    }

    it("a pinned revision is only in ECS: exit code 2", async () => {
      const run = () => project.run("render", "--offline");
      const { exitCode, stderr } = await changing(project, { pinnedRevision: `${names.family}:1` }, run);
      equal(exitCode, 2);
      match(stderr, /leave --offline out/);
    });

    it("settings that are not valid: exit code 2", async () => {
      const { exitCode } = await changing(project, { cpu: "300" }, () => project.run("render", "--offline"));
      equal(exitCode, 2);
    });

    it("needs no home folder of the engine", async () => {
      rmSync(`${project.dir}/home`, { recursive: true, force: true });
      await rendered("--offline");
    });
  });

  it("without overrides and tags a registration is the rendered revision itself", () => {
    const { overrides, tags } = productionSettings();
    const definition = { family: "f", containerDefinitions: [] };
    deepEqual(registration(definition as never, { overrides, tags }), { family: "f" });
  });
});
