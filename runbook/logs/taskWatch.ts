import { paginateListTasks, type Task } from "@aws-sdk/client-ecs";
import { wordsOfFailedCall } from "../../account/askedFor";
import type { Clients } from "../../account/clients";
import { isDenied } from "../../account/problem";
import { answerInTime } from "../../rollout/answerInTime";
import { exitCodeMeaning } from "../../rollout/exitCodes";
import { revisionName, taskId } from "../../rollout/observation";
import type { Watched } from "../../rollout/observer";
import { shorten } from "../../rollout/shorten";
import { shortTaskId } from "../../rollout/waysOn";

/** What has changed since the last look. */
export interface Change {
  /** For whoever watches. */
  lines: string[];
  /** ARNs of the revisions of the tasks that have come. */
  revisions: string[];
}

/** Watches the tasks of a service come and go. */
export class TaskWatch {
  private running: Set<string> | undefined;
  private isOver = false;

  constructor(
    private readonly clients: Clients,
    private readonly watched: Watched,
    /** Only tasks whose ids begin so. */
    private readonly beginning = "",
  ) {}

  /** Trouble is told, but ends nothing: the logs are what is wanted. */
  async look(): Promise<Change> {
    if (this.isOver) return { lines: [], revisions: [] };
    try {
      return await this.changes();
    } catch (error) {
      this.isOver = isDenied(error);
      return {
        lines: this.isOver ? [`which tasks come and go is not seen: ${wordsOfFailedCall(error)}`] : [],
        revisions: [],
      };
    }
  }

  private async changes(): Promise<Change> {
    const before = this.running;
    const now = await this.list();
    const come = [...now].filter((arn) => before?.has(arn) !== true);
    const gone = [...(before ?? [])].filter((arn) => !now.has(arn));
    const tasks = await this.describe([...come, ...gone]);
    this.running = now;
    const isGone = ({ taskArn = "" }: Task) => gone.includes(taskArn);
    const word = before === undefined ? "is there" : "has come";
    return {
      lines: tasks.map((task) => (isGone(task) ? wordsOfEnd(task) : `${nameOf(task)} ${word}`)),
      revisions: tasks.flatMap((task) => (isGone(task) ? [] : (task.taskDefinitionArn ?? []))),
    };
  }

  private async list(): Promise<Set<string>> {
    const { cluster, service } = this.watched;
    const client = await this.clients.ecs();
    const arns = new Set<string>();
    for await (const page of paginateListTasks({ client }, { cluster, serviceName: service })) {
      for (const arn of page.taskArns ?? []) if (taskId(arn).startsWith(this.beginning)) arns.add(arn);
    }
    return arns;
  }

  private async describe(arns: string[]): Promise<Task[]> {
    const ecs = await this.clients.ecs();
    const { cluster } = this.watched;
    const tasks: Task[] = [];
    // DescribeTasks takes at most 100 tasks.
    for (let from = 0; from < arns.length; from += 100) {
      const page = await ecs.describeTasks({ cluster, tasks: arns.slice(from, from + 100) }, answerInTime());
      tasks.push(...(page.tasks ?? []));
    }
    return tasks;
  }
}

const nameOf = ({ taskArn = "", taskDefinitionArn = "" }: Task) =>
  `task ${shortTaskId(taskArn)} of ${revisionName(taskDefinitionArn)}`;

function wordsOfEnd(task: Task): string {
  const { exitCode } = task.containers?.find((container) => (container.exitCode ?? 0) !== 0) ?? {};
  const words = [
    task.stoppedReason === undefined ? undefined : shorten(task.stoppedReason, 200),
    exitCode === undefined ? undefined : `a container ${exitCodeMeaning(exitCode)} (exit code ${exitCode})`,
  ].filter((part) => part !== undefined);
  return [`${nameOf(task)} has gone`, ...words].join(": ");
}
