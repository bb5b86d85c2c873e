import { revisionName } from "../../rollout/observation";
import type { LogStreams } from "../../rollout/revisions";
import { UsageError } from "../usageError";

/** Where one container of a revision writes to: streams `<prefix>/<container>/<task id>`. */
export interface Source extends LogStreams {
  container: string;
}

/** What of the logs is wanted. */
export interface Wanted {
  /** Epoch milliseconds. */
  since: number;
  /** In the syntax of CloudWatch Logs. */
  filter?: string;
  /** A task's id or its beginning; undefined: all tasks. */
  task?: string;
  container?: string;
  /** What is written from now on, too, until somebody interrupts. */
  follow: boolean;
}

/** A container of a revision, with the way to its logs if it has one. */
export interface LoggingContainer {
  name: string;
  logs?: LogStreams;
}

/** The sources of the containers that are wanted; fails when there is none. */
export function sourcesOf(revisionArn: string, containers: LoggingContainer[], wanted?: string): Source[] {
  const chosen = containers.filter(({ name }) => wanted === undefined || name === wanted);
  const revision = revisionName(revisionArn);
  if (chosen.length === 0) {
    const names = containers.map(({ name }) => name).join(", ");
    throw new UsageError(`--container ${wanted} is none of ${revision}: use ${names}`);
  }
  return chosen.flatMap(({ name, logs }) => (logs === undefined ? [] : [{ container: name, ...logs }]));
}

/** A task's id, its beginning, or its ARN, as log streams name it. */
export function readTask(text: string): string {
  const id = text.slice(text.lastIndexOf("/") + 1);
  if (/^[0-9a-f]+$/.test(id)) return id;
  throw new UsageError(`--task ${text} is not a task's id or the beginning of one: use for example 0a1b2c3d`);
}
