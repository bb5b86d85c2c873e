import type { FilteredLogEvent } from "@aws-sdk/client-cloudwatch-logs";
import type { Clients } from "../../account/clients";
import { answerInTime } from "../../rollout/answerInTime";
import { taskId } from "../../rollout/observation";
import type { Patience } from "../patience";
import type { Source, Wanted } from "./source";

/** Something that a container has written. */
export interface LogEvent {
  /** Epoch milliseconds. */
  time: number;
  task: string;
  container: string;
  message: string;
}

/**
 * How much later than younger ones an event may arrive and still be seen: tasks send what they write in batches, some
 * seconds apart, and CloudWatch Logs takes a moment to find it.
 */
export const latestArrivalMs = 30_000;

/** Reads the log streams of one container of all tasks, again and again, each event once. */
export class Reader {
  private newest = -Infinity;
  /** Time by id, of the events that the next reading may find again. */
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly clients: Clients,
    readonly source: Source,
    private readonly wanted: Wanted,
    private readonly patience: Patience,
  ) {}

  /** What has not been read yet, in the order of time. */
  async *unread(): AsyncGenerator<LogEvent> {
    const { group, prefix, container, region } = this.source;
    const { since, filter, task = "" } = this.wanted;
    const logs = await this.clients.logs(region);
    const startTime = Math.max(since, this.newest - latestArrivalMs);
    let nextToken: string | undefined;
    do {
      const input = {
        logGroupName: group,
        logStreamNamePrefix: `${prefix}/${container}/${task}`,
        filterPattern: filter,
        startTime,
        nextToken,
      };
      const page = await this.patience.ask(() => logs.filterLogEvents(input, answerInTime()));
      // A page may be empty although more follow.
      yield* this.newOnes(page.events ?? []);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }

  private *newOnes(events: FilteredLogEvent[]): Generator<LogEvent> {
    const { container } = this.source;
    for (const { eventId = "", timestamp = 0, logStreamName = "", message = "" } of events) {
      if (this.seen.has(eventId)) continue;
      this.seen.set(eventId, timestamp);
      this.newest = Math.max(this.newest, timestamp);
      yield { time: timestamp, task: taskId(logStreamName), container, message };
    }
    for (const [id, time] of this.seen) if (time < this.newest - latestArrivalMs) this.seen.delete(id);
  }
}

/** Several readings, each in the order of time, as one. */
export async function* merged(readings: AsyncGenerator<LogEvent>[]): AsyncGenerator<LogEvent> {
  const heads = await Promise.all(readings.map(async (reading) => ({ reading, next: await reading.next() })));
  for (;;) {
    const [first] = heads
      .filter(({ next }) => next.done !== true)
      .toSorted((one, other) => (one.next.value as LogEvent).time - (other.next.value as LogEvent).time);
    if (first === undefined) return;
    yield first.next.value as LogEvent;
    first.next = await first.reading.next();
  }
}
