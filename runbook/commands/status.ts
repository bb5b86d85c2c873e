import type { CommonOptions, RunbookCommand } from "../command";

/** `status`: how the service stands, against what the stack expects. */
export const status: RunbookCommand<CommonOptions & { watch?: boolean }> = {
  name: "status",
  summary: "how the service stands, and what the stack expects of it",
  examples: [
    ["status", "the exit code is 0 when all tasks run, healthy, of one revision"],
    ["status --watch", "a view that keeps up with a rollout and ends with it; Ctrl-C ends it, too"],
    ["status --output json", "for programs"],
  ],
  declare: (command) =>
    void command.option(
      "--watch",
      "keep looking: on a terminal one view until the rollout has ended, else a text for each change; Ctrl-C ends it",
    ),
  run: async (surroundings, { stack: name, service, output, watch: again }) => {
    const { openStack } = await import("../openStack");
    const { statusAnswer } = await import("../status/answer");
    const stack = openStack(surroundings, name, service);
    if (again !== true) return statusAnswer(stack, surroundings);
    if (surroundings.isTerminal && output === "table") {
      const { startLive } = await import("../status/live/start");
      return startLive(stack, surroundings);
    }
    const { watchUntilInterrupted, withPresentSettings } = await import("../status/watch");
    const look = () => statusAnswer(withPresentSettings(stack, surroundings), surroundings);
    return watchUntilInterrupted(look, surroundings, output);
  },
};
