import type { CommonOptions, RunbookCommand } from "../command";

/** `render`: the JSON that the stack would register. */
export const render: RunbookCommand<CommonOptions & { offline?: boolean }> = {
  name: "render",
  summary: "the JSON of the task definition that the stack would register",
  examples: [
    ["render > task.json", "for aws ecs register-task-definition --cli-input-json file://task.json"],
    ["render --offline", "without AWS: names in place of what is looked up"],
  ],
  declare: (command) =>
    void command.option("--offline", "ask nothing of AWS: names in place of what would be looked up"),
  run: async (surroundings, { stack: name, service, offline }) => {
    const { renderAnswer, renderOfflineAnswer } = await import("../render/answer");
    return offline === true
      ? renderOfflineAnswer(surroundings, name, service)
      : renderAnswer(surroundings, name, service);
  },
};
