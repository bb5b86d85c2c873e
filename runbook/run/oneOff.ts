import type { RunTaskCommandInput, Task } from "@aws-sdk/client-ecs";
import { wordsOfFailedCall } from "../../account/askedFor";
import type { Clients } from "../../account/clients";
import { isDenied } from "../../account/problem";
import { answerInTime } from "../../rollout/answerInTime";
import { kindOf } from "../../rollout/stopRules";
import type { Time } from "../../rollout/time";
import { shortTaskId } from "../../rollout/waysOn";
import { exitCodes } from "../exitCodes";
import { isPassing } from "../patience";
import type { LogTail } from "./logTail";
import { isCutShort, progressOf } from "./progress";
import { startedBy } from "./request";

/** Between two looks. */
const pauseMs = { atFirst: 1_000, later: 3_000 };
const atFirstMs = 60_000;
/** ECS may not show a task that it has just begun; what it does not show for so long is gone. */
const unseenMs = 60_000;
/** The last lines may come so much later than the end. */
const linesComeWithinMs = 5_000;

/** What a one-off task is run with. */
export interface OneOff {
  clients: Clients;
  request: RunTaskCommandInput;
  container: string;
  /** Containers whose end is that of the task; the others' ends leave it running. */
  essential: string[];
  timeoutMs: number;
  time: Time;
  /** The container's logs; undefined: they are not in CloudWatch Logs. */
  tailOf: (taskArn: string) => LogTail | undefined;
  tell: (line: string) => void;
}

/** Runs the task to its end and gives the exit code of the command: the container's, or one of its own failures. */
export async function runOneOff(oneOff: OneOff): Promise<number> {
  const task = await start(oneOff);
  return task === undefined ? exitCodes.ownFailure : new Running(oneOff, task).toTheEnd();
}

/** Undefined: it was not started, and why has been told. */
async function start({ clients, request, tell }: OneOff): Promise<string | undefined> {
  const ecs = await clients.ecs();
  const fail = (words: string) => {
    const kind = kindOf(words);
    tell(
      `the task was not started: ${kind === undefined ? words : `${kind.what} (in ECS's words: ${words}); what to do: ${kind.remedy}`}`,
    );
    return undefined;
  };
  try {
    // The SDK sends a token along, so that a call that it repeats starts no second task.
    const { tasks: [task] = [], failures = [] } = await ecs.runTask(request, answerInTime());
    if (task?.taskArn !== undefined) return task.taskArn;
    return fail(failures.map(({ reason, detail }) => detail ?? reason).join(", "));
  } catch (error) {
    if (isPassing(error)) {
      const { cluster } = request;
      tell(
        `whether a task was started is not known: aws ecs list-tasks --cluster ${cluster} --started-by ${startedBy}`,
      );
    }
    if (isDenied(error) || isPassing(error)) throw error;
    return fail((error as Error).message);
  }
}

class Running {
  private readonly startMs: number;
  private readonly tail: LogTail | undefined;
  private seenMs: number;
  private wasCutShort = false;
  private trouble = "";

  constructor(
    private readonly oneOff: OneOff,
    private readonly arn: string,
  ) {
    const { time, tailOf, tell } = oneOff;
    this.startMs = this.seenMs = time.elapsedMs();
    this.tail = tailOf(arn);
    tell(
      `task ${this.name} starts${this.tail === undefined ? "; its container does not write to CloudWatch Logs" : ""}`,
    );
  }

  async toTheEnd(): Promise<number> {
    const { time, container, tell } = this.oneOff;
    for (;;) {
      const task = await this.look();
      await this.tail?.copy();
      if (task !== undefined) {
        const progress = progressOf(task, container, this.wasCutShort);
        if (progress.kind !== "goes on") {
          await this.lastLines();
          tell(`task ${this.name}: ${progress.words}`);
          if (task.desiredStatus !== "STOPPED" && !this.oneOff.essential.includes(container))
            await this.stop("its command is done");
          return progress.kind === "ended" ? progress.exitCode : exitCodes.ownFailure;
        }
        this.wasCutShort ||= isCutShort(task, container, this.oneOff.essential);
      }
      const early = this.endEarly();
      if (early !== undefined) {
        await this.stop(early.why);
        return early.exitCode;
      }
      if (time.elapsedMs() - this.seenMs > unseenMs && this.trouble === "") {
        tell(`ECS does not know task ${this.name} any more: how it ended cannot be seen`);
        return exitCodes.ownFailure;
      }
      await time.sleep(time.elapsedMs() - this.startMs < atFirstMs ? pauseMs.atFirst : pauseMs.later);
    }
  }

  private get name(): string {
    return shortTaskId(this.arn);
  }

  /** Undefined: it cannot be seen at the moment. */
  private async look(): Promise<Task | undefined> {
    const { clients, request, time, tell } = this.oneOff;
    const ecs = await clients.ecs();
    try {
      const input = { cluster: request.cluster, tasks: [this.arn] };
      const { tasks: [task] = [] } = await ecs.describeTasks(input, answerInTime());
      this.trouble = "";
      if (task !== undefined) this.seenMs = time.elapsedMs();
      return task;
    } catch (error) {
      const words = wordsOfFailedCall(error);
      if (!isPassing(error)) {
        tell(`task ${this.name} goes on, but cannot be followed (its ARN is ${this.arn})`);
        throw error;
      }
      if (this.trouble === "") tell(`${words}; asking again`);
      this.trouble = words;
      return undefined;
    }
  }

  private endEarly(): { exitCode: number; why: string } | undefined {
    const { time, timeoutMs } = this.oneOff;
    if (time.isInterrupted()) return { exitCode: exitCodes.interrupted, why: "it was interrupted" };
    if (time.elapsedMs() - this.startMs <= timeoutMs) return undefined;
    return { exitCode: exitCodes.ownFailure, why: `it was not done after ${timeoutMs / 60_000} minutes` };
  }

  private async stop(why: string): Promise<void> {
    const { clients, request, tell } = this.oneOff;
    try {
      const ecs = await clients.ecs();
      await ecs.stopTask(
        { cluster: request.cluster, task: this.arn, reason: `npm run runbook -- run: ${why}` },
        answerInTime(),
      );
      tell(`task ${this.name}: ${why}; it is being stopped`);
    } catch (error) {
      tell(`task ${this.name}: ${why}, but it goes on, since it could not be stopped: ${wordsOfFailedCall(error)}`);
    }
  }

  private async lastLines(): Promise<void> {
    const { time } = this.oneOff;
    const endMs = time.elapsedMs();
    while (this.tail !== undefined && !this.tail.isOver && !time.isInterrupted()) {
      const isNew = await this.tail.copy();
      if (!isNew && time.elapsedMs() - endMs >= linesComeWithinMs) return;
      await time.sleep(pauseMs.atFirst);
    }
  }
}
