import Table from "cli-table3";
import type { SandboxVariables } from "../sandbox/environment";
import { projectDir } from "../sandbox/paths";
import { measurePreview, medians, type Measurement } from "./measure";
import { reached, seconds, tableStyle } from "./shown";
import { deployTemplate, templateDir } from "./template";

const rounds = 5;

const figures: { title: string; figure: keyof Measurement; goal: number; shown: (value: number) => string }[] = [
  { title: "start of the program", figure: "startMs", goal: 0.15, shown: seconds },
  { title: "its peak memory", figure: "peakMemoryKiB", goal: 0.25, shown: (kiB) => `${(kiB / 1024).toFixed(0)} MiB` },
  { title: "pulumi preview, no change", figure: "previewMs", goal: 0.35, shown: seconds },
];

/** What the program costs against the same resources written as Pulumi's own template does it, in turns. */
export async function benchProgram(
  variables: SandboxVariables,
  env: NodeJS.ProcessEnv,
  dir: string,
  progress: (line: string) => void,
): Promise<string> {
  progress("deploying the template beside the program");
  await deployTemplate(variables, env);
  const program: Measurement[] = [];
  const template: Measurement[] = [];
  // One round more than are counted: the first fills the machine's caches.
  for (let round = 0; round <= rounds; round++) {
    progress(round === 0 ? "preview: warming up" : `preview: round ${round} of ${rounds}`);
    program.push(await measurePreview(projectDir, env, dir));
    template.push(await measurePreview(templateDir, env, dir));
  }
  return table(medians(program.slice(1)), medians(template.slice(1)));
}

function table(program: Measurement, template: Measurement): string {
  const head = [`median of ${rounds}`, "this program", "Pulumi's template", "ratio", "goal", "reached"];
  const table = new Table({ head, style: tableStyle });
  for (const { title, figure, goal, shown } of figures) {
    const ratio = program[figure] / template[figure];
    table.push([
      title,
      shown(program[figure]),
      shown(template[figure]),
      ratio.toFixed(2),
      `≤ ${goal}`,
      reached(ratio, goal),
    ]);
  }
  return `${table.toString()}\nStart: from the start of the program's process until it asks the engine for its last resource.`;
}
