import type { Clients } from "../../account/clients";
import { AccountProblem, errorCode, isNotFound } from "../../account/problem";
import { revisionName } from "../../rollout/observation";
import type { Watched } from "../../rollout/observer";
import { Revisions } from "../../rollout/revisions";
import type { Time } from "../../rollout/time";
import { note, type Surroundings } from "../surroundings";
import { write } from "../text/write";
import { UsageError } from "../usageError";
import { lineWriter } from "./lines";
import { Patience } from "../patience";
import { merged, Reader, type LogEvent } from "./reader";
import { sourcesOf, type LoggingContainer, type Source, type Wanted } from "./source";
import { TaskWatch } from "./taskWatch";

/** Between two readings. CloudWatch Logs allows 5 in a second in most regions, for all of an account. */
const pauseMs = 2_000;
/** So many readings for each look at the tasks. */
const readingsPerLook = 3;

/** The revision whose logs are shown. */
export interface Shown extends Watched {
  revisionArn: string;
  containers: LoggingContainer[];
}

/** Prints the logs of a service's containers. */
export class LogShow {
  private readonly readers = new Map<string, Reader>();
  private readonly patience: Patience;
  private readonly revisions: Revisions;
  private readonly watch: TaskWatch;
  private readonly linesOf: (event: LogEvent) => string;
  private count = 0;

  constructor(
    private readonly clients: Clients,
    private readonly shown: Shown,
    private readonly wanted: Wanted,
    private readonly surroundings: Surroundings,
    private readonly time: Time,
  ) {
    this.patience = new Patience(time, (line) => note(surroundings, line), wanted.follow);
    this.revisions = new Revisions(clients);
    this.watch = new TaskWatch(clients, shown, wanted.task);
    this.linesOf = lineWriter(surroundings.stdout);
  }

  async run(): Promise<void> {
    await this.showPast();
    if (this.wanted.follow) await this.follow();
  }

  private async showPast(): Promise<void> {
    const { containers, revisionArn } = this.shown;
    const sources = sourcesOf(revisionArn, containers, this.wanted.container);
    if (sources.length === 0) {
      throw new AccountProblem(
        `no container of ${revisionName(revisionArn)} writes to CloudWatch Logs (pulumi config set logGroupMode auto)`,
      );
    }
    this.add(sources);
    await this.read();
    const groups = [...new Set([...this.readers.values()].map(({ source }) => source.group))].join(", ");
    if (this.count === 0) {
      note(this.surroundings, `no log events since ${new Date(this.wanted.since).toISOString()} in ${groups}`);
    }
  }

  private async follow(): Promise<void> {
    for (let reading = 0; !this.time.isInterrupted(); reading += 1) {
      if (reading % readingsPerLook === 0) await this.lookAtTasks();
      await this.time.sleep(pauseMs);
      await this.read();
    }
  }

  private add(sources: Source[]): void {
    for (const source of sources) {
      const { region, group, prefix, container } = source;
      const key = [region, group, prefix, container].join(" ");
      if (!this.readers.has(key)) {
        this.readers.set(key, new Reader(this.clients, source, this.wanted, this.patience));
      }
    }
  }

  private async read(): Promise<void> {
    const readings = [...this.readers].map(([key, reader]) => this.reading(key, reader));
    for await (const event of merged(readings)) {
      if (this.time.isInterrupted()) return;
      this.count += 1;
      await write(this.surroundings.stdout, this.linesOf(event));
    }
  }

  /** A log group that is missing does not keep those of other containers from being read. */
  private async *reading(key: string, reader: Reader): AsyncGenerator<LogEvent> {
    try {
      yield* reader.unread();
    } catch (error) {
      const { filter } = this.wanted;
      if (filter !== undefined && errorCode(error) === "InvalidParameterException") {
        throw new UsageError(
          `--filter ${filter} is not a filter pattern of CloudWatch Logs: ${(error as Error).message}`,
        );
      }
      if (!isNotFound(error)) throw error;
      const { group, region, container } = reader.source;
      const where = region === undefined ? "" : ` in region ${region}`;
      const words = `log group ${group} of container ${container} does not exist${where} (pulumi up makes it, unless logGroupMode is existing)`;
      this.readers.delete(key);
      if (this.readers.size === 0) throw new AccountProblem(words);
      note(this.surroundings, words);
    }
  }

  /** Tells which tasks come and go; one of another revision may write elsewhere. */
  private async lookAtTasks(): Promise<void> {
    const { lines, revisions } = await this.watch.look();
    for (const line of lines) note(this.surroundings, line);
    for (const arn of new Set(revisions)) {
      const { containers } = await this.revisions.get(arn);
      const chosen = containers.filter(({ name }) => (this.wanted.container ?? name) === name);
      if (chosen.length > 0) this.add(sourcesOf(arn, chosen));
    }
  }
}
