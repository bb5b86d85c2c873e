import { join } from "node:path";
import Table from "cli-table3";
import { projectDir } from "../sandbox/paths";
import { run } from "../sandbox/run";
import { median } from "./measure";
import { reached, seconds, tableStyle } from "./shown";

const rounds = 10;

/** Of a command's process, until it has ended. */
const goalMs = 350;
const goalAgainstCli = 0.25;

const commands = ["status", "diff", "revisions"] as const;

/** The runbook's steps 1 (what is the current revision) and 6 (is it what runs, healthy), without the logs. */
const runbookSteps = [
  "ecs describe-task-definition --task-definition agenticmem-task",
  "ecs describe-services --cluster agenticmem-cluster --services agenticmem-service",
  "elbv2 describe-target-groups --names agenticmem-api-tg",
  "elbv2 describe-target-health --target-group-arn",
].map((line) => line.split(" "));

/** How long the commands that operators wait for take, and `status` against the AWS CLI doing the same by hand, in turns. */
export async function benchCommands(env: NodeJS.ProcessEnv, progress: (line: string) => void): Promise<string> {
  const timesMs: Record<string, number[]> = {};
  const cli = await hasAwsCli(env);
  for (let round = 0; round <= rounds; round++) {
    progress(round === 0 ? "commands: warming up" : `commands: round ${round} of ${rounds}`);
    for (const name of commands) {
      const script = join(projectDir, "runbook", "start.cjs");
      (timesMs[name] ??= []).push(await timeOf(() => run([process.execPath, script, name], { env, mayFail: true })));
    }
    if (cli) (timesMs.cli ??= []).push(await timeOf(() => byHand(env)));
  }
  const medianMs = (what: string) => median((timesMs[what] ?? []).slice(1));
  const table = new Table({ head: [`median of ${rounds}`, "time", "goal", "reached"], style: tableStyle });
  for (const name of commands) {
    table.push([
      `npm run ${name}, its process`,
      seconds(medianMs(name)),
      `≤ ${seconds(goalMs)}`,
      reached(medianMs(name), goalMs),
    ]);
  }
  if (!cli) return `${table.toString()}\nNot compared with the AWS CLI: there is no aws on the PATH.`;
  const ratio = medianMs("status") / medianMs("cli");
  table.push(["the same by hand, with the AWS CLI", seconds(medianMs("cli")), "", ""]);
  table.push(["status against it", ratio.toFixed(2), `≤ ${goalAgainstCli}`, reached(ratio, goalAgainstCli)]);
  return table.toString();
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function byHand(env: NodeJS.ProcessEnv): Promise<void> {
  let targetGroupArn = "";
  for (const step of runbookSteps) {
    const words = step.at(-1) === "--target-group-arn" ? [...step, targetGroupArn] : step;
    const { stdout } = await run(["aws", ...words, "--output", "json"], { env });
    targetGroupArn = /"TargetGroupArn": "([^"]+)"/.exec(stdout)?.[1] ?? targetGroupArn;
  }
}

async function hasAwsCli(env: NodeJS.ProcessEnv): Promise<boolean> {
  const { exitCode } = await run(["aws", "--version"], { env, mayFail: true });
  return exitCode === 0;
}
