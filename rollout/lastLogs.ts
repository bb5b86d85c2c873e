import type { Clients } from "../account/clients";
import { textWithoutCredentials } from "../settings/credentials";
import { answerInTime } from "./answerInTime";
import { inLightOfLogs, type Cause } from "./causes";
import { taskId } from "./observation";
import type { LogStreams, Revision } from "./revisions";
import { plainLine, shorten } from "./shorten";

const linesShown = 5;
const lineLength = 160;

/** What a container wrote that failed, and where. */
export interface ContainerLogs {
  taskArn: string;
  container: string;
  group: string;
  stream: string;
  /** The last ones; none when they could not be had. */
  lines: string[];
}

/** The stream that a container of a task has written to. */
export const logStreamOf = ({ prefix }: LogStreams, container: string, taskArn: string): string =>
  `${prefix}/${container}/${taskId(taskArn)}`;

/** What the container wrote that ended most of the tasks; undefined when none did, or it does not write to CloudWatch Logs. */
export async function logsOfFailure(
  clients: Clients,
  causes: Cause[],
  containers: () => Promise<Revision["containers"]>,
): Promise<ContainerLogs | undefined> {
  const { container: { name } = {}, taskArns: [taskArn] = [] } =
    causes.find((cause) => cause.container !== undefined && cause.taskArns.length > 0) ?? {};
  if (name === undefined || taskArn === undefined) return undefined;
  const known = await containers().catch(() => []);
  const logs = known.find((container) => container.name === name)?.logs;
  if (logs === undefined) return undefined;
  const stream = logStreamOf(logs, name, taskArn);
  return { taskArn, container: name, group: logs.group, stream, lines: await lastLogLines(clients, logs, stream) };
}

/** The causes, that of the container whose logs these are explained by them. */
export const withLogs = (causes: Cause[], logs: ContainerLogs | undefined): Cause[] =>
  causes.map((cause) =>
    logs !== undefined && cause.taskArns[0] === logs.taskArn ? inLightOfLogs(cause, logs.lines) : cause,
  );

/** The last lines of a log stream, fit to be shown: cut, and without what looks like a credential; none when they cannot be had. */
export async function lastLogLines(
  clients: Clients,
  { group, region }: Pick<LogStreams, "group" | "region">,
  logStreamName: string,
): Promise<string[]> {
  try {
    const logs = await clients.logs(region);
    const { events = [] } = await logs.getLogEvents(
      { logGroupName: group, logStreamName, limit: 2 * linesShown, startFromHead: false },
      answerInTime(10_000),
    );
    return events
      .flatMap(({ message = "" }) => message.split(/\r?\n/))
      .filter((line) => plainLine(line) !== "")
      .slice(-linesShown)
      .map((line) => shorten(textWithoutCredentials(line), lineLength));
  } catch {
    return [];
  }
}
