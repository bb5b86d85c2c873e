import { formatPath, removeCommand, setCommand, type SettingPath } from "./commands";
import { appWide, declared } from "./declared";
import { map, parsed, text, type Field } from "./fields";
import { mergedValue } from "./merging";
import { ownValues, type StackConfig } from "./ownValues";
import { checkKnown, readField, readKey, type Fields } from "./readFields";
import type { Report } from "./report";

/** One service of a stack: its key in `services`, and the config of a stack that has this service alone. */
export interface ServiceConfig {
  key: string;
  config: StackConfig;
  /** What its entry says, as it stands there. */
  entry: Record<string, unknown>;
}

type Values = Record<string, unknown>;

const serviceKey: Field<string> = {
  ...text(/^[A-Za-z][A-Za-z0-9_-]{0,99}$/, {
    allowed: "1 to 100 letters, digits, _ and -, beginning with a letter",
    suggest: "<name>",
  }),
  fix: (path) => removeCommand(path),
};

/** What an entry may have: all that is not the whole app's. */
const entryFields = Object.fromEntries(Object.entries(declared).filter(([name]) => !appWide.includes(name))) as Fields;

/** The services of a stack in the order of their keys; none: the stack has one service, made from its settings as they are. */
export function serviceConfigs(config: StackConfig, report: Report): ServiceConfig[] {
  const key = `${config.project}:services`;
  if (config.secretKeys.includes(key)) {
    ownValues(config, report);
    return [];
  }
  const services = readField(map, config.values[key], ["services"], report) ?? {};
  return Object.keys(services).flatMap((name) => {
    const path = ["services", name];
    if (!readKey(serviceKey, path, report)) return [];
    const entry = readField(map, services[name] ?? {}, path, report);
    if (entry === undefined) return [];
    checkEntry(entry, path, report);
    return { key: name, entry, config: { ...config, serviceKey: name, values: overridden(config, entry) } };
  });
}

function checkEntry(entry: Values, path: SettingPath, report: Report): void {
  for (const setting of Object.keys(entry).filter((each) => appWide.includes(each))) {
    const place = [...path, setting];
    report.problem(
      place,
      `${formatPath(place)} is a setting of the whole app: use it outside services (${removeCommand(place)})`,
    );
  }
  const own = Object.fromEntries(Object.entries(entry).filter(([setting]) => !appWide.includes(setting)));
  checkKnown(entryFields, own, path, report);
  for (const [setting, value] of Object.entries(own)) {
    if (typeof value !== "number" || Number.isInteger(value)) continue;
    const place = [...path, setting];
    report.warning(
      `${formatPath(place)} is a number in YAML, which forgets how it was written (1.10 becomes 1.1): quote it, or use ` +
        setCommand(place, "<text>"),
    );
  }
}

/** The values of a stack with those of an entry in the place of its own, each in the form that the engine hands over. */
function overridden({ project, values }: StackConfig, entry: Values): StackConfig["values"] {
  const own = Object.entries(entry)
    .filter(([setting]) => Object.hasOwn(entryFields, setting))
    .map(([setting, value]) => {
      const key = `${project}:${setting}`;
      return [key, entryFields[setting]?.hasEntries === true ? merged(values[key], value) : rawText(value)];
    });
  return { ...values, ...(Object.fromEntries(own) as StackConfig["values"]) };
}

const rawText = (value: unknown): string =>
  value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);

const merged = (outside: string | undefined, value: unknown): string =>
  JSON.stringify(mergedValue(parsed(outside), parsed(value)));
