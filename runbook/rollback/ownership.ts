import type { LiveService } from "../../account/lookups/liveService";
import { serviceType } from "../../components/ownership";
import { ownResources } from "../adopt/ownPart";
import { exportState } from "../adopt/stackState";
import type { OpenStack } from "../openStack";
import type { Surroundings } from "../surroundings";

/** Why an update could not change the live service, before the config is changed for one: it is not in the stack's state. */
export async function ownershipProblems(
  surroundings: Surroundings,
  { name, settings: { names } }: OpenStack,
  live: LiveService | undefined,
): Promise<string[]> {
  if (live === undefined) return [];
  const own = ownResources(await exportState(surroundings, name)).filter(({ type }) => type === serviceType);
  const isOwn = own.some(
    ({ outputs }) => outputs?.name === names.service && String(outputs.cluster).split("/").at(-1) === names.cluster,
  );
  if (isOwn) return [];
  return [
    `service ${names.service} in cluster ${names.cluster} runs, but stack ${name} does not have it: npm run adopt takes it over`,
  ];
}
