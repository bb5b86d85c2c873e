import { deepEqual, equal, match } from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { commands } from "../../runbook/commands";
import { projectDir } from "../../sandbox/paths";
import { control, useLocalAws } from "../sandbox/awsFixture";
import { Project } from "./support/project";

describe("runbook: what all commands have in common", () => {
  const used = useLocalAws();
  let project: Project;
  before(() => (project = new Project(used.aws)));
  after(() => project.remove());

  it("without a command: the list of commands, and exit code 2", async () => {
    const { exitCode, stderr } = await project.run();
    equal(exitCode, 2);
    for (const { name } of commands) match(stderr, new RegExp(`^  ${name.split(" ")[0]} `, "m"));
  });

  const refused: [words: string[], why: RegExp][] = [
    [["statsu"], /unknown command 'statsu'[^]*Did you mean status/],
    [["status", "--colour"], /unknown option '--colour'/],
    [["status", "now"], /too many arguments/],
    [["status", "--output", "xml"], /'xml' is invalid. Allowed choices are table, json, yaml/],
    [["status", "--stack", "tset"], /stack tset has no Pulumi\.tset\.yaml: use test/],
  ];
  for (const [words, why] of refused) {
    it(`${words.join(" ")}: refused with exit code 2, nothing on stdout`, async () => {
      const { exitCode, stdout, stderr } = await project.run(...words);
      equal(exitCode, 2);
      equal(stdout, "");
      match(stderr, why);
    });
  }

  it("every command has help with examples that name it", async () => {
    for (const { name } of commands) {
      const word = name.split(" ")[0] ?? "";
      const { exitCode, stdout } = await project.run(word, "--help");
      equal(exitCode, 0, word);
      match(stdout, new RegExp(`Examples:\n(  npm run runbook -- ${word}.*\n?)+$`), word);
    }
  });

  it("every command has a short npm script of its own", () => {
    const { scripts } = JSON.parse(readFileSync(join(projectDir, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const missing = commands
      .map(({ name }) => name.split(" ")[0] ?? "")
      .filter((word) => scripts[word] !== `node runbook/start.cjs ${word}`);
    deepEqual(missing, []);
  });

  it("yaml and json say the same", async () => {
    const [json, yaml] = [
      await project.run("render", "--output", "json"),
      await project.run("render", "--output", "yaml"),
    ];
    equal(json.exitCode, 0);
    deepEqual(parse(yaml.stdout), JSON.parse(json.stdout));
  });

  it("settings that are not valid: exit code 2, before AWS is asked", async () => {
    await control(used.aws.endpoint, "DELETE", "calls");
    project.set("cpu", 1000);
    const { exitCode, stderr } = await project.run("status");
    project.set("cpu", "1024");
    equal(exitCode, 2);
    match(stderr, /^cpu 1000 is not valid/);
    deepEqual((await control(used.aws.endpoint, "GET", "calls")).answer, {});
  });

  describe("AWS refuses: exit code 3", () => {
    afterEach(() => control(used.aws.endpoint, "DELETE", "faults"));

    it("for want of a permission, naming action and resource", async () => {
      await control(used.aws.endpoint, "POST", "faults", { kind: "deny", action: "ecs:DescribeServices" });
      const { exitCode, stderr } = await project.run("status");
      equal(exitCode, 3);
      match(stderr, /permission for ecs:DescribeServices/);
      match(stderr, /agenticmem-(cluster|service)/);
    });

    it("an account that the stack does not allow", async () => {
      project.set("aws:allowedAccountIds", ["999999999999"]);
      const { exitCode, stdout, stderr } = await project.run("status");
      project.set("aws:allowedAccountIds", [used.aws.accountId]);
      equal(exitCode, 3);
      equal(stdout, "");
      match(stderr, /open account 123456789012, but the stack allows only 999999999999/);
    });

    it("nobody answers", async () => {
      const nowhere = new Project({ ...used.aws, endpoint: "http://127.0.0.1:9" });
      nowhere.set("aws:maxRetries", 0);
      const { exitCode, stderr } = await nowhere.run("status").finally(() => nowhere.remove());
      equal(exitCode, 3);
      match(stderr, /AWS cannot be reached/);
    });
  });

  it("runs as a process of its own, from any folder", async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(projectDir, "runbook", "start.cjs"), "--help"],
      { cwd: "/", env: { PATH: "" } },
    );
    match(stdout, /^Usage: npm run runbook -- /);
  });
});
