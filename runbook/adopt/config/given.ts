import { readSettings, SettingsError, type StackConfig } from "../../../settings";
import type { Settings } from "../../../settings/types";

/** Settings as plain values, by name; what is not in it has its default. */
export type Given = Readonly<Record<string, unknown>>;

/** The stack that is to describe a live service. */
export interface Target {
  project: string;
  stack: string;
  /** What settings are without an entry in the stack's file, by qualified key, in the order of `Pulumi.yaml`. */
  defaults: Record<string, string>;
}

/** As the program finds a setting in its config. */
export const rawValue = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

export function settingsOf(given: Given, { project, stack, defaults }: Target): Settings {
  const own = Object.entries(given).map(([name, value]) => [`${project}:${name}`, rawValue(value)]);
  const values = { ...defaults, ...(Object.fromEntries(own) as Record<string, string>) };
  const config: StackConfig = { project, stack, values, secretKeys: [] };
  return readSettings(config).settings;
}

/** One more thing that the settings are to say, on top of what they say already. */
export type Step = (given: Given, settings: Settings) => Given;

/**
 * Takes one step after the other, each only when the program accepts what comes out. What is not taken is found by comparing
 * the outcome with what is live.
 */
export function taken(start: Given, steps: Step[], target: Target): Given {
  let accepted = { given: start, settings: settingsOf(start, target) };
  for (const step of steps) {
    const given = step(accepted.given, accepted.settings);
    const settings = given === accepted.given ? accepted.settings : acceptedSettings(given, target);
    if (settings !== undefined) accepted = { given, settings };
  }
  return accepted.given;
}

/** Undefined when the program does not accept them. */
function acceptedSettings(given: Given, target: Target): Settings | undefined {
  if (hasSecureForm(given)) return undefined;
  try {
    return settingsOf(given, target);
  } catch (error) {
    if (error instanceof SettingsError) return undefined;
    throw error;
  }
}

/** `{secure: <text>}` is how the engine writes an encrypted value: nothing else can be written like that. */
export function hasSecureForm(value: unknown): boolean {
  if (value === null || typeof value !== "object") return false;
  const keys = Object.keys(value);
  if (keys.length === 1 && "secure" in value && typeof value.secure === "string") return true;
  return Object.values(value).some(hasSecureForm);
}
