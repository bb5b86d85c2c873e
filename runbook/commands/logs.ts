import type { CommonOptions, RunbookCommand } from "../command";
import { exitCodes } from "../exitCodes";

interface LogsOptions extends CommonOptions {
  since: string;
  follow?: boolean;
  filter?: string;
  task?: string;
  container?: string;
}

/** `logs`: what the service's containers have written, and write. */
export const logs: RunbookCommand<LogsOptions> = {
  name: "logs",
  summary: "what the service's containers have written",
  streams: true,
  examples: [
    ["logs", "of the last 10 minutes"],
    ["logs --since 1h --filter ERROR", "that contain a word"],
    ["logs --filter '{ $.level = \"error\" }'", "JSON lines by a field"],
    ["logs --follow", "and go on, until Ctrl-C"],
    ["logs --task 0a1b2c3d --container agenticmem", "of one container of one task"],
  ],
  declare: (command) =>
    command
      .option("--since <time>", "from when on: 30s, 5m, 2h, 1d or an ISO time", "10m")
      .option("--follow", "go on with what is written from now on, until Ctrl-C")
      .option("--filter <pattern>", "only what fits a filter pattern of CloudWatch Logs")
      .option("--task <id>", "only of the task with this id, or whose id begins so")
      .option("--container <name>", "only of this container"),
  run: async (surroundings, { stack: name, service, since, follow = false, filter, task, container }) => {
    const { readSince } = await import("../logs/since");
    const { readTask } = await import("../logs/source");
    const wanted = {
      since: readSince(since, Date.now()),
      filter,
      task: task === undefined ? undefined : readTask(task),
      container,
      follow,
    };
    const { openByNames, inAllowedAccount } = await import("../openStack");
    const { liveService, liveRevision } = await import("../liveService");
    const stack = openByNames(surroundings, name, service);
    const live = await inAllowedAccount(stack, () => liveService(stack));
    const { containersOf } = await import("../../rollout/revisions");
    const shown = {
      ...stack.settings.names,
      revisionArn: live.taskDefinitionArn,
      containers: containersOf(liveRevision(live)),
    };
    const { LogShow } = await import("../logs/show");
    const { plainTime, realTime } = await import("../../rollout/time");
    const time = follow ? realTime() : plainTime();
    try {
      await new LogShow(stack.clients, shown, wanted, surroundings, time).run();
      return exitCodes.fine;
    } finally {
      time.end();
    }
  },
};
