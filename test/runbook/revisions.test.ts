import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { ECR } from "@aws-sdk/client-ecr";
import type { ECS } from "@aws-sdk/client-ecs";
import { parse } from "yaml";
import type { Clients } from "../../account/clients";
import { revisionsDocument, type RevisionEntry, type RevisionsDocument } from "../../runbook/documents/revisions";
import { lookUpTags } from "../../runbook/revisions/imageTags";
import { ranges } from "../../runbook/revisions/numbers";
import { pushImage } from "../../sandbox/aws/pushImage";
import { control, useLocalAws } from "../sandbox/awsFixture";
import { names, Project, until, type Printed } from "./support/project";
import { StackPast } from "./support/stackPast";

const registry = "123456789012.dkr.ecr.us-west-2.amazonaws.com";

describe("revisions", function () {
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
    ecs = await project.open().clients.ecs();
  });
  afterEach(() => {
    past.remove();
    project.remove();
  });

  const fault = (action: string) => control(local.aws.endpoint, "POST", "faults", { action, kind: "deny" });
  const document = (printed: Printed): RevisionsDocument => revisionsDocument.parse(JSON.parse(printed.stdout));
  const json = async (...args: string[]) => document(await past.run("revisions", "--output", "json", ...args));
  const numbersOf = ({ revisions }: RevisionsDocument) => revisions.map(({ number }) => number);
  const deregister = (number: number) => ecs.deregisterTaskDefinition({ taskDefinition: `${names.family}:${number}` });

  it("says in a sentence that there is none yet", async () => {
    const { exitCode, stdout, stderr } = await past.run("revisions");
    equal(exitCode, 1);
    equal(stderr, "");
    match(
      stdout,
      /^family agenticmem-task has no ACTIVE revision in account 123456789012, region us-west-2: pulumi up /,
    );
  });

  it("shows the newest twenty of many, over all pages, without a service", async () => {
    await past.registerMany(105);
    const { exitCode, stdout } = await past.run("revisions");
    equal(exitCode, 0);
    match(stdout, /20 of 105 revisions of agenticmem-task \(--limit 100, or --all\)/);
    deepEqual(numbersOf(await json("--limit", "3")), [105, 104, 103]);
    deepEqual(
      numbersOf(await json("--all")),
      Array.from({ length: 105 }, (_, index) => 105 - index),
    );
  });

  it("shows deregistered ones only when asked to", async () => {
    await past.registerMany(4);
    await deregister(4);
    await deregister(2);
    const active = await json();
    deepEqual(numbersOf(active), [3, 1]);
    equal(active.count, 2);
    const all = await json("--inactive");
    deepEqual(
      all.revisions.map(({ number, status }) => [number, status]),
      [
        [4, "INACTIVE"],
        [3, "ACTIVE"],
        [2, "INACTIVE"],
        [1, "ACTIVE"],
      ],
    );
    match((await past.run("revisions", "--inactive")).stdout, /^REVISION +STATUS +REGISTERED/);
  });

  it("tells which update, commit and author a revision is from, and what became of it", async () => {
    const environment = {
      "git.head": "73b03c362f2eee050693d5f910c346af7d79b4f1",
      "git.headName": "refs/heads/main",
      "git.author": "A. Uthor",
      "git.dirty": "true",
    };
    await past.update({ environment });
    past.add({ kind: "refresh" });
    past.add();
    await past.register(); // by hand
    await past.update({ result: "failed", environment: {} }, { cpu: "512", memory: "1024" });

    const { revisions } = await json();
    const [failed, foreign, good] = revisions as [RevisionEntry, RevisionEntry, RevisionEntry];
    deepEqual([failed.updates, failed.outcome, failed.cpu, failed.memory], [[4], "failed", "512", "1024"]);
    deepEqual([foreign.updates, foreign.update, foreign.outcome], [[], undefined, undefined]);
    deepEqual(foreign.possibleUpdates, [3], "an update that was killed may have registered it");
    deepEqual([good.updates, good.possibleUpdates, good.outcome], [[1], [3], "succeeded"]);
    const { startTime, ...update } = good.update!;
    ok(Math.abs(Date.parse(startTime) - Date.now()) < 60_000);
    deepEqual(update, {
      number: 1,
      kind: "update",
      result: "succeeded",
      message: "",
      author: "A. Uthor",
      gitHead: "73b03c362f2eee050693d5f910c346af7d79b4f1",
      gitBranch: "main",
      gitDirty: true,
    });
    const { stdout } = await past.run("revisions");
    const lines = stdout.split("\n");
    match(
      stdout,
      /\nUPDATE +KIND +STARTED +RESULT +MESSAGE\n4 +update +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC +failed\n3 +update .*\n1 +update .*\n$/,
    );
    match(lines[3] ?? "", /^1 .+ 1, 3\? +73b03c3-dirty +A\. Uthor +succeeded$/);
  });

  it("tells the same of a revision, however few are shown", async () => {
    for (let each = 0; each < 3; each++) await past.update(each === 0 ? { resourceChanges: { create: 4 } } : {});
    past.add();
    await past.register(); // by hand
    await past.update();
    const all = (await json("--all")).revisions;
    deepEqual(
      all.map(({ updates, possibleUpdates }) => [updates, possibleUpdates]),
      [
        [[5], []],
        [[], [4]],
        [[3], [4]],
        [[2], []],
        [[1], []],
      ],
    );
    for (const limit of [1, 2, 3, 4]) {
      deepEqual((await json("--limit", String(limit))).revisions, all.slice(0, limit), `${limit} of them`);
    }
  });

  it("says which updates it may be from, when that is not certain", async () => {
    const startTime = new Date();
    await past.register();
    await past.register();
    past.add({
      startTime,
      endTime: new Date(),
      resourceChanges: { replace: 1 },
      config: { cpu: "256", memory: "512" },
    });
    const { revisions } = await json();
    deepEqual(
      revisions.map(({ updates, possibleUpdates }) => [updates, possibleUpdates]),
      [
        [[], [1]],
        [[], [1]],
      ],
    );
    match((await past.run("revisions")).stdout, /^2 .* 1\?$/m);
  });

  it("goes on without the engine, and says so in one line", async () => {
    await past.update();
    const printed = await project.run("revisions", "--output", "json");
    equal(printed.exitCode, 0);
    match(
      printed.stderr,
      /^updates, commits and outcomes are not known: there is no engine \(pulumi\) on the PATH: [^\n]+\n$/,
    );
    const { history, revisions } = document(printed);
    equal(history.isKnown, false);
    deepEqual(
      revisions.map(({ updates }) => updates),
      [[]],
    );
  });

  it("shows the digest, the tags it has now, and whether the repository still has it", async () => {
    const image = (reference: string) => ({
      containerDefinitions: [{ name: "agenticmem", image: reference, essential: true }],
    });
    const push = (tag: string) =>
      pushImage(local.aws.endpoint, { repository: "agenticmem", tag, behaviour: { startLog: [tag] } });
    const [first, second] = [await push("one"), await push("two")];
    const moved = await push("one");
    const gone = `sha256:${"0".repeat(64)}`;
    await past.register(image(`${registry}/agenticmem@${moved}`));
    await past.register(image(`${registry}/agenticmem@${first}`));
    await past.register(image(`${registry}/agenticmem@${gone}`));
    await past.register(image(`${registry}/agenticmem@${second}`));
    await past.register(image("public.ecr.aws/nginx/nginx:1.27"));
    await past.register(image(`${registry}/elsewhere@${second}`));
    const { revisions } = await json();
    deepEqual(revisions.map((each) => each.image).reverse(), [
      { reference: `${registry}/agenticmem@${moved}`, digest: moved, tags: ["one"], isInRepository: true },
      { reference: `${registry}/agenticmem@${first}`, digest: first, tags: [], isInRepository: true },
      { reference: `${registry}/agenticmem@${gone}`, digest: gone, isInRepository: false },
      { reference: `${registry}/agenticmem@${second}`, digest: second, tags: ["two"], isInRepository: true },
      { reference: "public.ecr.aws/nginx/nginx:1.27" },
      { reference: `${registry}/elsewhere@${second}`, digest: second, isInRepository: false },
    ]);
    const { stdout } = await past.run("revisions");
    match(stdout, new RegExp(`^4 .* ${second.slice(0, 19)} +two$`, "m"));
    match(stdout, /^3 .* sha256:000000000000 +not in the repository$/m);
    match(stdout, /^5 .* public\.ecr\.aws\/nginx\/nginx:1\.27$/m);
  });

  it("shows what uses a revision, what ECS found under its tag, and how the deployment ended", async () => {
    await past.register();
    const arn = await project.deploy();
    await project.settled();
    const busy = (await json()).revisions[0]!;
    equal(busy.name, arn.split("/")[1]);
    deepEqual(busy.use, { runningTasks: 1, pendingTasks: 0, deployments: ["PRIMARY"] });
    equal(busy.deployment?.status, "SUCCESSFUL");
    match((await past.run("revisions")).stdout, /^2 .+ successful +PRIMARY, 1 task$/m);

    const tagged = await past.register({
      containerDefinitions: [{ name: "agenticmem", image: `${registry}/agenticmem:latest`, essential: true }],
      cpu: "512",
      memory: "1024",
      taskRoleArn: "arn:aws:iam::123456789012:role/ecsTaskRole-agenticmem",
    });
    equal((await json()).revisions[0]?.image?.digest, undefined);
    await ecs.updateService({
      cluster: names.cluster,
      service: names.service,
      taskDefinition: `${names.family}:${tagged}`,
      loadBalancers: [],
    });
    await until(async () => (await json()).revisions[0]?.use.runningTasks === 1);
    const { image } = (await json()).revisions[0]!;
    equal(image?.reference, `${registry}/agenticmem:latest`);
    match(image.digest ?? "", /^sha256:/);
    equal(image.tags?.includes("latest"), true);
  });

  it("counts tasks over all pages, one-off tasks among them", async () => {
    await past.register();
    await control(local.aws.endpoint, "POST", "ecs", { vcpuQuota: 1_000 });
    const { existing } = await inVpc();
    for (let each = 0; each < 11; each++) {
      await ecs.runTask({
        cluster: names.cluster,
        taskDefinition: names.family,
        launchType: "FARGATE",
        count: 10,
        networkConfiguration: { awsvpcConfiguration: { subnets: existing } },
      });
    }
    const { use } = (await json()).revisions[0]!;
    equal(use.runningTasks + use.pendingTasks, 110);
  });

  async function inVpc() {
    const ec2 = await project.open().clients.ec2();
    const { Subnets = [] } = await ec2.describeSubnets();
    return { existing: Subnets.slice(0, 1).map(({ SubnetId = "" }) => SubnetId) };
  }

  it("does without the permissions for deployments and images, and names them", async () => {
    await past.register({
      containerDefinitions: [
        { name: "agenticmem", image: `${registry}/agenticmem@sha256:${"0".repeat(64)}`, essential: true },
      ],
    });
    await fault("ecs:ListServiceDeployments");
    await fault("ecr:DescribeImages");
    const { exitCode, stderr } = await past.run("revisions");
    equal(exitCode, 0);
    match(stderr, /permission for ecr:DescribeImages on agenticmem is missing/);
    match(stderr, /permission for ecs:ListServiceDeployments or ecs:DescribeServiceRevisions is missing/);
  });

  it("names the permission without which it is nothing", async () => {
    await fault("ecs:ListTaskDefinitions");
    const { exitCode, stdout, stderr } = await past.run("revisions");
    equal(exitCode, 3);
    equal(stdout, "");
    match(stderr, /permission for ecs:ListTaskDefinitions on agenticmem-task is missing/);
  });

  it("rides out throttling", async () => {
    await past.registerMany(20);
    const throttle = { action: "ecs:DescribeTaskDefinition", kind: "throttle", times: 5 };
    await control(local.aws.endpoint, "POST", "faults", throttle);
    equal((await json()).revisions.length, 20);
  });

  it("refuses a limit that is none", async () => {
    for (const limit of ["0", "many", "-3", "1.5"]) {
      const { exitCode, stderr } = await past.run("revisions", `--limit=${limit}`);
      equal(exitCode, 2);
      match(stderr, new RegExp(`^--limit ${limit} is not a number from 1 to 999999\n$`));
    }
  });

  it("has the same in YAML", async () => {
    await past.register();
    const { stdout } = await past.run("revisions", "--output", "yaml");
    deepEqual(parse(stdout), JSON.parse((await past.run("revisions", "--output", "json")).stdout));
  });
});

