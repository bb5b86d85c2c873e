import type { Clients } from "../account/clients";
import { answerInTime } from "./answerInTime";
import { taskId } from "./observation";
import type { LogStreams } from "./revisions";
import { plainLine, shorten } from "./shorten";

const linesShown = 5;
const lineLength = 160;

/** The stream that a container of a task has written to. */
export const logStreamOf = ({ prefix }: LogStreams, container: string, taskArn: string): string =>
  `${prefix}/${container}/${taskId(taskArn)}`;

/** The last lines of a log stream, fit to be shown; none when they cannot be had. */
export async function lastLogLines(clients: Clients, logGroupName: string, logStreamName: string): Promise<string[]> {
  try {
    const logs = await clients.logs();
    const { events = [] } = await logs.getLogEvents(
      { logGroupName, logStreamName, limit: 2 * linesShown, startFromHead: false },
      answerInTime(10_000),
    );
    return events
      .flatMap(({ message = "" }) => message.split(/\r?\n/))
      .filter((line) => plainLine(line) !== "")
      .slice(-linesShown)
      .map((line) => shorten(line, lineLength));
  } catch {
    return [];
  }
}
