import type { CommonOptions, RunbookCommand } from "../command";
import { exitCodes } from "../exitCodes";

interface RunOptions extends CommonOptions {
  container?: string;
  env?: string[];
  timeoutMinutes: string;
  dryRun?: boolean;
}

/** `run`: a one-off task of the live revision with another command. */
export const run: RunbookCommand<RunOptions> = {
  name: "run",
  summary: "runs a command, for example a migration, in a task of its own of the revision that is live",
  changes: "does not ask",
  streams: true,
  failureExitCode: exitCodes.ownFailure,
  examples: [
    ["run -- npm run migrate", "waits, shows its logs, and ends with its exit code"],
    ["run --env DRY_RUN=1 -- npm run migrate", "with one variable more"],
    ["run --timeout-minutes 240 -- node reindex.js", "stopped when it takes longer"],
    ["run --dry-run -- npm run migrate", "what would be run"],
  ],
  declare: (command) =>
    command
      .argument("<words...>", "the command and its arguments, after --; they follow the container's entry point")
      .option("--container <name>", "the container whose command it is (default: the app's)")
      .option("--env <NAME=VALUE>", "a variable more, or another value; may be repeated", collect)
      .option("--timeout-minutes <number>", "stop the task when it takes longer", "60"),
  run: async (surroundings, { stack: name, service, container, env = [], timeoutMinutes, dryRun }, words) => {
    const { UsageError } = await import("../usageError");
    const timeoutMs = Number(timeoutMinutes) * 60_000;
    if (!(timeoutMs > 0)) throw new UsageError(`--timeout-minutes ${timeoutMinutes} is not a number above 0`);

    const { openStack } = await import("../openStack");
    const { liveService, liveRevision } = await import("../liveService");
    const stack = openStack(surroundings, name, service);
    await stack.place();
    const live = await liveService(stack);
    const { settings, clients } = stack;
    const { containerNamed, describeRequest, requestFor } = await import("../run/request");
    const { readEnvironment } = await import("../run/environment");
    const { containerDefinitions = [] } = liveRevision(live);
    const definition = containerNamed(
      container ?? settings.container.name,
      containerDefinitions,
      live.taskDefinitionArn,
    );
    const command = {
      container: definition.name ?? "",
      words,
      environment: readEnvironment(env, definition.secrets?.flatMap(({ name }) => name ?? []) ?? []),
    };
    const request = requestFor(settings.names.cluster, live, command);
    if (dryRun === true) {
      surroundings.stdout.write(`${describeRequest(request)}\n`);
      return exitCodes.fine;
    }

    const { runOneOff } = await import("../run/oneOff");
    const { LogTail } = await import("../run/logTail");
    const { logStreamOf } = await import("../../rollout/lastLogs");
    const { containersOf } = await import("../../rollout/revisions");
    const { realTime } = await import("../../rollout/time");
    const { note } = await import("../surroundings");
    const [{ logs } = {}] = containersOf({ containerDefinitions: [definition] });
    const tell = (line: string) => note(surroundings, line);
    const time = realTime();
    try {
      return await runOneOff({
        clients,
        request,
        container: command.container,
        essential: containerDefinitions.flatMap(({ name = "", essential }) => (essential === false ? [] : name)),
        timeoutMs,
        time,
        tailOf: (arn) =>
          logs && new LogTail(clients, logs, logStreamOf(logs, command.container, arn), surroundings.stdout, tell),
        tell,
      });
    } finally {
      time.end();
    }
  },
};

const collect = (value: string, before: string[] = []) => [...before, value];
