import type { TaskDefinition } from "../../components/taskDefinition";
import { describePins } from "../../settings/describePins";
import { readServices } from "../../settings/readServices";
import { projectName, readStackFiles } from "../../settings/stackFiles";
import type { Settings } from "../../settings/types";
import type { Answer } from "../answer";
import { chooseService } from "../chooseService";
import { chooseStack } from "../chooseStack";
import { exitCodes } from "../exitCodes";
import { inAllowedAccount, openStack } from "../openStack";
import { note, type Surroundings } from "../surroundings";
import { registration } from "./asRegistered";
import { renderOffline } from "./offline";

/** As the program would register it now, with everything looked up. */
export async function renderAnswer(surroundings: Surroundings, name?: string, service?: string): Promise<Answer> {
  const stack = openStack(surroundings, name, service);
  const { settings, aws, clients } = stack;
  const { askFor } = await import("../../components/askedRevision");
  const { rendered, ...asked } = await inAllowedAccount(stack, () => askFor(settings, aws, clients));
  for (const pin of describePins(settings)) note(surroundings, stack.inWords(pin));
  return answer(rendered, asked.settings);
}

/** From the stack's files alone. */
export function renderOfflineAnswer(surroundings: Surroundings, named?: string, service?: string): Answer {
  const { projectDir, env } = surroundings;
  const config = readStackFiles(projectDir, chooseStack(surroundings, projectName(projectDir), named));
  const { services, warnings } = readServices(config);
  const { settings } = chooseService(services, service);
  for (const warning of warnings) note(surroundings, `warning: ${warning}`);
  const region = config.values["aws:region"] ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  return answer(renderOffline(settings, region), settings);
}

function answer(rendered: TaskDefinition, settings: Settings): Answer {
  const document = registration(rendered, settings);
  return { exitCode: exitCodes.fine, document, text: JSON.stringify(document, null, 2) };
}
