import type { TaskDefinition as Revision } from "@aws-sdk/client-ecs";
import { AccountError } from "../account/accountError";
import type { AwsConfig } from "../account/awsConfig";
import type { Clients } from "../account/clients";
import { describePlace, type Existing } from "../account/existing";
import { inOneError } from "../account/inOneError";
import type { Made } from "../account/made";
import { lookUp } from "../account/lookUp";
import { lookUpRevision } from "../account/lookups/liveService";
import { lookUpPlace, lookUpRegion } from "../account/lookups/place";
import { AccountProblem } from "../account/problem";
import { releaseCommand } from "../settings/describePins";
import type { Settings } from "../settings/types";
import { settingsOfRevision } from "./pinnedRevision";
import { registerForm } from "./registerForm";
import { renderTaskDefinition, type TaskDefinition } from "./taskDefinition";

/** The revision that a stack asks for, with all it refers to. */
export interface Asked {
  /** The stack's settings; with a pinned revision, those that it stands for. */
  settings: Settings;
  existing: Existing;
  /** The revision in canonical form: the one to register, or the pinned one. */
  rendered: TaskDefinition;
  /** The service is pointed at this revision as it is, and none is registered. */
  pinnedRevisionArn?: string;
}

/**
 * Finds out which revision the settings ask for: the program goes by it, and the commands that compare with it.
 * @param made what the program has made itself; the commands look that up by its names.
 */
export async function askFor(settings: Settings, aws: AwsConfig, clients: Clients, made: Made = {}): Promise<Asked> {
  if (settings.pinnedRevision === undefined) {
    const existing = await lookUp(settings, aws, clients, made);
    return { settings, existing, rendered: renderTaskDefinition(settings, existing) };
  }
  const pinned = await inOneError(pinnedRevision(settings.pinnedRevision, aws, clients));
  const standsFor = settingsOfRevision(settings, pinned);
  if ("problems" in standsFor) {
    throw new AccountError(
      standsFor.problems.map((problem) => `revision ${settings.pinnedRevision} cannot serve: ${problem} (${wayOut})`),
    );
  }
  return {
    settings: standsFor.settings,
    existing: await lookUp(standsFor.settings, aws, clients, made),
    rendered: registerForm(pinned),
    pinnedRevisionArn: pinned.taskDefinitionArn,
  };
}

const wayOut = `npm run rollback -- --to-revision <family:number> for another one, or ${releaseCommand}`;

/** Throws an `AccountProblem` for one that no service can be pointed at. */
async function pinnedRevision(name: string, aws: AwsConfig, clients: Clients): Promise<Revision> {
  const where = async () => describePlace(await lookUpPlace(aws, await lookUpRegion(aws, clients), clients));
  const revision = await lookUpRevision(clients, name, where);
  if (revision === undefined) {
    throw new AccountProblem(`pinned revision ${name} does not exist in ${await where()} (${wayOut})`);
  }
  if (revision.status !== "ACTIVE") {
    throw new AccountProblem(
      `pinned revision ${name} is ${revision.status} in ${await where()}, and ECS starts no task of it (${wayOut})`,
    );
  }
  return revision;
}
