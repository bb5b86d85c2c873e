import type { Clients } from "../../account/clients";
import { describePlace, type Place } from "../../account/existing";
import { inOneError } from "../../account/inOneError";
import { lookingFor } from "../../account/problem";
import { readSettings, type StackConfig } from "../../settings";
import { describeLive } from "./config";
import type { Found } from "./imports";
import type { LiveScaling } from "./live/live";
import { readLive } from "./live/readLive";

/** A live service in the words of a stack's config. */
export interface Description {
  /** What keeps the program from describing it, all of it, a sentence each. */
  refusals: string[];
  /** All own settings by qualified key, as the program finds them; what AWS cannot tell is as before. */
  values: Record<string, string>;
  /** Why an entry is there, by qualified key. */
  comments: Record<string, string>;
  /** What is worth knowing, a sentence each. */
  notes: string[];
  /** Undefined: nothing scales the service by itself, or it is not known, which `notes` says. */
  autoscaling?: LiveScaling;
  found: Found;
}

/** What is asked about. */
export interface Asked {
  cluster: string;
  service: string;
  /** The stack's present config. */
  config: StackConfig;
  defaults: Record<string, string>;
  clients: Clients;
  place: Place;
}

export type Describe = (asked: Asked) => Promise<Description>;

/** Reads a live service and describes it; changes nothing. */
export const describeService: Describe = async ({ cluster, service, config, defaults, clients, place }) => {
  const live = await inOneError(readLive(clients, place, { cluster, service }));
  const { refusals, values, comments, notes } = describeLive(live, config, defaults);
  const same = { refusals, comments, ...(live.autoscaling && { autoscaling: live.autoscaling }) };
  const found: Found = {
    revisionArn: live.revision.taskDefinitionArn ?? "",
    hasLogGroup: live.logGroup !== undefined,
    hasSecretAccess: false,
  };
  const grants = `${config.project}:grantSecretAccess`;
  if (refusals.length > 0 || values[grants] !== "true") return { ...same, values, notes, found };
  if (await inOneError(hasPolicy(clients, place, { ...config, values: { ...config.values, ...values } }))) {
    return { ...same, values, notes, found: { ...found, hasSecretAccess: true } };
  }
  const note =
    "the policy of grantSecretAccess is missing, so that is off for now (pulumi config set grantSecretAccess true)";
  return { ...same, values: { ...values, [grants]: "false" }, notes: [...notes, note], found };
};

/** Whether the inline policy is there that the program would give the execution role. */
async function hasPolicy(clients: Clients, place: Place, config: StackConfig): Promise<boolean> {
  const { names } = readSettings(config).settings;
  const [RoleName, PolicyName] = [names.executionRole, `${names.family}-secret-access`];
  const sought = {
    what: `policy "${PolicyName}" of role "${RoleName}"`,
    where: () => Promise.resolve(describePlace(place)),
    fix: "pulumi config set grantSecretAccess false",
    action: "iam:GetRolePolicy",
  };
  const found = await lookingFor(sought, async () => (await clients.iam()).getRolePolicy({ RoleName, PolicyName }));
  return found !== undefined;
}
