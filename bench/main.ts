/**
 * `npm run bench`: what the program costs against the same resources written as Pulumi's own template does it, measured
 * under the real engine on a local AWS, in one run and alternating.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import Table from "cli-table3";
import { sandboxEnvironment } from "../sandbox/environment";
import { projectDir, sandboxDir } from "../sandbox/paths";
import { run } from "../sandbox/run";
import { startSession } from "../sandbox/session";
import { removeStackFile } from "../sandbox/stackFile";
import { measurePreview, medians, type Measurement } from "./measure";
import { deployTemplate, removeTemplateStackFile, templateDir } from "./template";

const rounds = 5;

const figures: { title: string; figure: keyof Measurement; goal: number; shown: (value: number) => string }[] = [
  { title: "start of the program", figure: "startMs", goal: 0.15, shown: seconds },
  { title: "its peak memory", figure: "peakMemoryKiB", goal: 0.25, shown: (kiB) => `${(kiB / 1024).toFixed(0)} MiB` },
  { title: "pulumi preview, no change", figure: "previewMs", goal: 0.35, shown: seconds },
];

const stack = `sandbox-bench-${process.pid}`;
const dir = join(sandboxDir, stack);
const progress = (line: string) => void process.stderr.write(`bench: ${line}\n`);

async function main(): Promise<void> {
  const session = await startSession({ dir, stack, progress });
  const interrupted = new Promise<never>((_resolve, reject) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      process.once(signal, () => reject(new Error(`ended by ${signal}`)));
  });
  try {
    const env = sandboxEnvironment(session.variables, process.env);
    const measured = (async () => {
      progress("deploying both");
      await run(["pulumi", "up", "--yes", "--skip-preview", "--non-interactive"], { env });
      await deployTemplate(session.variables, env);
      return measureBoth(env);
    })();
    const [program, template] = await Promise.race([measured, interrupted]);
    print(medians(program), medians(template));
  } finally {
    await session.stop();
    rmSync(dir, { recursive: true, force: true });
    removeStackFile(stack);
    removeTemplateStackFile(stack);
  }
}

/** One round more than are counted: the first fills the machine's caches. */
async function measureBoth(env: NodeJS.ProcessEnv): Promise<[Measurement[], Measurement[]]> {
  const program: Measurement[] = [];
  const template: Measurement[] = [];
  for (let round = 0; round <= rounds; round++) {
    progress(round === 0 ? "warming up" : `round ${round} of ${rounds}`);
    program.push(await measurePreview(projectDir, env, dir));
    template.push(await measurePreview(templateDir, env, dir));
  }
  return [program.slice(1), template.slice(1)];
}

function print(program: Measurement, template: Measurement): void {
  const head = [`median of ${rounds}`, "this program", "Pulumi's template", "ratio", "goal", "reached"];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const { title, figure, goal, shown } of figures) {
    const ratio = program[figure] / template[figure];
    const reached = ratio <= goal ? "yes" : "NO";
    table.push([title, shown(program[figure]), shown(template[figure]), ratio.toFixed(2), `≤ ${goal}`, reached]);
  }
  process.stdout.write(
    `${table.toString()}\nStart: from the start of the program's process until it asks the engine for its last resource.\n`,
  );
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
