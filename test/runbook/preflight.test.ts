import { deepStrictEqual as deepEqual, equal, match, ok } from "node:assert/strict";
import { after, afterEach, before } from "mocha";
import { preflightDocument } from "../../runbook/documents/preflight";
import { pushImage } from "../../sandbox/aws/pushImage";
import { control, useLocalAws } from "../sandbox/awsFixture";
import { changing } from "./support/changing";
import { Project } from "./support/project";

describe("preflight", function () {
  this.timeout(60_000);
  const used = useLocalAws();
  let project: Project;
  before(() => (project = new Project(used.aws)));
  after(() => project.remove());
  afterEach(() => control(used.aws.endpoint, "DELETE", "faults"));

  const preflight = async () => {
    const { exitCode, stdout, stderr } = await project.run("preflight", "--output", "json");
    equal(stderr, "");
    return { exitCode, ...preflightDocument.parse(JSON.parse(stdout)) };
  };

  it("all is well before the first update: exit code 0", async () => {
    const { exitCode, stdout } = await project.run("preflight");
    deepEqual([exitCode, stdout.split("\n")[0]], [0, "no problem was found: an update can go ahead"]);
    deepEqual((await preflight()).problems, []);
  });

  it("says what makes every rollout slow, which is no problem, until the command that it names is run", async () => {
    const { exitCode, advice, warnings } = await preflight();
    deepEqual([exitCode, warnings], [0, []]);
    equal(advice.length, 2);
    match(advice.join("\n"), /"agenticmem-api-tg" makes every rollout 270 s slower/);
    match((await project.run("preflight")).stdout, /^ {2}advice: target group "agenticmem-api-tg" makes every/m);

    const elb = await project.open().clients.elb();
    const { TargetGroups: [group = {}] = [] } = await elb.describeTargetGroups({ Names: ["agenticmem-api-tg"] });
    const { TargetGroupArn } = group;
    const delay = (Value: string) =>
      elb.modifyTargetGroupAttributes({
        TargetGroupArn,
        Attributes: [{ Key: "deregistration_delay.timeout_seconds", Value }],
      });
    await delay("30");
    await elb.modifyTargetGroup({
      TargetGroupArn,
      HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 4,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 6,
    });
    deepEqual((await preflight()).advice, []);
    await delay("300");
    equal((await preflight()).advice.length, 1);
  });

  it("an environment that the stack is to make: what is not there is no problem, and what is asked for besides is", () => {
    const own = {
      appName: "shop",
      secret: undefined,
      targetGroups: { api: "shop-api" },
      foundation: { all: "create" },
    };
    return changing(project, { ...own, image: "public.ecr.aws/nginx/nginx:1.27" }, async () => {
      const { exitCode, problems, notChecked } = await preflight();
      deepEqual([exitCode, problems], [0, []]);
      match(notChecked.join("\n"), /this update makes what they need first/);
      await changing(
        project,
        { cluster: "agenticmem-cluster", foundation: { all: "create", cluster: "existing" } },
        async () => deepEqual((await preflight()).problems, []),
      );
      await changing(project, { cluster: "nope", foundation: { all: "create", cluster: "existing" } }, async () => {
        const { problems: missing } = await preflight();
        deepEqual([missing.length, /^cluster "nope" does not exist/.test(missing[0] ?? "")], [1, true]);
      });
    });
  });

  it("an image for another architecture: a problem, exit code 1", async () => {
    await pushImage(used.aws.endpoint, { repository: "agenticmem", tag: "arm", behaviour: { architecture: "ARM64" } });
    await changing(project, { image: "arm" }, async () => {
      const { exitCode, problems } = await preflight();
      equal(exitCode, 1);
      match(problems.join(), /ARM64/);
      match(
        (await project.run("preflight")).stdout,
        /^1 problem: an update would change nothing and fail\n {2}problem: /,
      );
    });
  });

  it("what is missing in the account: problems, all of them", () =>
    changing(project, { image: "nope", secret: "none/such", taskRole: "nobody" }, async () => {
      const { exitCode, problems, notChecked } = await preflight();
      equal(exitCode, 1);
      equal(problems.length, 3);
      match(problems.join(), /image "agenticmem:nope" does not exist/);
      equal(notChecked.length, 1);
    }));

  it("the log group: made by the update, or missing where it is to be there", async () => {
    await changing(project, { logGroup: "/ecs/other" }, async () => {
      const { exitCode, notChecked } = await preflight();
      equal(exitCode, 0);
      ok(notChecked.includes('log group "/ecs/other" is created by this update'), notChecked.join("\n"));
    });
    await changing(project, { logGroup: "/ecs/other", logGroupMode: "existing" }, async () => {
      const { exitCode, problems } = await preflight();
      equal(exitCode, 1);
      match(problems.join(), /log group "\/ecs\/other" does not exist/);
    });
  });

  it("what a refused call would have told is a warning", async () => {
    await control(used.aws.endpoint, "POST", "faults", { action: "ecr:BatchGetImage", kind: "deny" });
    const { exitCode, warnings } = await preflight();
    equal(exitCode, 0);
    match(warnings.join(), /permission for ecr:BatchGetImage is missing/);
  });

  it("what AWS refuses to look up: exit code 3", async () => {
    await control(used.aws.endpoint, "POST", "faults", { action: "iam:GetRole", kind: "deny" });
    const { exitCode, stdout, stderr } = await project.run("preflight");
    deepEqual([exitCode, stdout], [3, ""]);
    match(stderr, /permission for iam:GetRole is missing/);
  });

  it("with a live service, and a log group that is to be made: whose they are, only the state tells", async () => {
    await project.deploy();
    await project.settled();
    deepEqual((await preflight()).notChecked, [
      'whether service "agenticmem-service" is this stack\'s own: pulumi preview reads its state',
    ]);
    await changing(project, { logGroupMode: "create" }, async () => {
      const { exitCode, notChecked } = await preflight();
      equal(exitCode, 0);
      match(
        notChecked.join(),
        /whether service "agenticmem-service" and log group "\/ecs\/agenticmem" are this stack's own/,
      );
    });
  });

  it("changes nothing", async () => {
    await control(used.aws.endpoint, "DELETE", "calls");
    await preflight();
    const { answer } = await control(used.aws.endpoint, "GET", "calls");
    const writing = Object.keys(answer).filter((call) => !/:(Describe|Get|List|BatchGet|Simulate|Lookup)/.test(call));
    deepEqual(writing, []);
  });
});
