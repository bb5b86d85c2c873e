import type { Answer } from "../answer";
import type { ChangeOptions, RunbookCommand } from "../command";
import type { Surroundings } from "../surroundings";

/** `secrets`: what the app's secret holds, by the names of its keys, and the only way here to give one a value. */
export const secrets: RunbookCommand<ChangeOptions> = {
  name: "secrets",
  summary: "sets a key of the app's secret, to a value that is never shown, or lists the keys",
  examples: [
    ["secrets set DATABASE_URL", "asks for the value, which is not shown"],
    ["secrets set PRIVATE_KEY < key.pem", "takes it from a file, or from another command's output"],
    ["secrets list", "the keys, and which of them nobody has set"],
  ],
  changes: "asks",
  isOfWholeStack: true,
  declare: (command) =>
    void command
      // What is one word or option too many may be the value: it is refused without being repeated.
      .usage("[options] set <key> | list")
      .allowExcessArguments()
      .allowUnknownOption(),
  run,
};

async function run(surroundings: Surroundings, options: ChangeOptions, words: string[]): Promise<Answer> {
  const [action, ...rest] = words;
  if (action === "set") {
    const { runSet } = await import("../secrets/runSet");
    return runSet(surroundings, options, rest);
  }
  if (action === "list" && rest.length === 0) {
    const { runList } = await import("../secrets/runList");
    return runList(surroundings, options);
  }
  const { UsageError } = await import("../usageError");
  throw new UsageError("secrets takes set and the name of a key, or list and nothing else. Nothing was changed.");
}
