import { deepEqual, doesNotMatch, equal, match } from "node:assert/strict";
import { parse } from "yaml";
import { rightsizeDocument } from "../../runbook/documents/rightsize";
import { backdate, putLoad } from "../../sandbox/load/putLoad";
import { samplesOf, type Peaks } from "../../sandbox/load/samples";
import { control, useLocalAws } from "../sandbox/awsFixture";
import { changing } from "./support/changing";
import { names, Project } from "./support/project";

describe("rightsize", function () {
  this.timeout(90_000);
  const used = useLocalAws();
  let project: Project;

  beforeEach(async () => {
    await used.aws.reset();
    project = new Project(used.aws);
  });
  afterEach(() => project.remove());

  const loaded = () => ({ ...used.aws, cluster: names.cluster, service: names.service });
  const deny = (action: string) => control(used.aws.endpoint, "POST", "faults", { action, kind: "deny" });

  async function deploy() {
    await project.deploy();
    await project.settled();
  }

  const load = (peaks: Partial<Peaks> = {}, days = 14) =>
    putLoad(loaded(), samplesOf(Date.now(), days, { cpuPercent: 30, memoryPercent: 39, tasks: 2, ...peaks }));

  /** A service that has carried this load for two weeks. */
  async function withLoad(peaks: Partial<Peaks> = {}) {
    await deploy();
    await backdate(loaded(), 15);
    await load(peaks);
  }

  const rightsize = async (...options: string[]) => {
    const { exitCode, stdout, stderr } = await project.run("rightsize", "--output", "json", ...options);
    equal(stderr, "");
    return { exitCode, document: rightsizeDocument.parse(JSON.parse(stdout)) };
  };

  it("recommends the cheapest size that would have carried two weeks, and says how to switch to it", async () => {
    await withLoad();
    const { exitCode, document } = await rightsize("--price", "0.04,0.004");
    equal(exitCode, 1);
    deepEqual(
      [document.present, document.recommended],
      [
        { cpu: 1024, memoryMiB: 4096 },
        { cpu: 512, memoryMiB: 2048 },
      ],
    );
    deepEqual(document.commands, ["pulumi config set cpu 512", "pulumi config set memory 2048", "pulumi up"]);
    deepEqual([document.problem, document.notes, document.tasks], [null, [], { average: 2, min: 2, max: 2 }]);
    const best = document.sizes.find(({ cpu, memoryMiB }) => cpu === 512 && memoryMiB === 2048);
    // Half a vCPU and 2 GB less for two tasks: 2 × 730 h × (0.5 × 0.04 + 2 × 0.004).
    equal(best?.monthlyDifference?.toFixed(2), "-40.88");

    const { stdout } = await project.run("rightsize");
    match(stdout, /^cpu {7}\|[ _.:*#=+-]{56}\| {2}average /m);
    match(stdout, /^512\/2048 .* yes \(recommended\)$/m);
    match(stdout, /^1024\/4096 .* yes \(present\)$/m);
    match(stdout, /^256\/2048 .* no: cpu p99 above 80 %$/m);
    doesNotMatch(stdout, /PER MONTH/);
    deepEqual(parse((await project.run("rightsize", "--output", "yaml")).stdout), (await rightsize()).document);
  });

  it("is fine when the present size is the right one", async () => {
    await withLoad({ cpuPercent: 78, memoryPercent: 79 });
    const { exitCode, document } = await rightsize();
    deepEqual([exitCode, document.isRight, document.commands], [0, true, []]);
    match((await project.run("rightsize")).stdout, /^result +the present size is the right one/m);
  });

  it("takes the headroom that is asked for", async () => {
    await withLoad({ cpuPercent: 100, memoryPercent: 50 });
    const { document } = await rightsize("--headroom", "0");
    deepEqual(document.recommended, { cpu: 1024, memoryMiB: 2048 });
    const bigger = await rightsize("--headroom", "60");
    deepEqual(bigger.document.recommended, { cpu: 4096, memoryMiB: 8192 });
  });

  it("names the entry of one of several services", async () => {
    project.set("services", { web: {}, worker: { targetGroups: null } });
    project.serviceKey = "worker";
    const { clients, settings } = project.open();
    await (await clients.logs()).createLogGroup({ logGroupName: settings.names.logGroup });
    await deploy();
    const worker = { ...loaded(), service: "agenticmem-worker-service" };
    await backdate(worker, 15);
    const peaks = { cpuPercent: 10, memoryPercent: 15, tasks: 1 };
    await putLoad(worker, samplesOf(Date.now(), 14, peaks));
    const { document } = await rightsize("--service", "worker");
    const commands = [
      "pulumi config set --path services.worker.cpu 256",
      "pulumi config set --path services.worker.memory 1024",
    ];
    deepEqual(document.commands, [...commands, "pulumi up"]);
    const { stdout } = await project.run("rightsize", "--service", "worker");
    for (const command of commands) match(stdout, new RegExp(`^  ${command}$`, "m"));
    equal((await project.run("rightsize")).exitCode, 2);
  });

  it("says what autoscaling makes of it", async () => {
    await withLoad();
    await changing(project, { autoscaling: { min: 1, max: 4, cpu: 60 }, desiredCount: undefined }, async () => {
      match((await rightsize()).document.notes.join(), /^autoscaling keeps the service at cpu 60 %: /);
    });
  });

  it("says that the stack asks for another size than runs, and sets only what it does not ask for", async () => {
    await withLoad();
    await changing(project, { cpu: 512, memory: 4096 }, async () => {
      const { document } = await rightsize();
      deepEqual(document.commands, ["pulumi config set memory 2048", "pulumi up"]);
      match(document.notes.join(), /^the stack asks for cpu 512 and memory 4096 MiB, which is not what runs/);
    });
  });

  describe("with too little data", () => {
    it("says how much there is and how much is needed, and recommends nothing", async () => {
      await deploy();
      await backdate(loaded(), 15);
      await load({}, 1);
      const { exitCode, document } = await rightsize("--days", "2");
      equal(exitCode, 1);
      deepEqual([document.recommended, document.sizes, document.commands], [null, [], []]);
      deepEqual([document.expected, document.needed], [576, 519]);
      match(
        document.problem ?? "",
        /^there is too little data to tell: there are values of (24|23\.9) h out of 48 h, and needed are those of 43\.3 h/,
      );
      match((await project.run("rightsize", "--days", "2")).stdout, /^cpu +\|/m);
      equal((await rightsize("--days", "1")).document.problem, null);
    });

    it("looks only at the time in which the present size ran", async () => {
      await withLoad();
      await changing(project, { cpu: 2048 }, deploy);
      const { exitCode, document } = await rightsize();
      equal(exitCode, 1);
      deepEqual([document.points, document.recommended], [0, null]);
      match(document.notes.join(), /^only data since \d{4}-\d\d-\d\d \d\d:\d\d UTC is looked at/);
    });

    it("uses it all when a revision of the same size was deployed in between", async () => {
      await withLoad();
      await changing(project, { environment: { NEW: "1" } }, deploy);
      equal((await rightsize()).document.points > 4_000, true);
    });

    it("says why there is none: no task, or nothing yet", async () => {
      await deploy();
      match(
        (await rightsize()).document.problem ?? "",
        /^CloudWatch has no data .*: the present size has only just been rolled out; needed are those of 21\.7 h/,
      );
      await backdate(loaded(), 2);
      match(
        (await rightsize()).document.problem ?? "",
        /, though it has tasks: each of them should give a value a minute; /,
      );
      const ecs = await project.open().clients.ecs();
      await ecs.updateService({ ...names, desiredCount: 0 });
      await project.settled();
      const { exitCode, document } = await rightsize();
      equal(exitCode, 1);
      match(
        document.problem ?? "",
        /^CloudWatch has no data of service agenticmem-service in cluster agenticmem-cluster, account 123456789012, region us-west-2, .*no task runs/,
      );
    });

    it("says that there is no service", async () => {
      const { exitCode, stderr } = await project.run("rightsize");
      equal(exitCode, 1);
      match(stderr, /^service "agenticmem-service" does not exist/);
    });
  });

  it("names the permission that is missing", async () => {
    await withLoad();
    await deny("cloudwatch:GetMetricData");
    const { exitCode, stderr } = await project.run("rightsize");
    equal(exitCode, 3);
    match(stderr, /permission for cloudwatch:GetMetricData is missing/);
  });

  it("does without the permission for deployments, and says what that means", async () => {
    await withLoad();
    await deny("ecs:ListServiceDeployments");
    const { document } = await rightsize();
    deepEqual(document.recommended, { cpu: 512, memoryMiB: 2048 });
    match(
      document.notes.join(),
      /^permission for ecs:ListServiceDeployments .* is missing: only data of the present deployment/,
    );
  });

  const refused: [string[], RegExp][] = [
    [["--days", "64"], /^--days 64 is not a whole number from 1 to 63\n$/],
    [["--days", "0"], /^--days 0 is not/],
    [["--headroom", "91"], /^--headroom 91 is not a whole number from 0 to 90\n$/],
    [["--headroom", "20%"], /^--headroom 20% is not/],
    [["--price", "0.04"], /^--price 0\.04 is not two prices: use /],
    [["--price", "0,0"], /^--price 0,0 is not two prices: use /],
  ];
  for (const [options, words] of refused) {
    it(`refuses ${options.join(" ")}`, async () => {
      const { exitCode, stderr } = await project.run("rightsize", ...options);
      equal(exitCode, 2);
      match(stderr, words);
    });
  }
});
