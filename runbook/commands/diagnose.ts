import type { CommonOptions, RunbookCommand } from "../command";

/** `diagnose`: what is wrong with the service, why, and what to do. */
export const diagnose: RunbookCommand = {
  name: "diagnose",
  summary: "what is wrong with the service, why, and what to do",
  examples: [
    ["diagnose", "the text of a red update, at any time"],
    ["diagnose --output json", "the same for programs"],
  ],
  run: async (surroundings, { stack: name, service }: CommonOptions) => {
    const { openByNames, inAllowedAccount } = await import("../openStack");
    const { liveService } = await import("../liveService");
    const { diagnose } = await import("../diagnose/diagnose");
    const { serviceView } = await import("../../rollout/views");
    const stack = openByNames(surroundings, name, service);
    return inAllowedAccount(stack, async () =>
      diagnose(stack.clients, stack.settings.names, serviceView((await liveService(stack)).description), name),
    );
  },
};
