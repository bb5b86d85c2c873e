import { deepEqual, equal, match, notDeepEqual, ok } from "node:assert/strict";
import { production } from "../../sandbox/aws/productionAccount";
import { lookAround, make, runbooksRevision, runbooksService } from "../runbook/support/liveAccount";
import { AdoptingStack } from "./support/adopting";

const everything = ["agenticmem", "agenticmem-logs", "agenticmem-service", "agenticmem-task"];

/** One story, told in order: each test goes on from the one before. */
describe("taking over the service that the runbook made", () => {
  let adopting: AdoptingStack;
  let tasks: string[];

  before(async () => {
    adopting = await AdoptingStack.start();
    const { clients } = adopting;
    const account = await lookAround(clients, "123456789012", "us-west-2");
    const revision = runbooksRevision(account, "agenticmem-task");
    const ecs = await clients.ecs();
    for (const memory of ["2048", "3072", "4096", "5120", "6144", "7168"]) {
      await ecs.registerTaskDefinition({ ...revision, memory });
    }
    await make(clients, revision, { ...runbooksService(account, "agenticmem-service"), desiredCount: 2 });
    tasks = await running();
    equal(tasks.length, 2);
  });
  after(() => adopting.stop());

  const running = async () => (await adopting.stack.runningTasks()).map(({ taskArn }) => taskArn ?? "").sort();

  /** All that AWS has of it, but for what changes by itself. */
  async function inAws() {
    const ecs = await adopting.clients.ecs();
    const { services = [] } = await ecs.describeServices({
      cluster: production.cluster,
      services: ["agenticmem-service"],
      include: ["TAGS"],
    });
    const revisions = await ecs.listTaskDefinitions({});
    const logs = await (await adopting.clients.logs()).describeLogGroups({});
    return { services, revisions: revisions.taskDefinitionArns, logGroups: logs.logGroups, tasks: await running() };
  }

  it("is what an update points to, and until then it is stopped", async () => {
    const { exitCode, text } = await adopting.stack.up();
    notDeepEqual(exitCode, 0);
    match(text, /agenticmem-service" already runs[^]*npm run adopt/);
    deepEqual(await adopting.owned(), []);
  });

  it("shows config and imports with --dry-run, and changes nothing", async () => {
    const [config, aws] = [adopting.config, await inAws()];
    const { exitCode, stdout } = await adopting.run("adopt", "--dry-run");
    equal(exitCode, 0);
    match(stdout, /runs agenticmem-task:7/);
    match(stdout, /agenticmem:pinImageDigest: "false"/);
    match(stdout, /agenticmem-service \(aws:ecs\/service:Service, agenticmem-cluster\/agenticmem-service\)/);
    equal(adopting.config, config);
    deepEqual(await adopting.owned(), []);
    deepEqual(await inAws(), aws);
  });

  it("asks, and does nothing without a yes", async () => {
    const config = adopting.config;
    const { exitCode, stderr } = await adopting.run("adopt");
    equal(exitCode, 2);
    match(stderr, /--yes/);
    equal(adopting.config, config);
  });

  it("takes it over with an empty preview, and writes nothing to AWS", async () => {
    const aws = await inAws();
    await adopting.writesSinceLast();
    const { exitCode, told, stderr } = await adopting.adopt();
    equal(exitCode, 0, stderr);
    equal(told.outcome, "adopted");
    equal(told.revision, "agenticmem-task:7");
    deepEqual(await adopting.writesSinceLast(), []);
    deepEqual((await adopting.owned()).sort(), everything);
    ok(await adopting.stack.hasNoChanges());
    deepEqual(await inAws(), aws);
  });

  it("leaves no difference between the stack and what runs", async () => {
    const { exitCode, stdout } = await adopting.run("diff");
    equal(exitCode, 0, stdout);
  });

  it("keeps what the stack's file said, and explains what came into it", () => {
    match(adopting.config, /# 1 vCPU and 4 GiB\.\n {2}agenticmem:cpu: "1024"/);
    match(adopting.config, /agenticmem:secrets:\n {4}- OPENAI_API_KEY/);
    match(adopting.config, /# As it was adopted, by tag[^\n]*\n {2}agenticmem:pinImageDigest: "false"/);
  });

  it("has nothing to do the second time", async () => {
    const { exitCode, told } = await adopting.adopt();
    equal(exitCode, 0);
    equal(told.outcome, "alreadyOwned");
    const kinds = (await adopting.stack.history()).map(({ kind }) => kind);
    deepEqual(kinds.filter((kind) => kind === "resource-import").length, 2);
  });

  it("refuses another service for the same stack", async () => {
    const { exitCode, told } = await adopting.adopt("--service", "another");
    equal(exitCode, 1);
    match(
      told.refusals.join(),
      /has a service already, agenticmem-service in cluster agenticmem-cluster.*npm run release/,
    );
  });

  it("is an ordinary stack from then on: an update with nothing to do is green and changes nothing", async () => {
    await adopting.writesSinceLast();
    const { exitCode, text } = await adopting.stack.up();
    equal(exitCode, 0, text);
    match(text, /agenticmem-task:7 runs: deployment complete/);
    match(text, /5 unchanged/);
    deepEqual(await adopting.writesSinceLast(), []);
    deepEqual(await running(), tasks);
  });

  it("protects the service from being deleted", async () => {
    const { exitCode, text } = await adopting.stack.pulumi("destroy", "--yes", "--skip-preview");
    notDeepEqual(exitCode, 0);
    match(text, /protect/);
    deepEqual(await running(), tasks);
    ok(await adopting.stack.hasNoChanges());
  });

  it("rebuilds a state that was lost, with the config that is there", async () => {
    const config = adopting.config;
    equal((await adopting.run("release", "--yes")).exitCode, 0);
    deepEqual(await adopting.owned(), []);
    const { exitCode, told, stderr } = await adopting.adopt();
    equal(exitCode, 0, stderr);
    deepEqual([told.outcome, told.settings], ["adopted", []]);
    equal(adopting.config, config);
    ok(await adopting.stack.hasNoChanges());
    deepEqual(await running(), tasks);
  });

  it("updates it", async () => {
    await adopting.stack.set("cpu", "2048");
    const { exitCode, text } = await adopting.stack.up();
    equal(exitCode, 0, text);
    deepEqual(await adopting.stack.runningRevisions(), ["agenticmem-task:8", "agenticmem-task:8"]);
  });

  it("rolls back to what ran before it was adopted", async () => {
    const { exitCode, stdout, stderr } = await adopting.run("rollback", "--yes");
    equal(exitCode, 0, stderr + stdout);
    const now = await adopting.stack.runningTasks();
    deepEqual(
      now.map(({ cpu, memory }) => [cpu, memory]),
      [
        ["1024", "4096"],
        ["1024", "4096"],
      ],
    );
  });

  it("releases it, and AWS is as it was", async () => {
    const [config, aws] = [adopting.config, await inAws()];
    const planned = await adopting.run("release", "--dry-run");
    match(planned.stdout, /agenticmem-service \(arn:aws:ecs/);
    equal((await adopting.owned()).length, 4);
    await adopting.writesSinceLast();
    const { exitCode, stdout } = await adopting.run("release", "--yes");
    equal(exitCode, 0);
    match(stdout, /npm run adopt/);
    deepEqual(await adopting.owned(), []);
    deepEqual(await adopting.writesSinceLast(), []);
    deepEqual(await inAws(), aws);
    equal(adopting.config, config);
  });

  it("has nothing to release the second time", async () => {
    const { exitCode, stdout } = await adopting.run("release", "--yes");
    equal(exitCode, 0);
    match(stdout, /has no service/);
  });
});
