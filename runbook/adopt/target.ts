import { readAwsConfig, type AwsConfig } from "../../account/awsConfig";
import { createClients, type Clients } from "../../account/clients";
import type { Place } from "../../account/existing";
import { lookUpPlace, lookUpRegion } from "../../account/lookups/place";
import { inOneError } from "../../account/inOneError";
import { readSettings, SettingsError, type StackConfig } from "../../settings";
import { Report } from "../../settings/report";
import { serviceConfigs } from "../../settings/serviceConfigs";
import { projectName, readStackFiles } from "../../settings/stackFiles";
import { chooseStack } from "../chooseStack";
import type { AdoptOptions } from "../commands/adopt";
import { settingDefaults } from "../configFile/settingDefaults";
import type { Surroundings } from "../surroundings";
import { UsageError } from "../usageError";
import { readConfigFile, type ConfigFile } from "./stackFile";

/** The stack that takes over, and the service that it is to take over. */
export interface Target {
  /** As given; on Pulumi Cloud it may be `organization/project/stack`. */
  stack: string;
  file: ConfigFile;
  /** The present one. */
  config: StackConfig;
  defaults: Record<string, string>;
  cluster: string;
  service: string;
  aws: AwsConfig;
  clients: Clients;
  /** Fails when the stack does not allow the account. */
  place(): Promise<Place>;
}

/** Finds out what is to be taken over by what; only files are read. */
export async function readTarget(surroundings: Surroundings, options: AdoptOptions): Promise<Target> {
  const { projectDir, env } = surroundings;
  const project = projectName(projectDir);
  const stack = chooseStack(surroundings, project, options.stack);
  const shortName = stack.slice(stack.lastIndexOf("/") + 1);
  const file = await readConfigFile(surroundings, shortName);
  const defaults = settingDefaults(projectDir);
  const config =
    file.text === undefined
      ? { project, stack: shortName, values: defaults, secretKeys: [] }
      : readStackFiles(projectDir, stack);
  refuseSeveral(config);
  const aws = readAwsConfig(config, env);
  const clients = createClients(aws);
  const place = () => inOneError(lookUpRegion(aws, clients).then((region) => lookUpPlace(aws, region, clients)));
  return { stack, file, config, defaults, ...namesOf(config, options), aws, clients, place };
}

/** The settings need not be valid as long as the command line says what they are for: they will be replaced. */
function namesOf(config: StackConfig, { cluster, service }: AdoptOptions): { cluster: string; service: string } {
  try {
    const { names } = readSettings(config).settings;
    return { cluster: cluster ?? names.cluster, service: service ?? names.service };
  } catch (error) {
    if (!(error instanceof SettingsError) || cluster === undefined || service === undefined) throw error;
    return { cluster, service };
  }
}

/** A service that is taken over becomes the stack's only one. */
function refuseSeveral(config: StackConfig): void {
  if (serviceConfigs(config, new Report()).length === 0) return;
  throw new UsageError(
    "adopt takes over a service for a stack that has no other, and this one has several (the setting services): use a stack of its " +
      "own (pulumi stack init <name>). Nothing was changed.",
  );
}
