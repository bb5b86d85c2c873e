import type { Writable } from "node:stream";
import { wordsOfFailedCall } from "../../account/askedFor";
import type { Clients } from "../../account/clients";
import { isNotFound } from "../../account/problem";
import { answerInTime } from "../../rollout/answerInTime";
import type { LogStreams } from "../../rollout/revisions";
import { isPassing } from "../patience";
import { write } from "../text/write";

/** Copies one log stream, each line once and in order. */
export class LogTail {
  private nextToken: string | undefined;
  /** They cannot be had. */
  isOver = false;

  constructor(
    private readonly clients: Clients,
    private readonly logs: LogStreams,
    private readonly logStreamName: string,
    private readonly stdout: Writable,
    private readonly tell: (line: string) => void,
  ) {}

  /** Copies what is new, and says whether there was anything. Logs that cannot be had are told once, and end nothing. */
  async copy(): Promise<boolean> {
    if (this.isOver) return false;
    try {
      return await this.copyPages();
    } catch (error) {
      // The stream comes with the first line.
      if (isNotFound(error) || isPassing(error)) return false;
      this.isOver = true;
      this.tell(`its logs are not shown: ${wordsOfFailedCall(error)}`);
      return false;
    }
  }

  private async copyPages(): Promise<boolean> {
    const client = await this.clients.logs(this.logs.region);
    const { logStreamName } = this;
    let isNew = false;
    for (;;) {
      const input = { logGroupName: this.logs.group, logStreamName, startFromHead: true, nextToken: this.nextToken };
      const { events = [], nextForwardToken } = await client.getLogEvents(input, answerInTime());
      for (const { message = "" } of events)
        await write(this.stdout, message.endsWith("\n") ? message : `${message}\n`);
      isNew ||= events.length > 0;
      // The same token again: that was the end, for now. A page may be empty before that.
      if (nextForwardToken === undefined || nextForwardToken === this.nextToken) return isNew;
      this.nextToken = nextForwardToken;
    }
  }
}
