import type { Answer } from "../answer";
import type { StatusDocument } from "../documents/status";
import { exitCodes } from "../exitCodes";
import { inAllowedAccount, type OpenStack } from "../openStack";
import type { Surroundings } from "../surroundings";
import { colourFor } from "../text/colour";
import { describe, describeMissing } from "./describe";
import { look } from "./look";
import { statusText } from "./text";

/** How the stack's service stands now. */
export async function statusAnswer(stack: OpenStack, { stdout }: Pick<Surroundings, "stdout">): Promise<Answer> {
  const looked = await inAllowedAccount(stack, () => look(stack));
  const place = await stack.place();
  const document = looked === undefined ? describeMissing(stack, place) : describe(stack, place, looked);
  return { exitCode: exitCodeOf(document), document, text: statusText(document, colourFor(stdout)) };
}

/** Nothing is wrong, but what AWS did not tell keeps it from being fine: that is AWS's refusal. */
function exitCodeOf({ isFine, problems }: StatusDocument): number {
  if (isFine) return exitCodes.fine;
  return problems.length === 0 ? exitCodes.refused : exitCodes.notFine;
}
