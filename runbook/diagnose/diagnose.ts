import type { Clients } from "../../account/clients";
import type { ServiceView } from "../../rollout/observation";
import type { Watched } from "../../rollout/observer";
import type { Answer } from "../answer";
import type { DiagnoseDocument } from "../documents/diagnose";
import { exitCodeOf, stateOf } from "./diagnosis";
import { documentOf } from "./document";
import { examine } from "./examine";
import { textOf } from "./text";

/** What is wrong with a service, why, and what to do. `stack`: as it was named, for the commands that are proposed. */
export async function diagnose(
  clients: Clients,
  watched: Watched,
  service: ServiceView,
  stack?: string,
): Promise<Answer & { document: DiagnoseDocument }> {
  const findings = await examine(clients, watched, service);
  const state = stateOf(findings);
  const document = documentOf(state, findings, watched, stack);
  return { exitCode: exitCodeOf(state, findings), document, text: textOf(document, findings) };
}
