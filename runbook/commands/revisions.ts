import type { Answer } from "../answer";
import type { CommonOptions, RunbookCommand } from "../command";
import type { Surroundings } from "../surroundings";

export interface RevisionsOptions extends CommonOptions {
  limit: string;
  all?: boolean;
  inactive?: boolean;
}

/** `revisions`: what the family has, and what became of it. */
export const revisions: RunbookCommand<RevisionsOptions> = {
  name: "revisions",
  summary: "the family's revisions, newest first: size, image, update, commit, outcome, what uses them",
  examples: [
    ["revisions", "the newest 20"],
    ["revisions --all --inactive", "all of them, deregistered ones too"],
    ["revisions --limit 1 --output json", "the newest one, with all that is known of it"],
  ],
  declare: (command) =>
    void command
      .option("--limit <count>", "how many are shown", "20")
      .option("--all", "show all of them")
      .option("--inactive", "show deregistered ones too"),
  run,
};

async function run(surroundings: Surroundings, options: RevisionsOptions): Promise<Answer> {
  const { countOf } = await import("../revisions/numbers");
  const limit = options.all === true ? Infinity : countOf("--limit", options.limit);
  const { inAllowedAccount, openByNames } = await import("../openStack");
  const stack = openByNames(surroundings, options.stack, options.service);

  const { historyOrReason } = await import("../history/historyOrReason");
  const stopped = new AbortController();
  // The engine starts first: it takes about as long as all that follows.
  const history = historyOrReason(surroundings, stack.name, stopped.signal);
  try {
    const { answerRevisions } = await import("../revisions/answerRevisions");
    return await inAllowedAccount(stack, () =>
      answerRevisions(surroundings, stack, history, { limit, includeInactive: options.inactive === true }),
    );
  } finally {
    stopped.abort();
  }
}
