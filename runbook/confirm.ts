import type { ChangeOptions } from "./command";
import type { Surroundings } from "./surroundings";
import { UsageError } from "./usageError";

/** Whether something may be changed: `--yes` says so, else whoever sits at the terminal is asked. */
export async function confirm(
  surroundings: Surroundings,
  { yes }: Pick<ChangeOptions, "yes">,
  question: string,
): Promise<boolean> {
  if (yes === true) return true;
  if (!surroundings.isTerminal)
    throw new UsageError("there is no terminal to ask at: add --yes, or --dry-run to see what would be done");
  return surroundings.ask(question);
}
