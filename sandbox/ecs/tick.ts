import { rememberedMs } from "./durations";
import { stepService } from "./serviceTick";
import type { State } from "./state";
import { definitionOf } from "./taskDefinitionLookup";
import { stepTask } from "./taskLife";
import type { Effect, World } from "./world";

/** Moves everything on to this moment: tasks first, then what the scheduler makes of them. */
export function tick(world: World): Effect[] {
  const moment = world.moment();
  const { state } = world;
  const now: World = { ...world, moment: () => moment };
  forget(state, moment.now);
  const fromTasks = Object.values(state.tasks).flatMap((task) =>
    stepTask(task, definitionOf(state, task.taskDefinitionArn), moment),
  );
  const fromServices = Object.values(state.services).flatMap((service) => stepService(now, service));
  return [...fromTasks, ...fromServices];
}

/** Stopped tasks and deleted services can be described for an hour. */
function forget(state: State, now: number): void {
  for (const task of Object.values(state.tasks))
    if (task.stoppedAt !== undefined && now - task.stoppedAt > rememberedMs) {
      delete state.tasks[task.arn];
      delete state.tags[task.arn];
    }
  for (const service of Object.values(state.services))
    if (service.inactiveSince !== undefined && now - service.inactiveSince > rememberedMs)
      delete state.services[service.arn];
}
