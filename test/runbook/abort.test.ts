import { deepEqual, equal, match } from "node:assert/strict";
import { abortDocument } from "../../runbook/documents/abort";
import { control, useLocalAws } from "../sandbox/awsFixture";
import { Project } from "./support/project";

describe("abort", function () {
  this.timeout(60_000);
  const used = useLocalAws();
  let project: Project;
  before(() => (project = new Project(used.aws)));
  after(() => project.remove());
  afterEach(() => control(used.aws.endpoint, "DELETE", "faults"));

  it("no service: says so", async () => {
    const { exitCode, stderr } = await project.run("abort", "--yes");
    equal(exitCode, 1);
    match(stderr, /service "agenticmem-service" does not exist/);
  });

  it("the first deployment of all cannot be gone back from", async () => {
    await project.deploy();
    const { exitCode, stdout } = await project.run("abort", "--yes");
    equal(exitCode, 1);
    match(stdout, /cannot be stopped: no deployment of this service was ever completed/);
    match(stdout, /what to do: correct the settings and run pulumi up/);
    await project.settled();
  });

  it("nothing under way: says what runs", async () => {
    const { exitCode, stdout } = await project.run("abort", "--yes");
    equal(exitCode, 1);
    match(stdout, /^no rollout is under way: that of agenticmem-task:1 is over\n {2}running now: agenticmem-task:1/);
  });

  describe("a rollout under way", () => {
    beforeEach(async () => {
      project.set("cpu", project.open().settings.size.cpu === 1024 ? "2048" : "1024");
      await project.deploy();
    });
    afterEach(() => project.settled());

    it("--dry-run stops nothing; without a terminal and --yes it refuses", async () => {
      const dryRun = await project.run("abort", "--dry-run");
      equal(dryRun.exitCode, 0);
      match(
        dryRun.stdout,
        /^the rollout of agenticmem-task:2 .* would be stopped, and ECS go back to agenticmem-task:1/,
      );
      const { exitCode, stderr } = await project.run("abort");
      equal(exitCode, 2);
      match(stderr, /there is no terminal to ask at: add --yes/);
      equal((await control(used.aws.endpoint, "GET", "calls")).answer["ecs:StopServiceDeployment"], undefined);
    });

    it("is not stopped without the permission", async () => {
      await control(used.aws.endpoint, "POST", "faults", { action: "ecs:StopServiceDeployment", kind: "deny" });
      const { exitCode, stderr } = await project.run("abort", "--yes");
      equal(exitCode, 3);
      match(stderr, /permission for ecs:StopServiceDeployment/);
    });

    it("a no leaves it alone", async () => {
      project.answers = [false];
      const { exitCode, stdout } = await project.run("abort");
      equal(exitCode, 1);
      match(project.questions.at(-1) ?? "", /^Stop the rollout of agenticmem-task:\d+ .*\?$/);
      match(stdout, /^nothing was changed/);
    });

    it("is stopped, rolled back, and waited for", async () => {
      const live = await project.run("abort", "--yes", "--output", "json");
      equal(live.exitCode, 0, live.stderr);
      const told = abortDocument.parse(JSON.parse(live.stdout));
      equal(told.outcome, "rolled back");
      deepEqual(
        told.running.map(({ revision }) => revision),
        [told.goesBackTo],
      );
      match(live.stderr, /is stopped: ECS goes back to agenticmem-task:\d+/);
    });
  });
});
