/** `npm test`: lint, types, unit and component tests, then end to end on the real engine; `--fast` leaves the last out. */
import { globSync } from "node:fs";
import { basename } from "node:path";
import { styleText } from "node:util";
import { execa } from "execa";
import Mocha from "mocha";
import { EngineUnavailable, findEngine } from "../sandbox/engine";
import { projectDir, typeScriptLoader } from "../sandbox/paths";

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** What failed, each with its reason: said again at the very end, since the output before it is long. */
const failures: string[] = [];

const fast = process.argv.includes("--fast");

async function main(): Promise<boolean> {
  const total: Tally = { passed: 0, failed: 0, skipped: 0 };
  const add = ({ passed, failed, skipped }: Tally) => {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  };
  // An engine that has to be built is built meanwhile. What it says is told by the end-to-end tests, which look for it again.
  const engine = fast ? undefined : findEngine({ progress: tell }).catch(() => undefined);
  const unit = mocha(globSync("test/**/*.test.ts", { exclude: ["test/e2e/**"] }).sort(), { jobs: 2 });
  for (const tally of await Promise.all([npmScript("lint"), npmScript("typecheck"), unit])) add(tally);
  await engine;
  if (!fast) add(await endToEnd(globSync("test/e2e/**/*.test.ts").sort()));
  if (failures.length > 0) loud(`FAILED\n\n${failures.join("\n\n")}`);
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
  return total.failed === 0;
}

async function endToEnd(files: string[]): Promise<Tally> {
  try {
    await findEngine({ progress: tell });
  } catch (error) {
    if (!(error instanceof EngineUnavailable)) throw error;
    const inCi = (process.env.CI ?? "") !== "";
    const notRun = `END-TO-END TESTS ${inCi ? "FAILED" : "SKIPPED"}: ${files.length} files did not run. ${error.message}`;
    if (inCi) failures.push(notRun);
    loud(notRun);
    return inCi ? { passed: 0, failed: files.length, skipped: 0 } : { passed: 0, failed: 0, skipped: files.length };
  }
  // A good part of each is waiting for tasks that start.
  return mocha(longestFirst(files), { jobs: 3 });
}

/** By the seconds that they take, so that none is left to run alone at the end. */
const longest = ["adoptTable", "rolloutCourse", "rolloutFailures", "rollback", "foundationShared", "update", "pins"];

function longestFirst(files: string[]): string[] {
  const rank = (file: string) =>
    (longest.indexOf(basename(file, ".test.ts")) + longest.length + 1) % (longest.length + 1);
  return files.toSorted((one, other) => rank(one) - rank(other));
}

/** Runs test files side by side, in a process each. */
function mocha(files: string[], { jobs }: { jobs: number }): Promise<Tally> {
  // Far above what any test needs on a quiet machine: it is there to end what hangs.
  const runner = new Mocha({ parallel: true, jobs, timeout: 300_000, require: [typeScriptLoader] });
  for (const file of files) runner.addFile(file);
  return new Promise((resolve) => {
    const run = runner.run(() => {
      const { passes = 0, failures: failed = 0, pending = 0 } = run.stats ?? {};
      resolve({ passed: passes, failed, skipped: pending });
    });
    run.on("fail", (test, error: Partial<Error>) => failures.push(`${test.fullTitle()}\n  ${reasonIn(error)}`));
  });
}

/** What it prints is shown in one piece when it has ended. */
async function npmScript(script: string): Promise<Tally> {
  const { exitCode, all } = await execa("npm", ["run", "--silent", script], {
    cwd: projectDir,
    all: true,
    reject: false,
  });
  process.stdout.write(`\n${styleText("bold", `npm run ${script}`)}\n${all}\n`);
  if (exitCode === 0) return { passed: 1, failed: 0, skipped: 0 };
  failures.push(`npm run ${script}\n  ${all.replaceAll("\n", "\n  ")}`);
  return { passed: 0, failed: 1, skipped: 0 };
}

const [firstLines, lastLines] = [12, 12];

/** What a worker process says of an error is no `Error` any more. Of a long one the middle is left out: it stands above, where it failed. */
function reasonIn({ message = "", stack = message }: Partial<Error>): string {
  const lines = stack.split("\n");
  const isLong = lines.length > firstLines + lastLines;
  return (isLong ? [...lines.slice(0, firstLines), "…", ...lines.slice(-lastLines)] : lines).join("\n  ");
}

const tell = (line: string) => void process.stderr.write(`${line}\n`);

function loud(line: string): void {
  process.stdout.write(`\n${styleText(["bold", "red"], line)}\n`);
}

main().then(
  (passed) => process.exit(passed ? 0 : 1),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
