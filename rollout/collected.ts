import { findCauses, type Cause } from "./causes";
import { taskId, type Details, type EventView, type Observation, type StoppedTaskView } from "./observation";
import { targetReason } from "./targetReasons";

/** Gathers why tasks of the deployments that are followed did not stay up: ECS forgets a stopped task after an hour. */
export class Collected {
  /** The latest details; they are not asked for with every look. */
  details: Details | undefined;
  private readonly stopped = new Map<string, StoppedTaskView>();
  /** Deployment by task id. */
  private readonly startedBy = new Map<string, string | undefined>();
  private readonly unhealthyTargets = new Map<string, { startedBy?: string; words: string }>();
  private readonly events = new Map<string, EventView>();
  /** When each deployment was created. */
  private readonly createdAt = new Map<string, number>();

  add({ service, details }: Observation): void {
    for (const event of service.events) this.events.set(event.id, event);
    for (const { id, createdAt } of service.deployments) if (createdAt !== undefined) this.createdAt.set(id, createdAt);
    if (details === undefined) return;
    this.details = details;
    for (const { deploymentId, createdAt } of details.serviceDeployments ?? []) {
      if (createdAt !== undefined && !this.createdAt.has(deploymentId)) this.createdAt.set(deploymentId, createdAt);
    }
    for (const task of details.stopped) this.stopped.set(task.arn, task);
    for (const { arn, startedBy } of [...details.tasks, ...details.stopped]) this.startedBy.set(taskId(arn), startedBy);
    for (const { ip, port, state, reason, description } of details.targets) {
      const task = details.tasks.find(({ privateIp }) => privateIp === ip);
      if (state !== "unhealthy" || task === undefined) continue;
      this.unhealthyTargets.set(`${ip}:${port}`, {
        startedBy: task.startedBy,
        words: targetReason(description, reason),
      });
    }
  }

  /** The events since a deployment was created, newest first. */
  eventsOf(deploymentId: string | undefined): EventView[] {
    const since = this.createdAt.get(deploymentId ?? "");
    if (since === undefined) return [];
    return [...this.events.values()]
      .filter(({ createdAt }) => createdAt !== undefined && createdAt > since)
      .sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
  }

  /** Tasks of a deployment that ECS still remembers to have stopped. */
  stoppedOf(deploymentId: string): StoppedTaskView[] {
    return [...this.stopped.values()].filter(({ startedBy }) => startedBy === deploymentId);
  }

  causesOf(deploymentId: string | undefined): Cause[] {
    if (deploymentId === undefined) return [];
    const events = this.eventsOf(deploymentId).map(({ message }) => message);
    return findCauses({
      stopped: this.stoppedOf(deploymentId),
      events,
      unhealthyTargets: [...this.unhealthyTargets.values(), ...this.targetsInEvents(events)]
        .filter(({ startedBy }) => startedBy === deploymentId)
        .map(({ words }) => words),
    });
  }

  /** The load balancer's verdict on a task that was stopped before it could be asked for. */
  private targetsInEvents(events: string[]): { startedBy?: string; words: string }[] {
    return events.flatMap((message) => {
      const [, id = "", words] = /\(task (\w+)\).* is unhealthy in .*due to \(reason (.*?)\)\.?$/.exec(message) ?? [];
      return words === undefined ? [] : [{ startedBy: this.startedBy.get(id), words: targetReason(words) }];
    });
  }
}
