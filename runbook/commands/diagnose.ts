import type { CommonOptions, RunbookCommand } from "../command";

interface DiagnoseOptions extends CommonOptions {
  html?: string;
  yes?: boolean;
}

/** `diagnose`: what is wrong with the service, why, and what to do. */
export const diagnose: RunbookCommand<DiagnoseOptions> = {
  name: "diagnose",
  summary: "what is wrong with the service, why, and what to do",
  examples: [
    ["diagnose", "the text of a red update, at any time"],
    ["diagnose --html rollout.html", "as a page with a time line as well, to hand to a colleague"],
    ["diagnose --output json", "for programs"],
  ],
  declare: (command) =>
    void command
      .option("--html <file>", "write all of it to a file, too, as one page for a browser")
      .option("--yes", "overwrite the file even when it is not a page of diagnose"),
  run: async (surroundings, { stack: name, service, html, yes }) => {
    const { openByNames, inAllowedAccount } = await import("../openStack");
    const { liveService } = await import("../liveService");
    const { diagnose } = await import("../diagnose/diagnose");
    const { serviceView } = await import("../../rollout/views");
    const stack = openByNames(surroundings, name, service);
    const answer = () =>
      inAllowedAccount(stack, async () =>
        diagnose(stack.clients, stack.settings.names, serviceView((await liveService(stack)).description), name),
      );
    if (html === undefined) return answer();
    const { withPage } = await import("../diagnose/withPage");
    return withPage(stack, surroundings, { file: html, mayOverwrite: yes === true }, answer);
  },
};
