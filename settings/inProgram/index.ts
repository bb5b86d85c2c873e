import { formatPath, setCommand, type SettingPath } from "../commands";
import type { declared } from "../declared";
import { parsed, text } from "../fields";
import { isMap, mergedValue } from "../merging";
import type { StackConfig } from "../ownValues";
import type { Read } from "../readFields";
import { readServices, type ServicesOfStack } from "../readServices";
import { SettingsError } from "../settingsError";
import { wordsInProgram } from "./words";

/** Settings that a program of one's own does not have, each with what is there in their place. */
const notInProgram = {
  pins: "use the whole reference of the image in image",
  pinnedRevision: "use the settings of that revision",
};

type Given = Omit<Read<typeof declared>, keyof typeof notInProgram>;

/** Settings of a service, each as in `docs/settings.md`. One that is left out has its default. */
export type ServiceSettings = Omit<Given, "services">;

/** Settings of an app with several services; what is outside `services` is what they have in common. */
export interface AppSettings extends ServiceSettings {
  /** By its key, what a service has of its own. */
  services?: Record<string, Omit<ServiceSettings, "appName" | "foundation" | "loadBalancer">>;
}

/** An app that a program of one's own makes; mostly it is a single service. */
export interface AppInProgram {
  /** Its name, unless the settings have another, and the key of its settings in the stack's config. */
  name: string;
  /** Its settings in the program's code. */
  inCode: AppSettings;
  /** It may have the setting `services`. */
  hasSeveral: boolean;
  config: StackConfig;
  /** Of every setting, as the engine hands values over. */
  defaults: Record<string, string>;
}

export interface ServicesInProgram extends ServicesOfStack {
  /** A text about any of them, with the commands in it made to be about this app. */
  inWords(text: string): string;
}

type Values = Record<string, unknown>;

const validName = text(/^[A-Za-z][A-Za-z0-9_-]{0,99}$/, {
  allowed: "1 to 100 letters, digits, _ and -, beginning with a letter",
  suggest: "<name>",
});

/**
 * An app of a program → what a stack of this project would read for it. What the stack's config has under the app's name
 * comes before what stands in the code. Pure; throws one `SettingsError` with all problems.
 */
export function readAppInProgram({ name, inCode, hasSeveral, config, defaults }: AppInProgram): ServicesInProgram {
  if (!validName.schema.safeParse(name).success) {
    throw new SettingsError([`${JSON.stringify(name)} is no valid name: use ${validName.allowed}`]);
  }
  const inConfig = readOwnConfig(name, config);
  const given = mergedValue(inCode, inConfig) as Values;
  const inWords = (said: string) => wordsInProgram(said, { name, inConfig });
  const problems = [...unknowable(inCode, []), ...unfit(given, hasSeveral)];
  if (problems.length > 0) throw new SettingsError(problems.map((problem) => `${name}: ${problem}`));
  try {
    const { services, app, warnings } = readServices(configOf({ name, config, defaults }, given));
    return {
      services: services.map((service) => ({
        ...service,
        key: service.key ?? name,
        inWords: (text) => inWords(service.inWords(text)),
      })),
      app,
      warnings: warnings.map((warning) => `${name}: ${inWords(warning)}`),
      inWords,
    };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new SettingsError(error.problems.map((problem) => `${name}: ${inWords(problem)}`));
  }
}

/** What the stack's config says of the app. */
function readOwnConfig(name: string, { project, values, secretKeys }: StackConfig): Values {
  const key = `${project}:${name}`;
  if (secretKeys.includes(key)) {
    throw new SettingsError([
      `${name} has something that is set with --secret, but would stand in plain text in the task definition: use Secrets Manager ` +
        `for the value and name it in secrets (pulumi config rm --path ${name}.<setting>)`,
    ]);
  }
  const own = parsed(values[key] ?? {});
  if (isMap(own)) return own;
  const fix = setCommand([name, "<setting>"], "<value>");
  throw new SettingsError([`${name} is not a map of settings: use one (pulumi config rm ${name}; ${fix})`]);
}

/** An `Output`, a promise, a function: nothing that can be checked before the engine is asked for anything. */
function unknowable(value: unknown, path: SettingPath): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => unknowable(item, [...path, index]));
  if (isMap(value) && isPlain(value)) {
    return Object.entries(value).flatMap(([key, inner]) => unknowable(inner, [...path, key]));
  }
  if (value === null || ["string", "number", "boolean", "undefined"].includes(typeof value)) return [];
  return [
    `${formatPath(path)} is no plain value, and settings are checked before anything is made: use text, a number, true or false, a ` +
      "list or a map, but no Output",
  ];
}

const isPlain = (value: object) => [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null);

function unfit(given: Values, hasSeveral: boolean): string[] {
  const instead = { ...notInProgram, ...(!hasSeveral && { services: "use fargateServices, which makes several" }) };
  return Object.entries(instead)
    .filter(([setting]) => Object.hasOwn(given, setting))
    .map(([setting, way]) => `${setting} is not a setting of a service in a program: ${way}`);
}

/** A stack's config with the app's settings as its own, in place of the program's. */
function configOf(
  { name, config, defaults }: Pick<AppInProgram, "name" | "config" | "defaults">,
  given: Values,
): StackConfig {
  const { project, stack } = config;
  const isForeign = (key: string) => !key.startsWith(`${project}:`);
  const settings: Values = { ...defaults, appName: name, ...given };
  const own = Object.entries(settings)
    .filter(([, value]) => value !== undefined)
    .map(([setting, value]) => [`${project}:${setting}`, asText(value)]);
  const foreign = Object.entries(config.values).filter(([key]) => isForeign(key));
  return {
    project,
    stack,
    values: Object.fromEntries([...foreign, ...own]) as StackConfig["values"],
    secretKeys: config.secretKeys.filter(isForeign),
  };
}

/** As the engine hands values over. */
const asText = (value: unknown): string =>
  value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);
