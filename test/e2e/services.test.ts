import { deepEqual, doesNotMatch, equal, match, notEqual, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { projectDir } from "../../sandbox/paths";
import { run } from "../../sandbox/run";
import { TestStack } from "./support/testStack";

const cluster = "agenticmem-cluster";
const [web, worker] = ["agenticmem-web-service", "agenticmem-worker-service"];

/** One story, told in order: each test goes on from the one before. */
describe("several services from one program", () => {
  let stack: TestStack;
  before(async () => (stack = await TestStack.start()));
  after(() => stack.stop());

  const set = (path: string, value: string) => stack.set(`services.${path}`, value, "--path");

  async function live(service: string) {
    const { services = [] } = await stack.ecs.describeServices({ cluster, services: [service] });
    return services.find(({ status }) => status === "ACTIVE");
  }

  /** Which deployment of which revision a service is on: the same, when nothing was done to it. */
  const deployment = async (service: string) => {
    const primary = (await live(service))?.deployments?.find(({ status }) => status === "PRIMARY");
    return `${primary?.id} ${primary?.taskDefinition?.split("/").at(-1)}`;
  };

  /** Runs a command of the runbook. */
  const command = (...words: string[]) =>
    run([process.execPath, join(projectDir, "runbook", "start.cjs"), ...words], { env: stack.env, mayFail: true });

  const entries = () => {
    const file = readFileSync(join(projectDir, `Pulumi.${stack.name}.yaml`), "utf8");
    return (parse(file) as { config: Record<string, unknown> }).config["agenticmem:services"];
  };

  const services = async () => {
    const { serviceArns = [] } = await stack.ecs.listServices({ cluster });
    return serviceArns.map((arn) => arn.split("/").at(-1)).sort();
  };

  it("deploys a web behind the load balancer and a worker without, each with its own size", async () => {
    await set("web.environment.ROLE", "web");
    await set("worker.environment.ROLE", "worker");
    await set("worker.targetGroups", "null");
    await set("worker.cpu", "512");
    await set("worker.memory", "1024");
    const { exitCode, text } = await stack.up();
    equal(exitCode, 0, text);
    match(text, /web: account 123456789012, region us-west-2: service agenticmem-web-service in cluster/);
    match(text, /agenticmem-web-task:1 runs: deployment complete/);
    match(text, /agenticmem-worker-task:1 runs: deployment complete/);
    deepEqual(await services(), [web, worker]);
    equal((await live(web))?.loadBalancers?.[0]?.containerName, "agenticmem-web");
    deepEqual((await live(worker))?.loadBalancers ?? [], []);

    const { taskDefinition } = await stack.ecs.describeTaskDefinition({ taskDefinition: "agenticmem-worker-task" });
    deepEqual([taskDefinition?.cpu, taskDefinition?.memory], ["512", "1024"]);
    const environment = taskDefinition?.containerDefinitions?.[0]?.environment ?? [];
    equal(environment.find(({ name }) => name === "ROLE")?.value, "worker");
    equal(environment.find(({ name }) => name === "NODE_ENV")?.value, "production");
    ok(await stack.hasNoChanges());
  });

  it("has outputs for each by its key", async () => {
    const { stdout } = await stack.pulumi("stack", "output", "--json");
    const outputs = JSON.parse(stdout) as Record<string, { serviceName: string }>;
    deepEqual(
      Object.entries(outputs).map(([key, { serviceName }]) => [key, serviceName]),
      [
        ["web", web],
        ["worker", worker],
      ],
    );
  });

  it("rolls out the one that has changed, and leaves the other alone", async () => {
    const before = await deployment(web);
    await set("worker.cpu", "1024");
    await set("worker.memory", "2048");
    const { exitCode, text } = await stack.up();
    equal(exitCode, 0, text);
    match(text, /agenticmem-worker-task:2 runs: deployment complete/);
    match(text, /agenticmem-web-task:1 runs/);
    equal(await deployment(web), before);
    ok(await stack.hasNoChanges());
  });

  it("goes back with the one that is named, by its entry", async () => {
    const before = await deployment(web);
    const { exitCode, stderr } = await command("rollback", "--service", "worker", "--yes");
    equal(exitCode, 0, stderr);
    deepEqual(entries(), {
      web: { environment: { ROLE: "web" } },
      worker: { environment: { ROLE: "worker" }, targetGroups: "null", cpu: "512", memory: "1024" },
    });
    const { taskDefinition } = await stack.ecs.describeTaskDefinition({ taskDefinition: "agenticmem-worker-task" });
    deepEqual([taskDefinition?.cpu, taskDefinition?.memory], ["512", "1024"]);
    equal((await live(worker))?.taskDefinition, taskDefinition?.taskDefinitionArn);
    equal(await deployment(web), before);
    ok(await stack.hasNoChanges());
  });

  it("points the one that is named at a revision as it is, and follows its settings again", async () => {
    const before = await deployment(web);
    const { exitCode, stderr } = await command("rollback", "--service", "worker", "--to-revision", "2", "--yes");
    equal(exitCode, 0, stderr);
    match((await live(worker))?.taskDefinition ?? "", /agenticmem-worker-task:2$/);
    match(
      (await stack.preview()).text,
      /worker: the service is pinned[^\n]*npm run rollback -- --service worker --release/,
    );
    const released = await command("rollback", "--service", "worker", "--release", "--yes");
    equal(released.exitCode, 0, released.stderr);
    equal(await deployment(web), before);
    ok(await stack.hasNoChanges());
  });

  it("gives the one that is named new tasks", async () => {
    const [before, other] = [await deployment(worker), await deployment(web)];
    const { exitCode, stdout, stderr } = await command("redeploy", "--service", "worker", "--yes");
    equal(exitCode, 0, stderr);
    match(stdout, /agenticmem-worker-service runs a new task/);
    notEqual(await deployment(worker), before);
    equal(await deployment(web), other);
  });

  it("is red and names the one whose image is broken, while the other stays as it is and is said to run", async () => {
    const before = await deployment(web);
    await stack.pushImage("broken", { exit: { code: 1, afterSeconds: 5, log: ["no queue to work on"] } });
    await set("worker.image", "broken");
    const { exitCode, text } = await stack.up();
    equal(exitCode, 1, text);
    match(text, /worker: [^\n]*agenticmem-worker-task:\d+/);
    match(text, /no queue to work on/);
    match(text, /npm run \w+ -- --service worker/);
    equal(await deployment(web), before);
    const again = await stack.up();
    equal(again.exitCode, 1, again.text);
  });

  it("tells of both when both are broken, the one that fails later too", async () => {
    await stack.pushImage("broken-at-once", { exit: { code: 7, afterSeconds: 1, log: ["web cannot start"] } });
    await set("web.image", "broken-at-once");
    await stack.pushImage("broken-later", { exit: { code: 8, afterSeconds: 30, log: ["worker cannot go on"] } });
    await set("worker.image", "broken-later");
    const { exitCode, text } = await stack.up();
    equal(exitCode, 1, text);
    match(text, /web: [^]*web cannot start/);
    match(text, /worker: [^]*worker cannot go on/);
  });

  it("says how it ended for the slow one, too, when the other fails long before", async () => {
    await stack.pushImage("slow", { healthCheck: { passesAfterSeconds: 50 } });
    await set("worker.image", "slow");
    const { exitCode, text } = await stack.up();
    equal(exitCode, 1, text);
    match(text, /web: [^]*web cannot start/);
    match(text, /agenticmem-worker-task:\d+ runs: deployment complete/);
  });

  it("goes on with one that waits for its turn behind a red one, when it is told to", async () => {
    const before = await deployment(worker);
    await set("worker.environment.TURN", "2");
    const { exitCode, text } = await stack.up("--parallel", "1", "--continue-on-error");
    equal(exitCode, 1, text);
    match(text, /web: [^]*web cannot start/);
    match(text, /agenticmem-worker-task:\d+ runs: deployment complete/);
    notEqual(await deployment(worker), before);
  });

  it("changes nothing of either when the preflight speaks against one", async () => {
    await stack.pulumi("config", "rm", "--path", "services.web.image");
    await stack.pulumi("config", "rm", "--path", "services.worker.image");
    equal((await stack.up()).exitCode, 0);
    const before = [await deployment(web), await deployment(worker)];
    await set("web.environment.MORE", "1");
    await set("worker.secrets[0]", "NOT_A_KEY");
    const { exitCode, text } = await stack.up();
    equal(exitCode, 1, text);
    match(text, /worker: [^\n]*NOT_A_KEY/);
    match(text, /Nothing was changed/);
    deepEqual([await deployment(web), await deployment(worker)], before);
    await stack.pulumi("config", "rm", "--path", "services.worker.secrets");
    await stack.pulumi("config", "rm", "--path", "services.web.environment.MORE");
    ok(await stack.hasNoChanges());
  });

  it("destroys the one whose entry is gone, and that one alone", async () => {
    const before = await deployment(web);
    await stack.pulumi("config", "rm", "--path", "services.worker");
    const { text } = await stack.preview();
    match(
      text,
      /service agenticmem-worker-service in cluster agenticmem-cluster is no longer in the config: it is deleted/,
    );
    equal((await stack.up()).exitCode, 0);
    deepEqual(await services(), [web]);
    equal(await deployment(web), before);
    ok(await stack.hasNoChanges());
  });

  it("keeps a service that gets another key, or none, when its names in AWS stay", async () => {
    const before = (await live(web))?.createdAt;
    await stack.pulumi("config", "rm", "services");
    for (const [setting, name] of [
      ["service", web],
      ["family", "agenticmem-web-task"],
      ["logGroup", "/ecs/agenticmem-web"],
    ] as const) {
      await stack.set(setting, name);
    }
    const { exitCode, text } = await stack.up();
    equal(exitCode, 0, text);
    doesNotMatch(text, /it is deleted/);
    deepEqual(await services(), [web]);
    deepEqual((await live(web))?.createdAt, before);
    ok(await stack.hasNoChanges());
  });
});
