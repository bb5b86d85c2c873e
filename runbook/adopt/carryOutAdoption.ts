import { basename } from "node:path";
import type { Answer } from "../answer";
import type { AdoptDocument } from "../documents/adopt";
import { exitCodes } from "../exitCodes";
import { note, type Surroundings } from "../surroundings";
import { adoptionMessage } from "../history/adoption";
import { putConfigFileBack, writeConfigFile } from "./stackFile";
import { differenceLine } from "./differences";
import { Interrupted, uninterrupted } from "./interruption";
import type { AdoptionPlan } from "./planAdoption";
import { LeftInState, runImport, takeOver, type NotEmpty } from "./takeOver";
import type { Target } from "./target";

type Told = (outcome: AdoptDocument["outcome"], left?: NotEmpty) => AdoptDocument;

/**
 * Config first, then the state: whoever runs `pulumi up` in between finds a service that is not the stack's, and is stopped. When the
 * preview is not empty, or something fails, both are put back.
 */
export async function carryOutAdoption(
  surroundings: Surroundings,
  { stack, file, service }: Target,
  { text, imports, revision }: AdoptionPlan,
  told: Told,
): Promise<Answer> {
  try {
    const left = await uninterrupted(async (check) => {
      if (text !== file.text) note(surroundings, `writing ${basename(file.path)}`);
      await writeConfigFile(file, text);
      try {
        const found = await takeOver(surroundings, stack, imports, check);
        if (found !== undefined) await putConfigFileBack(file, text);
        return found;
      } catch (error) {
        // A config that does not describe what the state has would be the next update's.
        if (error instanceof LeftInState) throw error;
        await putConfigFileBack(file, text);
        check();
        throw error;
      }
    });
    if (left !== undefined) return notEmptyAnswer(left, told);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    return {
      exitCode: exitCodes.interrupted,
      document: told("interrupted"),
      text: "Config and state are as they were.",
    };
  }
  await runImport(surroundings, stack, [], adoptionMessage(revision));
  return {
    exitCode: exitCodes.fine,
    document: told("adopted"),
    text:
      `${service} is the stack's now, and pulumi preview says no changes: ${revision} runs on as before. Look at ${basename(file.path)} and keep it ` +
      "in version control. From here on it is pulumi up; npm run release lets go of the service again.",
  };
}

function notEmptyAnswer(left: NotEmpty, told: Told): Answer {
  const lines = [...left.errors, ...left.differences.map(differenceLine)].map((line) => `  ${line}`);
  return {
    exitCode: exitCodes.notFine,
    document: told("notEmpty", left),
    text: [
      "pulumi preview is not empty, so that the service was not taken over:",
      ...lines,
      "Config and state are as they were; nothing was written to AWS.",
    ].join("\n"),
  };
}
