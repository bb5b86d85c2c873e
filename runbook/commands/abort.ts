import type { ChangeOptions, RunbookCommand } from "../command";

/** `abort`: stops the rollout that is under way, with rollback. */
export const abort: RunbookCommand<ChangeOptions> = {
  name: "abort",
  summary: "stops the rollout that is under way; ECS goes back to what was completed last",
  changes: "asks",
  examples: [
    ["abort --dry-run", "which rollout that would be, and what it goes back to"],
    ["abort", "asks, stops it, and waits until it is rolled back"],
    ["abort --yes", "does not ask"],
  ],
  run: async (surroundings, { stack: name, service, dryRun = false, yes }) => {
    const { openByNames } = await import("../openStack");
    const { liveService } = await import("../liveService");
    const stack = openByNames(surroundings, name, service);
    await stack.place();
    const { serviceView } = await import("../../rollout/views");
    const seen = serviceView((await liveService(stack)).description);
    const { abort } = await import("../abort/abort");
    const { confirm } = await import("../confirm");
    const { note } = await import("../surroundings");
    const { realTime } = await import("../../rollout/time");
    const { settings, clients } = stack;
    return abort(
      {
        clients,
        watched: settings.names,
        stack: name,
        isDryRun: dryRun,
        timeoutMs: settings.deployment.timeoutMinutes * 60_000,
        startTime: realTime,
        confirm: (question) => confirm(surroundings, { yes }, question),
        tell: (line) => note(surroundings, line),
      },
      seen,
    );
  },
};
