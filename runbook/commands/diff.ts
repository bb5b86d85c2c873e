import type { CommonOptions, RunbookCommand } from "../command";

/** `diff`: what the stack asks for against what is live, or against what it asked for earlier. */
export const diff: RunbookCommand<CommonOptions & { planned?: string }> = {
  name: "diff",
  summary: "the task definition that the stack asks for against the live one, field by field",
  examples: [
    ["diff", "what pulumi up would roll out; the exit code is 1 when there is a difference"],
    ["diff --output json", "path, live and wanted value of each field"],
    ["diff --planned task.json", "what has moved since render > task.json"],
  ],
  declare: (command) =>
    void command.option("--planned <file>", "compare with what render has written into a file, not with what is live"),
  run: async (surroundings, { stack: name, service, planned }) => {
    const { openStack } = await import("../openStack");
    if (planned !== undefined) {
      const { plannedAnswer } = await import("../diff/planned");
      return plannedAnswer(openStack(surroundings, name, service), surroundings, planned);
    }
    const { diffAnswer } = await import("../diff/answer");
    return diffAnswer(openStack(surroundings, name, service), surroundings);
  },
};
