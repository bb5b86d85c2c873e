import { deepEqual, doesNotMatch, equal, match } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { commands } from "../../runbook/commands";
import { runbook } from "../../runbook/runbook";
import { Project } from "./support/project";

const wordsOf: Record<string, string[]> = {
  run: ["--", "true"],
  secrets: ["set"],
};

describe("--dry-run that npm has kept for itself", () => {
  let project: Project;
  // Nothing listens there: whoever asks AWS is told so.
  before(
    () => (project = new Project({ endpoint: "http://127.0.0.1:9", region: "us-west-2", accountId: "123456789012" })),
  );
  after(() => project.remove());

  async function run(name: string, ...options: string[]) {
    const { surroundings, printed } = project.surroundings();
    const env = { ...surroundings.env, npm_config_dry_run: "true" };
    const exitCode = await runbook([name, ...options, ...(wordsOf[name] ?? [])], { ...surroundings, env });
    return { exitCode, ...printed() };
  }

  const changing = commands.filter(({ changes }) => changes !== undefined).map(({ name }) => name.split(" ")[0] ?? "");

  it("is known to each command that changes something", () => {
    deepEqual(changing.toSorted(), ["abort", "adopt", "prune", "redeploy", "release", "rollback", "run", "secrets"]);
  });

  for (const name of changing) {
    it(`is refused, not ignored: ${name}`, async () => {
      const before = readFileSync(project.stackFile, "utf8");
      const { exitCode, stderr } = await run(name);
      equal(exitCode, name === "run" ? 125 : 2);
      equal(
        stderr,
        `npm has kept --dry-run for itself: put it after --, npm run ${name} -- --dry-run. Nothing was changed.\n`,
      );
      equal(readFileSync(project.stackFile, "utf8"), before);
    });
  }

  it("is no matter where it was given as well, or nothing is changed", async () => {
    project.set("aws:maxRetries", "0");
    for (const [name, ...options] of [["run", "--dry-run"], ["status"]] as [string, ...string[]][]) {
      const { stderr } = await run(name, ...options);
      match(stderr, /127\.0\.0\.1|cannot be reached|ECONNREFUSED/i);
      doesNotMatch(stderr, /npm has kept/);
    }
  });
});
