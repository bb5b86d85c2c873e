import type { RunbookCommand } from "../command";

/** `diff`: what the stack asks for against what is live. */
export const diff: RunbookCommand = {
  name: "diff",
  summary: "the task definition that the stack asks for against the live one, field by field",
  examples: [
    ["diff", "what pulumi up would roll out; the exit code is 1 when there is a difference"],
    ["diff --output json", "path, live and wanted value of each field"],
  ],
  run: async (surroundings, { stack: name, service }) => {
    const { openStack } = await import("../openStack");
    const { diffAnswer } = await import("../diff/answer");
    return diffAnswer(openStack(surroundings, name, service), surroundings);
  },
};
