import { SettingsError, type StackConfig } from "../settings";
import { readServices, type ServicesOfStack } from "../settings/readServices";
import { parsedValue } from "./configFile/parsedValue";
import { isRecord } from "./configFile/revisedNode";
import { settingDefaults } from "./configFile/settingDefaults";
import { note, type Surroundings } from "./surroundings";

/** Settings that the names of service, cluster, family and main container come from. */
const naming = ["appName", "cluster", "service", "family"];

/**
 * A stack's services for a command that needs no more than their names: in an incident, a mistake elsewhere in the settings is no
 * reason not to look. Where there is one, all other settings are the defaults.
 */
export function readNames(surroundings: Surroundings, config: StackConfig): ServicesOfStack {
  try {
    return readServices(config);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const read = readOr(error, namesAlone(config, settingDefaults(surroundings.projectDir)));
    note(
      surroundings,
      `warning: the settings of stack ${config.stack} are not legal (npm run preflight tells what is wrong): here only the names in them count`,
    );
    return read;
  }
}

/** Where the names themselves are wrong, that is what is told, with all the rest. */
function readOr(error: SettingsError, config: StackConfig): ServicesOfStack {
  try {
    return readServices(config);
  } catch (again) {
    throw again instanceof SettingsError ? error : again;
  }
}

function namesAlone({ values, secretKeys, ...config }: StackConfig, defaults: Record<string, string>): StackConfig {
  const keyOf = (setting: string) => `${config.project}:${setting}`;
  const services = keyOf("services");
  const kept = new Set([services, ...naming.map(keyOf)]);
  const named = Object.entries(values).filter(([key]) => kept.has(key));
  return {
    ...config,
    values: {
      ...defaults,
      ...Object.fromEntries(named),
      ...(values[services] !== undefined && { [services]: namesOfEntries(values[services]) }),
    },
    secretKeys: secretKeys.filter((key) => kept.has(key)),
  };
}

function namesOfEntries(services: string): string {
  const entries = parsedValue(services);
  if (!isRecord(entries)) return services;
  const names = (entry: unknown) =>
    isRecord(entry) ? Object.fromEntries(Object.entries(entry).filter(([setting]) => naming.includes(setting))) : entry;
  return JSON.stringify(Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, names(entry)])));
}
