/** A task that is meant to run, as the scheduler sees it. */
export interface ScheduledTask {
  id: string;
  /** Whether it belongs to the PRIMARY deployment. */
  primary: boolean;
  healthy: boolean;
}

export interface RollingUpdate {
  desiredCount: number;
  minimumHealthyPercent: number;
  maximumPercent: number;
  /** Those with the desired status RUNNING, oldest first. */
  tasks: ScheduledTask[];
  /** Tasks of the PRIMARY deployment that are being launched but do not exist yet. */
  launching: number;
  /** False while the deployment waits before its next attempt, or has failed. */
  mayStart: boolean;
}

/**
 * What the scheduler does next in a rolling update: how many tasks of the PRIMARY deployment it starts, which tasks it
 * stops, and whether the percentages block it. It never stops a healthy task when fewer than the minimum would be left.
 */
export function nextStep(update: RollingUpdate): { start: number; stop: string[]; blocked: boolean } {
  const { desiredCount, tasks, launching, mayStart } = update;
  const minimum = Math.ceil((desiredCount * update.minimumHealthyPercent) / 100);
  const maximum = Math.floor((desiredCount * update.maximumPercent) / 100);
  const current = tasks.filter(({ primary }) => primary);
  const former = tasks.filter(({ primary }) => !primary);

  const missing = desiredCount - current.length - launching;
  const room = maximum - tasks.length - launching;
  const start = mayStart ? Math.max(0, Math.min(missing, room)) : 0;

  const surplus = healthyLast(current).slice(0, Math.max(0, current.length - desiredCount));
  const stop = [...former.filter(({ healthy }) => !healthy), ...surplus];
  let healthy = tasks.filter((task) => task.healthy && !stop.includes(task)).length;
  // Tasks are only given up before their replacements are there when the maximum leaves no room for those.
  const noRoom = mayStart && missing > 0 && room <= 0 && stop.length === 0;
  const keep = noRoom ? minimum : Math.max(minimum, desiredCount);
  for (const task of former.filter((candidate) => candidate.healthy)) {
    if (healthy - 1 < keep) break;
    stop.push(task);
    healthy -= 1;
  }
  const blocked = noRoom && stop.length === 0 && current.length + launching === 0;
  return { start, stop: stop.map(({ id }) => id), blocked };
}

/** The order in which tasks are given up: those that do not serve first, then the youngest. */
const healthyLast = (tasks: ScheduledTask[]) =>
  tasks.toReversed().toSorted((one, other) => Number(one.healthy) - Number(other.healthy));
