import { readServices } from "../settings/readServices";
import { projectName, readStackFiles } from "../settings/stackFiles";
import { chooseService } from "./chooseService";
import { chooseStack } from "./chooseStack";
import type { CommonOptions } from "./command";
import type { Surroundings } from "./surroundings";

/** What a command about one of several services says, with its commands made to be about that one; as it is where there is no such service. */
export function inWordsOf(
  { projectDir, env }: Pick<Surroundings, "projectDir" | "env">,
  { stack, service }: Pick<CommonOptions, "stack" | "service">,
  text: string,
): string {
  try {
    const config = readStackFiles(projectDir, chooseStack({ projectDir, env }, projectName(projectDir), stack));
    return chooseService(readServices(config).services, service).inWords(text);
  } catch {
    // What is wrong with the stack is what the text says.
    return text;
  }
}
