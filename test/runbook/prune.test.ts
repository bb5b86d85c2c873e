import { deepEqual, equal, match } from "node:assert/strict";
import { ECS, type CreateServiceCommandInput } from "@aws-sdk/client-ecs";
import { pruneDocument, type PruneDocument } from "../../runbook/documents/prune";
import { control, useLocalAws } from "../sandbox/awsFixture";
import { names, Project, until, type Printed } from "./support/project";
import { StackPast } from "./support/stackPast";

describe("prune", function () {
  this.timeout(60_000);
  const local = useLocalAws();
  let project: Project;
  let past: StackPast;
  let ecs: ECS;

  beforeEach(async () => {
    await control(local.aws.endpoint, "DELETE", "faults");
    await local.aws.reset();
    project = new Project(local.aws);
    past = new StackPast(project);
    ecs = new ECS(local.config);
  });
  afterEach(() => {
    past.remove();
    project.remove();
  });

  const fault = (fault: object) => control(local.aws.endpoint, "POST", "faults", fault);
  const document = (printed: Printed): PruneDocument => pruneDocument.parse(JSON.parse(printed.stdout));
  const plan = async (...args: string[]) => document(await past.run("prune", "--dry-run", "--output", "json", ...args));
  const done = async (...args: string[]) => document(await past.run("prune", "--yes", "--output", "json", ...args));
  const number = (name: string) => Number(name.split(":")[1]);
  const kept = ({ kept: all }: PruneDocument) => all.map(({ name }) => number(name));
  const removed = ({ removed: all }: PruneDocument) => all.map(({ name }) => number(name));
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => count - index);

  /** Numbers of the family's revisions, newest first. */
  async function there(status: "ACTIVE" | "INACTIVE" | "DELETE_IN_PROGRESS" = "ACTIVE"): Promise<number[]> {
    const numbers: number[] = [];
    let nextToken: string | undefined;
    do {
      const page = await ecs.listTaskDefinitions({ familyPrefix: names.family, status, sort: "DESC", nextToken });
      numbers.push(...(page.taskDefinitionArns ?? []).map((arn) => Number(arn.split(":").at(-1))));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return numbers;
  }

  async function service(revision: number, change: Partial<CreateServiceCommandInput> = {}): Promise<void> {
    const ec2 = await project.open().clients.ec2();
    const { Subnets = [] } = await ec2.describeSubnets();
    await ecs.createService({
      cluster: names.cluster,
      serviceName: names.service,
      taskDefinition: `${names.family}:${revision}`,
      desiredCount: 1,
      launchType: "FARGATE",
      networkConfiguration: { awsvpcConfiguration: { subnets: [Subnets[0]?.SubnetId ?? ""] } },
      ...change,
    });
  }

  it("has nothing to do where nothing is deployed", async () => {
    const { exitCode, stdout } = await past.run("prune", "--yes");
    equal(exitCode, 0);
    equal(stdout, "nothing needs to go: all revisions of agenticmem-task that are left are kept\n");
  });

  it("deregisters all of many but the newest ten and what is used, and has nothing left to do then", async () => {
    await past.registerMany(120);
    await service(3);
    await service(5, { serviceName: "another" });
    for (let each = 0; each < 11; each++) await service(120, { serviceName: `more-${each}` });
    const told = await plan();
    deepEqual(kept(told), [...upTo(120).slice(0, 10), 5, 3]);
    equal((await there()).length, 120);

    const { exitCode, stdout, stderr } = await past.run("prune", "--yes");
    equal(exitCode, 0);
    equal(stderr, "");
    equal(stdout, "deregistered 108 revisions of agenticmem-task (1–2, 4, 6–110)\nkept 12 revisions\n");
    deepEqual(await there(), [...upTo(120).slice(0, 10), 5, 3]);
    deepEqual(removed(await plan()), []);
  });

  it("says of each why it is kept", async () => {
    await past.registerMany(5);
    await service(2);
    await until(async () => (await tasks()) === 1);
    project.set("pinnedRevision", `${names.family}:4`);
    const { stdout } = await past.run("prune", "--dry-run", "--keep", "1");
    match(stdout, /^5 +the newest$/m);
    match(stdout, /^4 +pinned in the stack's config$/m);
    match(stdout, /^2 +1 task has it, PRIMARY in service agenticmem-service/m);
    match(stdout, /^deregister 2 revisions of agenticmem-task \(1, 3\)$/m);
  });

  const tasks = async () => (await ecs.listTasks({ cluster: names.cluster })).taskArns?.length;

  it("keeps the last healthy one, what a rollback goes to, and what the newest updates need", async () => {
    const numbers = [
      await past.update(),
      await past.update({}, { cpu: "512", memory: "1024" }),
      await past.update({}, { cpu: "1024", memory: "2048" }),
      await past.update({}, { cpu: "2048", memory: "4096" }),
      await past.update({ result: "failed" }, { cpu: "4096", memory: "8192" }),
    ];
    await past.registerMany(60);
    deepEqual(numbers, [1, 2, 3, 4, 5]);
    const told = await plan("--keep", "1");
    const reasons = Object.fromEntries(told.kept.map((each) => [number(each.name), each.reasons]));
    deepEqual(reasons, {
      65: ["the newest"],
      5: ["update 5 needs it"],
      4: ["the last healthy one"],
      3: ["a rollback may go to it"],
      2: ["a rollback may go to it"],
    });
    deepEqual(kept(await plan("--keep", "5")), [65, 64, 63, 62, 61, 5, 4, 3, 2, 1]);
  });

  it("does not remove anything when it cannot read the history, unless it is told to", async () => {
    await past.registerMany(12);
    past.engine.answer({ stderr: "error: no stack named 'test' found", exitCode: 255 });
    for (const words of [["--yes"], ["--dry-run"]]) {
      const { exitCode, stdout, stderr } = await past.run("prune", ...words);
      equal(exitCode, 4);
      equal(stdout, "");
      match(
        stderr,
        /knows no stack test.*\nWithout the stack's history .* \(--without-history .*\)\. Nothing was changed\.\n$/,
      );
    }
    equal((await there()).length, 12);
    const { isHistoryKnown } = await done("--without-history");
    equal(isHistoryKnown, false);
    deepEqual(await there(), upTo(12).slice(0, 10));
  });

  it("deletes too when asked to, also what was deregistered before, ten at a time", async () => {
    await past.registerMany(30);
    await done("--keep", "20");
    deepEqual(await there("INACTIVE"), upTo(10));
    await control(local.aws.endpoint, "DELETE", "calls");
    const { exitCode, stdout } = await past.run("prune", "--keep", "5", "--delete", "--yes");
    equal(exitCode, 0);
    match(
      stdout,
      /^deleted 25 revisions of agenticmem-task \(1–25\)\nDeletion cannot be undone\..* DELETE_IN_PROGRESS .*\nkept 5 revisions\n$/,
    );
    deepEqual(await there(), upTo(30).slice(0, 5));
    deepEqual(await there("DELETE_IN_PROGRESS"), upTo(25));
    const { answer } = await control(local.aws.endpoint, "GET", "calls");
    equal(answer["ecs:DeregisterTaskDefinition"], 15);
    equal(answer["ecs:DeleteTaskDefinitions"], 3);
    deepEqual(removed(await plan("--keep", "5", "--delete")), []);
  });

  it("asks first, and does nothing without a yes", async () => {
    await past.registerMany(12);
    project.answers = [false];
    const refused = await past.run("prune");
    equal(refused.exitCode, 1);
    equal(refused.stdout, "Nothing was changed.\n");
    match(refused.stderr, /deregister 2 revisions of agenticmem-task \(1–2\)/);
    deepEqual(project.questions, ["Go on, in account 123456789012, region us-west-2?"]);
    equal((await there()).length, 12);

    project.answers = [true];
    equal((await past.run("prune")).exitCode, 0);
    equal((await there()).length, 10);
  });

  it("refuses to go on where there is nobody to be asked", async () => {
    await past.registerMany(12);
    const { exitCode, stderr } = await past.run("prune");
    equal(exitCode, 2);
    match(stderr, /^prune asks .* use --yes, or --dry-run .* Nothing was changed\.\n$/);
    equal((await there()).length, 12);
  });

  it("says what it has done when it fails half-way, and goes on the next time", async () => {
    await past.registerMany(30);
    await control(local.aws.endpoint, "DELETE", "calls");
    await fault({ action: "ecs:DeregisterTaskDefinition", kind: "latency", milliseconds: 30 });
    const pruning = past.run("prune", "--yes");
    await until(async () => {
      const { answer } = await control(local.aws.endpoint, "GET", "calls");
      return Number(answer["ecs:DeregisterTaskDefinition"] ?? 0) >= 2;
    });
    await fault({ action: "ecs:DeregisterTaskDefinition", kind: "deny" });
    const { exitCode, stdout } = await pruning;
    equal(exitCode, 3);
    const lines = stdout.split("\n");
    match(lines[0] ?? "", /^deregistered \d+ revisions? of agenticmem-task \(1/);
    match(
      lines[1] ?? "",
      /^agenticmem-task:\d+ could not be removed: permission for ecs:DeregisterTaskDefinition .* is missing/,
    );
    match(lines[2] ?? "", /^not touched: \d+ revisions? of agenticmem-task \(.*20\)$/);
    match(lines[3] ?? "", /run prune again for the rest/);
    const left = (await there()).length;
    equal(left > 10 && left < 30, true, `${left} are left`);
    await control(local.aws.endpoint, "DELETE", "faults");
    equal((await past.run("prune", "--yes")).exitCode, 0);
    deepEqual(await there(), upTo(30).slice(0, 10));
  });

  it("deletes at the next run what it could only deregister", async () => {
    await past.registerMany(12);
    await fault({ action: "ecs:DeleteTaskDefinitions", kind: "deny" });
    const failed = await past.run("prune", "--delete", "--yes");
    equal(failed.exitCode, 3);
    match(
      failed.stdout,
      /^deregistered 2 revisions .*\nagenticmem-task:2 could not be removed: permission for ecs:DeleteTaskDefinitions/,
    );
    await control(local.aws.endpoint, "DELETE", "faults");
    equal((await past.run("prune", "--delete", "--yes")).exitCode, 0);
    deepEqual(await there("DELETE_IN_PROGRESS"), [2, 1]);
  });

  it("rides out throttling", async () => {
    await past.registerMany(14);
    await fault({ action: "ecs:DeregisterTaskDefinition", kind: "throttle", times: 3 });
    equal((await past.run("prune", "--yes")).exitCode, 0);
    equal((await there()).length, 10);
  });

  it("changes nothing without a permission to see what is used", async () => {
    await past.registerMany(12);
    for (const action of ["ecs:ListTasks", "ecs:ListServices"]) {
      await fault({ action, kind: "deny" });
      const { exitCode, stderr } = await past.run("prune", "--yes");
      equal(exitCode, 3);
      match(stderr, new RegExp(`permission for ${action} on .* is missing`));
      await control(local.aws.endpoint, "DELETE", "faults");
    }
    equal((await there()).length, 12);
  });

  it("goes by the history where it may not ask for deployments", async () => {
    await past.update();
    await past.registerMany(3);
    await fault({ action: "ecs:ListServiceDeployments", kind: "deny" });
    deepEqual(kept(await plan("--keep", "1")), [4, 1]);
  });

  it("works on no account that the stack does not allow", async () => {
    await past.registerMany(12);
    project.set("aws:allowedAccountIds", ["111122223333"]);
    const { exitCode, stderr } = await past.run("prune", "--yes");
    equal(exitCode > 0, true);
    match(stderr, /allows only 111122223333/);
    equal((await there()).length, 12);
  });
});
