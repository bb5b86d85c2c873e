import { waitUntil } from "../process";
import { runningTasks, type LocalAws, type RunningTask } from "./runningTasks";

const limitMs = 60_000;

/** Does what Application Auto Scaling does under load, and waits until as many tasks run. */
export async function scaleTo(desiredCount: number, aws: LocalAws, app: string): Promise<RunningTask[]> {
  const body = JSON.stringify({ resourceId: `service/${app}-cluster/${app}-service`, desiredCount });
  const response = await fetch(`${aws.endpoint}/_sandbox/scaling`, { method: "POST", body });
  if (!response.ok) throw new Error(`${app} could not be scaled: ${await response.text()}`);
  return waitUntil(`${desiredCount} tasks to run`, limitMs, async () => {
    const tasks = await runningTasks(aws, app);
    return tasks.length === desiredCount && tasks;
  });
}
