import { deepEqual, equal, match } from "node:assert/strict";
import { ECS } from "@aws-sdk/client-ecs";
import { pushImage } from "../../sandbox/aws/pushImage";
import { control, useLocalAws } from "../sandbox/awsFixture";
import { names, Project } from "./support/project";

const behaviour = {
  commands: {
    "sleep infinity": {},
    "npm run migrate -- --all": { exit: { code: 7, afterSeconds: 60, log: ["one", "two"] } },
    true: { exit: { code: 0, afterSeconds: 30 } },
  },
};

describe("run", function () {
  this.timeout(60_000);
  const used = useLocalAws();
  let project: Project;
  const fault = (fault: object) => control(used.aws.endpoint, "POST", "faults", fault);
  const oneOffTasks = async () => {
    const ecs = new ECS(used.config);
    const { taskArns = [] } = await ecs.listTasks({ cluster: names.cluster, desiredStatus: "STOPPED" });
    if (taskArns.length === 0) return [];
    const { tasks = [] } = await ecs.describeTasks({ cluster: names.cluster, tasks: taskArns });
    return tasks;
  };
  before(() => (project = new Project(used.aws)));
  after(() => project.remove());
  afterEach(() => control(used.aws.endpoint, "DELETE", "faults"));

  it("nothing is deployed: a failure of its own", async () => {
    const { exitCode, stdout, stderr } = await project.run("run", "--", "true");
    deepEqual([exitCode, stdout], [125, ""]);
    match(stderr, /^service "agenticmem-service" does not exist/);
  });

  describe("of the live revision", () => {
    before(async () => {
      await pushImage(used.aws.endpoint, { repository: "agenticmem", tag: "latest", behaviour }, used.aws);
      await project.deploy();
      await project.settled();
    });

    it("--dry-run says what would be run, and runs nothing", async () => {
      const { exitCode, stdout } = await project.run("run", "--env", "A=B", "--dry-run", "--", "npm", "run", "migrate");
      equal(exitCode, 0);
      match(stdout, /^would run one task of agenticmem-task:1 in cluster agenticmem-cluster:$/m);
      match(stdout, /command of container agenticmem: \["npm","run","migrate"\]/);
      match(stdout, /variable A: B/);
      deepEqual(await oneOffTasks(), []);
    });

    it("ends with the container's exit code, its lines alone on stdout", async () => {
      const words = ["npm", "run", "migrate", "--", "--all"];
      const { exitCode, stdout, stderr } = await project.run("run", "--env", "A=B", "--", ...words);
      deepEqual([exitCode, stdout], [7, "one\ntwo\n"]);
      match(stderr, /container agenticmem ended with an error of the application \(exit code 7\)/);
      const [task] = await oneOffTasks();
      const [override] = task?.overrides?.containerOverrides ?? [];
      deepEqual(override?.command, words);
      deepEqual(override?.environment, [{ name: "A", value: "B" }]);
      match(task?.taskDefinitionArn ?? "", /agenticmem-task:1$/);
    });

    it("0 when it went well", async () => equal((await project.run("run", "--", "true")).exitCode, 0));

    it("a task that goes on too long is stopped: a failure of its own", async () => {
      const { exitCode, stderr } = await project.run("run", "--timeout-minutes", "0.05", "--", "sleep", "infinity");
      equal(exitCode, 125);
      match(stderr, /stopped/);
      const tasks = await oneOffTasks();
      equal(
        tasks.some(({ overrides }) => overrides?.containerOverrides?.[0]?.command?.[0] === "sleep"),
        true,
      );
    });

    const refused: [words: string[], why: RegExp][] = [
      [[], /missing required argument 'words'/],
      [["--timeout-minutes", "soon", "--", "true"], /--timeout-minutes soon is not a number above 0/],
      [["--container", "web", "--", "true"], /web.*agenticmem/],
      [["--env", "A", "--", "true"], /--env A/],
      [["--colour", "--", "true"], /unknown option '--colour'/],
    ];
    for (const [words, why] of refused) {
      it(`refuses ${words.join(" ") || "no command"}`, async () => {
        const { exitCode, stdout, stderr } = await project.run("run", ...words);
        deepEqual([exitCode, stdout], [125, ""]);
        match(stderr, why);
      });
    }

    it("does not show the value of a variable that looks like a credential", async () => {
      const { exitCode, stderr } = await project.run("run", "--env", "DB_PASSWORD=hidden-hidden", "--", "true");
      equal(exitCode, 125);
      match(stderr, /--env DB_PASSWORD looks like a password/);
      equal(stderr.includes("hidden"), false);
    });

    it("goes on without the permission to read its logs, and says so", async () => {
      await fault({ action: "logs:GetLogEvents", kind: "deny" });
      const { exitCode, stdout, stderr } = await project.run("run", "--", "npm", "run", "migrate", "--", "--all");
      deepEqual([exitCode, stdout], [7, ""]);
      equal(stderr.match(/its logs are not shown: permission for logs:GetLogEvents/g)?.length, 1);
    });

    it("goes on when AWS does not answer for a while, and says so", async () => {
      await fault({ action: "ecs:DescribeTasks", kind: "error", httpStatus: 503, times: 7 });
      const { exitCode, stderr } = await project.run("run", "--", "true");
      equal(exitCode, 0);
      match(stderr, /ecs:DescribeTasks.*; asking again/);
    });

    it("stops the task at Ctrl-C", async () => {
      const { exitCode, stderr } = await project.runUntilCtrlC(
        /task [0-9a-f]{8} starts/,
        "run",
        "--",
        "sleep",
        "infinity",
      );
      equal(exitCode, 130);
      match(stderr, /it was interrupted; it is being stopped/);
    });

    it("names the permission that is missing", async () => {
      await fault({ action: "ecs:RunTask", kind: "deny" });
      const { exitCode, stderr } = await project.run("run", "--", "true");
      equal(exitCode, 125);
      match(stderr, /permission for ecs:RunTask/);
    });
  });
});
