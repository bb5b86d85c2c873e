import { readAwsConfig, type AwsConfig } from "../account/awsConfig";
import { createClients, type Clients } from "../account/clients";
import type { Place } from "../account/existing";
import { lookUpPlace, lookUpRegion } from "../account/lookups/place";
import type { StackConfig } from "../settings";
import { readServices, type ServicesOfStack } from "../settings/readServices";
import { projectName, readStackFiles } from "../settings/stackFiles";
import type { Settings } from "../settings/types";
import { chooseService } from "./chooseService";
import { chooseStack } from "./chooseStack";
import { readNames } from "./namesAlone";
import { note, type Surroundings } from "./surroundings";

/** A stack by its files, and the account that it is about; no engine is needed. */
export interface OpenStack {
  /** As given; on Pulumi Cloud it may be `organization/project/stack`. */
  name: string;
  /** The stack's config; of one of several services, as if that were its only one. */
  config: StackConfig;
  /** Of the service that the command is about. */
  settings: Settings;
  /** The whole stack's config, in which the services are entries. */
  wholeConfig: StackConfig;
  /** A text with its commands made to be about this one of several services. */
  inWords(text: string): string;
  aws: AwsConfig;
  clients: Clients;
  /** Account and region; fails when the stack does not allow the account. Asked for once, when it is first wanted. */
  place(): Promise<Place>;
}

/** Reads the stack that the command names, as the program would see it, and the one of its services that the command is about. */
export function openStack(surroundings: Surroundings, named?: string, service?: string): OpenStack {
  return open(surroundings, named, ({ services }) => chooseService(services, service));
}

/** The same for a command that needs no more than names and account: the settings may be wrong elsewhere. */
export function openByNames(surroundings: Surroundings, named?: string, service?: string): OpenStack {
  const read = (config: StackConfig) => readNames(surroundings, config);
  return open(surroundings, named, ({ services }) => chooseService(services, service), read);
}

/** Reads the stack that the command names, for what its services have in common: every container is among the settings. */
export function openApp(surroundings: Surroundings, named?: string): OpenStack {
  return open(surroundings, named, ({ services, app }, config) => {
    const containers = services.flatMap(({ settings: { container, sidecars } }) => [container, ...sidecars]);
    const settings = services.length === 1 ? app : { ...app, sidecars: containers as Settings["sidecars"] };
    return { config, settings, inWords: (text) => text };
  });
}

type Choice = Pick<OpenStack, "config" | "settings" | "inWords">;

function open(
  surroundings: Surroundings,
  named: string | undefined,
  choose: (stack: ServicesOfStack, config: StackConfig) => Choice,
  readFrom: (config: StackConfig) => ServicesOfStack = readServices,
): OpenStack {
  const { projectDir, env } = surroundings;
  const name = chooseStack(surroundings, projectName(projectDir), named);
  const wholeConfig = readStackFiles(projectDir, name);
  const read = readFrom(wholeConfig);
  const { config, settings, inWords } = choose(read, wholeConfig);
  for (const warning of read.warnings) note(surroundings, `warning: ${warning}`);
  const aws = readAwsConfig(wholeConfig, env);
  const clients = createClients(aws, tellOnce(surroundings));
  let asked: Promise<Place> | undefined;
  const place = () => (asked ??= lookUpRegion(aws, clients).then((region) => lookUpPlace(aws, region, clients)));
  return { name, config, settings, wholeConfig, inWords, aws, clients, place };
}

/** Says that AWS is slow to answer, the first time that it is. */
function tellOnce(surroundings: Surroundings): (action: string) => void {
  let isTold = false;
  return (action) => {
    if (!isTold) note(surroundings, `AWS has not answered ${action} yet: still trying`);
    isTold = true;
  };
}

/** Does something that only reads, while it is found out whether the stack allows the account at all. */
export async function inAllowedAccount<T>(stack: OpenStack, work: () => Promise<T>): Promise<T> {
  const working = work();
  // Whatever goes wrong in a wrong account only follows from that.
  await Promise.allSettled([working, stack.place()]);
  await stack.place();
  return working;
}
