import { deepEqual, doesNotMatch, equal, match, notDeepEqual, notEqual, ok } from "node:assert/strict";
import type { Task } from "@aws-sdk/client-ecs";
import { TestStack, type Said } from "./support/testStack";

const cluster = "agenticmem-cluster";
const service = "agenticmem-service";
const secret = "agenticmem/prod/env";

/** One story, told in order: each test goes on from the one before. */
describe("what is pinned", () => {
  let stack: TestStack;
  before(async () => (stack = await TestStack.start()));
  after(() => stack.stop());

  const isGreen = ({ exitCode, text }: Said) => equal(exitCode, 0, text);
  const digestOf = (task: Task | undefined) => task?.containers?.[0]?.imageDigest;
  const runs = async () => digestOf((await stack.runningTasks())[0]);
  const revisions = async () => (await stack.ecs.listTaskDefinitions({ status: "ACTIVE" })).taskDefinitionArns ?? [];
  const taskIds = async () => (await stack.runningTasks()).map(({ taskArn }) => taskArn).sort();
  const deployments = async () => {
    const { services = [] } = await stack.ecs.describeServices({ cluster, services: [service] });
    return services[0]?.deployments ?? [];
  };
  const deploymentId = async () => (await deployments())[0]?.id;
  const uri = async () => {
    const { taskDefinition } = await stack.ecs.describeTaskDefinition({ taskDefinition: "agenticmem-task" });
    return taskDefinition?.containerDefinitions?.[0]?.image?.split("@")[0] ?? "";
  };
  const currentVersion = async () => {
    const { VersionIdsToStages = {} } = await stack.secrets.describeSecret({ SecretId: secret });
    return Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes("AWSCURRENT"))?.[0] ?? "";
  };
  const rotate = async () => {
    const { SecretString } = await stack.secrets.getSecretValue({ SecretId: secret });
    await stack.secrets.putSecretValue({ SecretId: secret, SecretString });
  };
  let first: string | undefined;

  describe("an image", () => {
    it("is what runs, however often the tag has moved, and every preview says so", async () => {
      isGreen(await stack.up());
      first = await runs();
      await stack.pushImage("latest");
      isGreen(await stack.up());
      notEqual(await runs(), first);
      await stack.set("pins.image.setting", "latest", "--path");
      await stack.set("pins.image.reference", `${await uri()}@${first}`, "--path");
      await stack.set("pins.from", "update 1, agenticmem-task:1", "--path");
      await stack.pushImage("latest");
      isGreen(await stack.up());
      equal(await runs(), first);
      await stack.pushImage("latest");
      const preview = await stack.preview();
      match(preview.text, /the image is pinned to agenticmem@sha256:\S+ \(from update 1, agenticmem-task:1\)/);
      match(preview.text, /image latest is not followed .*npm run rollback -- --release/);
      ok(await stack.hasNoChanges());
    });

    it("is not used for another image than the one that it was pinned for", async () => {
      const v2 = await stack.pushImage("v2");
      await stack.set("image", "v2");
      const update = await stack.up();
      isGreen(update);
      match(update.text, /is not used: it was pinned for image latest/);
      equal(await runs(), v2);
      await stack.unset("image");
      await stack.unset("pins");
      isGreen(await stack.up());
    });

    it("is a plain error when its digest is gone", async () => {
      const running = await stack.runningRevisions();
      await stack.set("pins.image.setting", "latest", "--path");
      await stack.set("pins.image.reference", `${await uri()}@sha256:${"0".repeat(64)}`, "--path");
      const { exitCode, text } = await stack.up();
      equal(exitCode, 1);
      match(text, /image "agenticmem@sha256:0+" does not exist .*\(npm run rollback -- --release\)/);
      match(text, /Nothing was changed/);
      deepEqual(await stack.runningRevisions(), running);
      await stack.unset("pins");
    });
  });

  describe("a version of a secret", () => {
    it("stays in the revision when there is a newer one", async () => {
      const version = await currentVersion();
      await stack.set("pinSecretVersions", "true");
      await stack.set(`pins.secrets["${secret}"]`, version, "--path", "--plaintext");
      isGreen(await stack.up());
      await rotate();
      notEqual(await currentVersion(), version);
      const { text } = await stack.preview();
      match(text, new RegExp(`secret "${secret}" is pinned to version ${version}: a newer one is not used`));
      ok(await stack.hasNoChanges());
      const { taskDefinition } = await stack.ecs.describeTaskDefinition({ taskDefinition: "agenticmem-task" });
      const [container] = taskDefinition?.containerDefinitions ?? [];
      ok(container?.secrets?.every(({ valueFrom }) => valueFrom?.endsWith(`::${version}`)));
    });

    it("is refused by the preflight when it is no more", async () => {
      await stack.set(`pins.secrets["${secret}"]`, "00000000-0000-0000-0000-000000000000", "--path", "--plaintext");
      const { exitCode, text } = await stack.up();
      equal(exitCode, 1);
      match(text, /version 0{8}-\S+ of secret "agenticmem\/prod\/env" does not exist any more.*--release/);
      await stack.unset("pins");
      await stack.unset("pinSecretVersions");
      isGreen(await stack.up());
    });
  });

  describe("a revision", () => {
    it("runs as it is, and none is registered", async () => {
      await stack.set("cpu", "2048");
      isGreen(await stack.up());
      const before = await revisions();
      await stack.set("pinnedRevision", "agenticmem-task:1");
      const update = await stack.up();
      isGreen(update);
      match(update.text, /the service is pinned to revision agenticmem-task:1 as it is/);
      match(update.text, /agenticmem-task:1 runs: deployment complete/);
      deepEqual(await stack.runningRevisions(), ["agenticmem-task:1"]);
      const [task] = await stack.runningTasks();
      deepEqual([task?.cpu, digestOf(task)], ["1024", first]);
      deepEqual(await revisions(), before);
      ok(await stack.hasNoChanges());
    });

    it("stays while settings and secrets change", async () => {
      await stack.set("memory", "8192");
      await rotate();
      const preview = await stack.preview();
      isGreen(preview);
      doesNotMatch(preview.text, /AWS is ahead|the stack is ahead/);
      ok(await stack.hasNoChanges());
    });

    it("takes what the service alone has", async () => {
      await stack.set("desiredCount", "2");
      isGreen(await stack.up());
      deepEqual(await stack.runningRevisions(), ["agenticmem-task:1", "agenticmem-task:1"]);
      await stack.unset("desiredCount");
      await stack.set("memory", "4096");
    });

    it("is an error that says what to do when it was deregistered or never was", async () => {
      const last = (await revisions()).at(-1) ?? "";
      await stack.ecs.deregisterTaskDefinition({ taskDefinition: last });
      await stack.set("pinnedRevision", last.split("/").at(-1) ?? "");
      const inactive = await stack.preview();
      match(inactive.text, /pinned revision agenticmem-task:\d+ is INACTIVE in account .*--release/);
      await stack.set("pinnedRevision", "agenticmem-task:99");
      const missing = await stack.preview();
      match(missing.text, /pinned revision agenticmem-task:99 does not exist in account .*--release/);
      doesNotMatch(inactive.text + missing.text, /\n\s+at /);
      notEqual(inactive.exitCode, 0);
      notEqual(missing.exitCode, 0);
    });

    it("gives way to a new revision when it is released", async () => {
      const before = await revisions();
      await stack.unset("pinnedRevision");
      isGreen(await stack.up());
      const [running] = await stack.runningRevisions();
      ok(!before.some((arn) => arn.endsWith(`/${running}`)), running);
      equal((await stack.runningTasks())[0]?.cpu, "2048");
      ok(await stack.hasNoChanges());
    });
  });

  describe("a redeployment", () => {
    it("gives the same revision new tasks, once", async () => {
      const [revision] = await stack.runningRevisions();
      const [tasks, deployment] = [await taskIds(), await deploymentId()];
      await stack.set("redeployment", "2026-01-02T03:04:05Z");
      const update = await stack.up();
      isGreen(update);
      equal((await stack.runningRevisions())[0], revision);
      notEqual(await deploymentId(), deployment);
      notDeepEqual(await taskIds(), tasks);
      ok(await stack.hasNoChanges());
      const after = await deploymentId();
      isGreen(await stack.up());
      equal(await deploymentId(), after);
    });

    it("is not repeated by a change that starts no deployment", async () => {
      const deployment = await deploymentId();
      const [task] = await taskIds();
      await stack.set("desiredCount", "2");
      isGreen(await stack.up());
      equal(await deploymentId(), deployment);
      ok((await taskIds()).includes(task));
      ok(await stack.hasNoChanges());
    });

    it("is not repeated by tags, nor by a count that somebody else has set", async () => {
      await stack.set("redeployment", "2026-01-02T04:00:00Z");
      isGreen(await stack.up());
      const deployment = await deploymentId();
      await stack.ecs.updateService({ cluster, service, desiredCount: 3 });
      isGreen(await stack.up());
      equal((await stack.runningTasks()).length, 2);
      equal(await deploymentId(), deployment);
      await stack.set("redeployment", "2026-01-02T05:00:00Z");
      isGreen(await stack.up());
      const again = await deploymentId();
      notEqual(again, deployment);
      await stack.set("tags.team", "a", "--path");
      const [revision] = await stack.runningRevisions();
      isGreen(await stack.up());
      deepEqual(await stack.runningRevisions(), [revision, revision]);
      equal(await deploymentId(), again);
      ok(await stack.hasNoChanges());
    });
  });
});
