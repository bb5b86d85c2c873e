import { runningTasks, type LocalAws, type RunningTask } from "../runningTasks";
import type { Stage } from "../stage";

/** An update that has to be green, and what runs then. */
export async function pulumiUp(stage: Stage, aws: LocalAws, app?: string): Promise<RunningTask[]> {
  const exitCode = await stage.command("pulumi up --yes");
  if (exitCode !== 0) throw new Error(`pulumi up ended with exit code ${exitCode}`);
  const tasks = await runningTasks(aws, app);
  stage.show(tasks);
  return tasks;
}
