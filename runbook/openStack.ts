import { readAwsConfig, type AwsConfig } from "../account/awsConfig";
import { createClients, type Clients } from "../account/clients";
import type { Place } from "../account/existing";
import { lookUpPlace, lookUpRegion } from "../account/lookups/place";
import { readSettings, type StackConfig } from "../settings";
import { projectName, readStackFiles } from "../settings/stackFiles";
import type { Settings } from "../settings/types";
import { chooseStack } from "./chooseStack";
import { note, type Surroundings } from "./surroundings";

/** A stack by its files, and the account that it is about; no engine is needed. */
export interface OpenStack {
  /** As given; on Pulumi Cloud it may be `organization/project/stack`. */
  name: string;
  config: StackConfig;
  settings: Settings;
  aws: AwsConfig;
  clients: Clients;
  /** Account and region; fails when the stack does not allow the account. Asked for once, when it is first wanted. */
  place(): Promise<Place>;
}

/** Reads the stack that the command names, as the program would see it. */
export function openStack(surroundings: Surroundings, named?: string): OpenStack {
  const { projectDir, env } = surroundings;
  const name = chooseStack(surroundings, projectName(projectDir), named);
  const config = readStackFiles(projectDir, name);
  const { settings, warnings } = readSettings(config);
  for (const warning of warnings) note(surroundings, `warning: ${warning}`);
  const aws = readAwsConfig(config, env);
  const clients = createClients(aws);
  let asked: Promise<Place> | undefined;
  const place = () => (asked ??= lookUpRegion(aws, clients).then((region) => lookUpPlace(aws, region, clients)));
  return { name, config, settings, aws, clients, place };
}

/** Does something that only reads, while it is found out whether the stack allows the account at all. */
export async function inAllowedAccount<T>(stack: OpenStack, work: () => Promise<T>): Promise<T> {
  const working = work();
  // Whatever goes wrong in a wrong account only follows from that.
  await Promise.allSettled([working, stack.place()]);
  await stack.place();
  return working;
}
