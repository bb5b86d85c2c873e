import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "../sandbox/run";

export interface Measurement {
  /** From the start of the program's process until it asks the engine for its last resource. */
  startMs: number;
  /** The whole `pulumi preview`. */
  previewMs: number;
  /** Of the program's process. */
  peakMemoryKiB: number;
}

/** Measures one `pulumi preview` with no change, of the project in `projectDir`. */
export async function measurePreview(projectDir: string, env: NodeJS.ProcessEnv, dir: string): Promise<Measurement> {
  const resultFile = join(dir, "bench-result.json");
  rmSync(resultFile, { force: true });
  const startedAt = performance.now();
  await run(["pulumi", "--cwd", projectDir, "preview", "--expect-no-changes", "--non-interactive"], {
    env: { ...env, NODE_OPTIONS: `--require "${join(__dirname, "probe.cjs")}"`, BENCH_RESULT: resultFile },
  });
  const previewMs = performance.now() - startedAt;
  const program = JSON.parse(readFileSync(resultFile, "utf8")) as Omit<Measurement, "previewMs">;
  return { ...program, previewMs };
}

export const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** The median of each figure. */
export function medians(measurements: Measurement[]): Measurement {
  const medianOf = (figure: keyof Measurement) => median(measurements.map((each) => each[figure]));
  return { startMs: medianOf("startMs"), previewMs: medianOf("previewMs"), peakMemoryKiB: medianOf("peakMemoryKiB") };
}
