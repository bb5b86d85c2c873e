import type { RunbookCommand } from "../command";

/** `preflight`: the checks of an update, on their own. */
export const preflight: RunbookCommand = {
  name: "preflight",
  summary: "checks that all that an update needs exists and can be used; changes nothing",
  examples: [
    ["preflight", "the exit code is 1 when an update would fail"],
    ["preflight --stack prod --output json", "for a pipeline"],
  ],
  run: async (surroundings, { stack: name, service }) => {
    const { openStack } = await import("../openStack");
    const { preflightAnswer } = await import("../preflight/answer");
    return preflightAnswer(openStack(surroundings, name, service));
  },
};
