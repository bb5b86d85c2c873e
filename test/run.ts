/** `npm test`: lint, types, unit and component tests, then end to end on the real engine; `--fast` leaves the last out. */
import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { styleText } from "node:util";
import Mocha from "mocha";
import { EngineUnavailable, findEngine } from "../sandbox/engine";
import { projectDir } from "../sandbox/paths";

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

const fast = process.argv.includes("--fast");

async function main(): Promise<boolean> {
  const total: Tally = { passed: 0, failed: 0, skipped: 0 };
  const add = ({ passed, failed, skipped }: Tally) => {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  };
  for (const script of ["lint", "typecheck"]) add(await npmScript(script));
  add(await mocha(globSync("test/**/*.test.ts", { exclude: ["test/e2e/**"] })));
  if (!fast) add(await endToEnd(globSync("test/e2e/**/*.test.ts")));
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
  return total.failed === 0;
}

async function endToEnd(files: string[]): Promise<Tally> {
  try {
    await findEngine({ progress: (line) => void process.stderr.write(`${line}\n`) });
  } catch (error) {
    if (!(error instanceof EngineUnavailable)) throw error;
    const inCi = (process.env.CI ?? "") !== "";
    loud(`END-TO-END TESTS ${inCi ? "FAILED" : "SKIPPED"}: ${files.length} files did not run. ${error.message}`);
    return inCi ? { passed: 0, failed: files.length, skipped: 0 } : { passed: 0, failed: 0, skipped: files.length };
  }
  return mocha(files);
}

/** Runs test files side by side, in a process each. */
function mocha(files: string[]): Promise<Tally> {
  // Far above what any test needs on a quiet machine: it is there to end what hangs.
  const runner = new Mocha({ parallel: true, jobs: 2, timeout: 300_000, require: ["ts-node/register/transpile-only"] });
  for (const file of files.sort()) runner.addFile(file);
  return new Promise((resolve) => {
    const run = runner.run(() => {
      const { passes = 0, failures = 0, pending = 0 } = run.stats ?? {};
      resolve({ passed: passes, failed: failures, skipped: pending });
    });
  });
}

async function npmScript(script: string): Promise<Tally> {
  process.stdout.write(`\n${styleText("bold", `npm run ${script}`)}\n`);
  const child = spawn("npm", ["run", "--silent", script], {
    cwd: projectDir,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  const exitCode = await new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
  return exitCode === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

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
