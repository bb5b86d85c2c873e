import { describePlace } from "../../account/existing";
import type { Answer } from "../answer";
import { exitCodes } from "../exitCodes";
import { inAllowedAccount, type OpenStack } from "../openStack";
import type { Surroundings } from "../surroundings";
import { colourFor } from "../text/colour";
import { worthShowing } from "./worthShowing";
import { showsUnicode } from "./chart";
import { describe } from "./describe";
import { observe } from "./observed";
import { rightsizeText } from "./text";
import type { Wishes } from "./wishes";

/** Which size the stack's service would have needed in the last days. */
export async function rightsizeAnswer(
  stack: OpenStack,
  { stdout, env }: Pick<Surroundings, "stdout" | "env">,
  wishes: Wishes,
): Promise<Answer> {
  const observed = await inAllowedAccount(stack, () => observe(stack, Date.now(), wishes.days));
  const where = describePlace(await stack.place());
  const described = describe({ stack: stack.name, settings: stack.settings, observed, wishes, where });
  const document = { ...described, commands: described.commands.map((command) => stack.inWords(command)) };
  const { points, window } = observed;
  const shown = { document, sizes: worthShowing(document), points, window, isUnicode: showsUnicode(env) };
  return {
    exitCode: document.isRight ? exitCodes.fine : exitCodes.notFine,
    document,
    text: rightsizeText(shown, colourFor(stdout)),
  };
}
