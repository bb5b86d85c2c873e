import { deepEqual, equal, match, throws } from "node:assert/strict";
import { readNames } from "../../runbook/namesAlone";
import { pushImage } from "../../sandbox/aws/pushImage";
import { projectDir } from "../../sandbox/paths";
import { SettingsError } from "../../settings";
import { readStackFiles } from "../../settings/stackFiles";
import { useLocalAws } from "../sandbox/awsFixture";
import { Project } from "./support/project";

describe("the names of a stack whose settings are wrong elsewhere", () => {
  const production = readStackFiles(projectDir, "prod");

  function read(settings: Record<string, unknown>, secret: string[] = []) {
    const values = Object.entries(settings).map(([key, value]) => [
      `agenticmem:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    const secretKeys = secret.map((key) => `agenticmem:${key}`);
    let said = "";
    const stderr = { write: (text: string) => (said += text) };
    const config = {
      ...production,
      secretKeys,
      values: Object.fromEntries(
        [...Object.entries(production.values), ...values].filter(([key]) => !secretKeys.includes(key as string)),
      ) as Record<string, string>,
    };
    const { services } = readNames({ projectDir, stderr } as unknown as Parameters<typeof readNames>[0], config);
    return { names: services.map(({ settings: { names } }) => [names.cluster, names.service, names.family]), said };
  }

  const warning =
    "warning: the settings of stack prod are not legal (npm run preflight tells what is wrong): here only the names in them count\n";
  const own = { appName: "shop", cluster: "mine", family: "shops" };

  it("are read, and nothing is said, where they are right", () =>
    deepEqual(read(own), { names: [["mine", "shop-service", "shops"]], said: "" }));

  const wrong: [what: string, settings: Record<string, unknown>, secret?: string[]][] = [
    ["a value", { cpu: "999" }],
    ["an unknown setting", { cpuu: "1" }],
    ["one that was set with --secret", {}, ["environment"]],
    ["several", { cpu: "999", memory: "1", ports: "x" }],
  ];
  for (const [what, settings, secret] of wrong) {
    it(`are read, with one warning: ${what}`, () =>
      deepEqual(read({ ...own, ...settings }, secret), { names: [["mine", "shop-service", "shops"]], said: warning }));
  }

  it("are read of each of several services", () => {
    const services = { web: { cpu: 999, service: "site" }, worker: { family: "works", colour: "red" } };
    deepEqual(read({ ...own, services }), {
      names: [
        ["mine", "site", "shops"],
        ["mine", "shop-worker-service", "works"],
      ],
      said: warning,
    });
  });

  const untold: [what: string, settings: Record<string, unknown>, why: RegExp, secret?: string[]][] = [
    [
      "wrong",
      { cluster: "not a name!", cpu: "999" },
      /cluster "not a name!" is not valid[^]*cpu 999|cpu 999[^]*cluster "not/,
    ],
    ["set with --secret", { cpu: "999" }, /cluster is set with --secret/, ["cluster"]],
    ["in entries that are none", { services: { web: "x" } }, /services\.web x is not valid/],
  ];
  for (const [what, settings, why, secret] of untold) {
    it(`are not read where they are ${what}: all that is wrong is told`, () =>
      throws(
        () => read(settings, secret),
        (error) => error instanceof SettingsError && why.test(error.message),
      ));
  }

  describe("are enough", function () {
    this.timeout(60_000);
    const used = useLocalAws();
    let project: Project;
    before(async () => {
      project = new Project(used.aws);
      await pushImage(used.aws.endpoint, { repository: "agenticmem", tag: "latest" });
      await project.deploy();
      await project.settled();
      project.set("cpu", "999");
    });
    after(() => project.remove());

    const cases: [args: string[], exitCode: number, said: RegExp][] = [
      [["logs"], 0, /no log events since/],
      [["diagnose"], 0, /agenticmem-task:1/],
      [["revisions"], 0, /\b1 /],
      [["abort", "--dry-run"], 1, /no rollout is under way/],
    ];
    for (const [args, code, said] of cases) {
      it(`for ${args.join(" ")}`, async () => {
        const { exitCode, stdout, stderr } = await project.run(...args);
        equal(exitCode, code, stdout + stderr);
        match(stdout + stderr, said);
        equal(stderr.split("are not legal").length, 2);
      });
    }

    for (const args of [["status"], ["render"], ["run", "--dry-run", "--", "true"], ["prune", "--dry-run"]]) {
      it(`but not for ${args.join(" ")}`, async () => {
        const { exitCode, stderr } = await project.run(...args);
        equal(exitCode, args[0] === "run" ? 125 : 2);
        match(stderr, /cpu 999 is not valid/);
      });
    }
  });
});
