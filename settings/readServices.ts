import { readSettings } from "../settings";
import { problemsTogether } from "./checkServices";
import { commandsForEntry, isAboutEntry, problemInEntry, type Entry } from "./entryWords";
import type { StackConfig } from "./ownValues";
import { Report } from "./report";
import { serviceConfigs } from "./serviceConfigs";
import { SettingsError } from "./settingsError";
import type { Settings } from "./types";

/** One of the services that a stack makes. */
export interface ServiceOfStack {
  /** Key in `services`; undefined: the stack has this service alone, made from its settings as they are. */
  key?: string;
  /** The stack's config as if this service were its only one. */
  config: StackConfig;
  settings: Settings;
  /** A text about the service, with the commands in it made to be about this one of several. */
  inWords(text: string): string;
}

export interface ServicesOfStack {
  /** At least one, sorted by key. */
  services: ServiceOfStack[];
  /** Settings of what they stand on together; of a stack with one service, that service's. */
  app: Settings;
  /** For the user. */
  warnings: string[];
}

/**
 * A stack's config → the services that it makes, each with its settings. Pure; throws one `SettingsError` with the
 * problems of all of them. What is wrong outside the entries is told once.
 */
export function readServices(config: StackConfig): ServicesOfStack {
  const report = new Report();
  const entries = serviceConfigs(config, report);
  const [first] = entries;
  if (first === undefined && report.problems.length === 0) {
    const { settings, warnings } = readSettings(config);
    return { services: [{ config, settings, inWords: (text) => text }], app: settings, warnings };
  }
  const read = entries.map((each) => ({ ...each, ...tryToRead(each.config) }));
  const problems = [...report.problems, ...told(read.map((each) => ({ entry: each, texts: each.problems })))];
  const services = read.flatMap(({ key, config, entry, settings }): ServiceOfStack[] =>
    settings === undefined
      ? []
      : [{ key, config, settings, inWords: (text) => commandsForEntry(text, { key, entry }) }],
  );
  problems.push(...problemsTogether(services));
  if (problems.length > 0) throw new SettingsError(problems);
  const warnings = [...report.warnings, ...told(read.map((each) => ({ entry: each, texts: each.warnings })))];
  return { services, app: appSettings(config, services), warnings };
}

function tryToRead(config: StackConfig): { settings?: Settings; warnings: string[]; problems: string[] } {
  try {
    return { ...readSettings(config), problems: [] };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { warnings: [], problems: error.problems };
  }
}

/** What is said of every service and stands outside the entries is said once, as it is; all else with the entry that it is about. */
function told(said: { entry: Entry; texts: string[] }[]): string[] {
  const isCommon = (text: string) =>
    said.every(({ entry, texts }) => texts.includes(text) && !isAboutEntry(text, entry));
  const all = said.flatMap(({ entry, texts }) =>
    texts.map((text) => (isCommon(text) ? text : problemInEntry(text, entry))),
  );
  return [...new Set(all)];
}

/** What services share unless one has its own. */
const shared = ["cluster", "executionRole", "taskRole", "secret", "repository"];

/** The load balancer, if any, is for one of the services: its settings, but with the app's names for what all of them share. */
function appSettings(config: StackConfig, services: ServiceOfStack[]): Settings {
  const behind = services.find(({ settings }) => settings.foundation.makes.loadBalancer);
  const values = { ...(behind ?? services[0])?.config.values };
  for (const key of shared.map((setting) => `${config.project}:${setting}`)) values[key] = config.values[key] ?? "";
  return readSettings({ ...config, values, serviceKey: (behind ?? services[0])?.key }).settings;
}
