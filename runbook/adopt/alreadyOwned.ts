import type { Answer } from "../answer";
import type { AdoptDocument } from "../documents/adopt";
import { exitCodes } from "../exitCodes";
import { readHistory } from "../history/readHistory";
import { note, type Surroundings } from "../surroundings";
import { adoptionMessage, isUnfinished } from "../history/adoption";
import { differenceLine } from "./differences";
import { previewStack } from "./previewStack";
import { notEmpty, runImport } from "./takeOver";
import type { Target } from "./target";

/** The answer for a service that the stack has already: whether its preview is empty. */
export async function answerOwned(
  surroundings: Surroundings,
  { stack, cluster, service }: Target,
  revision: string,
): Promise<Answer> {
  note(surroundings, "running pulumi preview");
  const left = notEmpty(await previewStack(surroundings, stack));
  const document: AdoptDocument = {
    ...{ stack, cluster, service, revision, refusals: [], settings: [], imports: [], notes: [] },
    differences: left?.differences ?? [],
    errors: left?.errors ?? [],
    outcome: left === undefined ? "alreadyOwned" : "differs",
  };
  const owned = `service ${service} in cluster ${cluster} is the stack's already`;
  if (left !== undefined) {
    const lines = [...left.errors, ...left.differences.map(differenceLine)].map((line) => `  ${line}`);
    const text = [
      `${owned}, and pulumi preview is not empty:`,
      ...lines,
      "pulumi up makes it so; nothing was changed.",
    ];
    return { exitCode: exitCodes.notFine, document, text: text.join("\n") };
  }
  if (isUnfinished(await readHistory(surroundings, stack))) {
    await runImport(surroundings, stack, [], adoptionMessage(revision));
  }
  return {
    exitCode: exitCodes.fine,
    document,
    text: `${owned}, and pulumi preview says no changes: there is nothing to do`,
  };
}
