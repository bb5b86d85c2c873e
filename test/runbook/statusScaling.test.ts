import { deepStrictEqual as deepEqual, equal, match, ok } from "node:assert/strict";
import { after, afterEach, before } from "mocha";
import { statusDocument } from "../../runbook/documents/status";
import { control, useLocalAws } from "../sandbox/awsFixture";
import { changing } from "./support/changing";
import { names, Project } from "./support/project";

const autoscaling = { min: 1, max: 4, cpu: 60, scheduled: { evening: { schedule: "cron(0 20 * * ? *)", max: 2 } } };
const permission = "application-autoscaling:DescribeScalableTargets";

describe("status of a service that is scaled", function () {
  this.timeout(90_000);
  const used = useLocalAws();
  let project: Project;
  before(async () => {
    project = new Project(used.aws);
    await project.deploy();
    await project.settled();
  });
  after(() => project.remove());
  afterEach(() => control(used.aws.endpoint, "DELETE", "faults"));

  const scaled = (work: () => Promise<void>) => changing(project, { desiredCount: "", autoscaling }, work);
  const status = async () => {
    const { stdout, exitCode } = await project.run("status", "--output", "json");
    equal(exitCode, 0);
    return statusDocument.parse(JSON.parse(stdout));
  };

  it("nothing scales it yet: it is fine, and that is said", () =>
    scaled(async () => {
      const { autoscaling: found, notes } = await status();
      equal(found, null);
      deepEqual(notes, ["autoscaling is set, but nothing scales the service (pulumi up sets it up)"]);
    }));

  it("its bounds, and what the number of tasks follows", () =>
    scaled(async () => {
      const client = await project.open().clients.applicationAutoScaling();
      await client.registerScalableTarget({
        ServiceNamespace: "ecs",
        ScalableDimension: "ecs:service:DesiredCount",
        ResourceId: `service/${names.cluster}/${names.service}`,
        MinCapacity: 1,
        MaxCapacity: 2,
      });
      deepEqual((await status()).autoscaling, { min: 1, max: 2, follows: ["cpu 60 %", "schedule evening"] });
      const { stdout } = await project.run("status");
      match(stdout, /^scaling {5}1 to 2 tasks, by cpu 60 %, schedule evening$/m);
    }));

  it("without the permission to ask: fine all the same, and what is not known is said", () =>
    scaled(async () => {
      await control(used.aws.endpoint, "POST", "faults", { action: permission, kind: "deny" });
      const { isFine, autoscaling: found, unknown, notes } = await status();
      deepEqual([isFine, found, notes], [true, null, []]);
      match(unknown.join(), new RegExp(`^autoscaling: permission for ${permission}`));
    }));

  it("asks nothing of Application Auto Scaling where the setting is not there", async () => {
    await control(used.aws.endpoint, "POST", "faults", { action: permission, kind: "deny" });
    const { autoscaling: found, unknown } = await status();
    equal(found, null);
    ok(!unknown.join().includes("autoscaling"));
  });
});