describe("tags of images", () => {
  const digest = (number: number) => `sha256:${String(number).padStart(64, "0")}`;
  const reference = (number: number) => `${registry}/app@${digest(number)}`;

  /** An ECR with these digests, which fails as a whole for any other, as AWS's does. */
  function ecrWith(there: Set<string>) {
    const asked: number[] = [];
    const describeImages = ({ imageIds }: { imageIds: { imageDigest: string }[] }) => {
      asked.push(imageIds.length);
      if (!imageIds.every(({ imageDigest }) => there.has(imageDigest))) {
        return Promise.reject(Object.assign(new Error("gone"), { name: "ImageNotFoundException" }));
      }
      return Promise.resolve({
        imageDetails: imageIds.map(({ imageDigest }) => ({ imageDigest, imageTags: ["b", "a"] })),
      });
    };
    const clients = { ecr: () => Promise.resolve({ describeImages } as unknown as ECR) } as unknown as Clients;
    return { clients, asked };
  }

  it("are looked up 100 at a time, each once", async () => {
    const all = Array.from({ length: 150 }, (_, number) => number);
    const { clients, asked } = ecrWith(new Set(all.map(digest)));
    const images = [...all, ...all].map((number) => ({ reference: reference(number), digest: digest(number) }));
    const found = await lookUpTags(clients, images);
    deepEqual(asked, [100, 50]);
    const tags = found.byRepository.get(`${registry}/app`);
    equal(tags?.size, 150);
    deepEqual(tags.get(digest(149)), ["a", "b"]);
  });

  it("are found beside images that are gone, with few calls", async () => {
    const all = Array.from({ length: 100 }, (_, number) => number);
    const { clients, asked } = ecrWith(new Set(all.filter((number) => number !== 37).map(digest)));
    const found = await lookUpTags(
      clients,
      all.map((number) => ({ reference: reference(number), digest: digest(number) })),
    );
    const tags = found.byRepository.get(`${registry}/app`);
    equal(tags?.size, 99);
    equal(tags.has(digest(37)), false);
    ok(asked.length < 20, `${asked.length} calls`);
  });
});

describe("numbers in few words", () => {
  const cases: [number[], string][] = [
    [[], ""],
    [[3], "3"],
    [[1, 2, 3, 7, 9, 10], "1–3, 7, 9–10"],
  ];
  for (const [numbers, words] of cases) it(`are "${words}"`, () => equal(ranges(numbers), words));
});
