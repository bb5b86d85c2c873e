import { isDeepStrictEqual } from "node:util";
import { readSettings, type StackConfig } from "../../settings";
import type { Settings } from "../../settings/types";
import type { ConfigChange } from "../configFile/editConfig";
import { isSameValue } from "../configFile/parsedValue";

/** What makes a stack's config describe a service. */
export interface ConfigPlan {
  /** By qualified key, in the order of `Pulumi.yaml`. */
  changes: Record<string, ConfigChange>;
  /** Qualified keys of the changes that take the place of something else that the stack's file says. */
  conflicts: string[];
  /** With the changes made. */
  settings: Settings;
  /** Of the settings, for the user. */
  warnings: string[];
}

/**
 * Keeps every entry of the present config that means the same as what is wanted, and changes the others.
 * @param values all own settings by qualified key, as the program finds them
 * @param defaults those of `Pulumi.yaml`, in its order
 */
export function planConfig(
  present: StackConfig,
  values: Record<string, string>,
  defaults: Record<string, string>,
): ConfigPlan {
  const { project } = present;
  const foreign = Object.entries(present.values).filter(([key]) => !key.startsWith(`${project}:`));
  const order = Object.keys(defaults);
  const sorted = Object.entries(values).sort(([one], [other]) => order.indexOf(one) - order.indexOf(other));
  let config: StackConfig = {
    ...present,
    values: { ...Object.fromEntries(foreign), ...defaults, ...values },
    secretKeys: present.secretKeys.filter((key) => !key.startsWith(`${project}:`)),
  };
  const { settings, warnings } = readSettings(config);

  const changes: Record<string, ConfigChange> = {};
  const conflicts: string[] = [];
  for (const [key, value] of sorted) {
    const now = present.values[key];
    if (now !== undefined) {
      const kept = { ...config, values: { ...config.values, [key]: now } };
      if (isSameValue(now, value) || means(kept, settings)) {
        config = kept;
        continue;
      }
    }
    changes[key] = { value, isDefault: isSameValue(value, defaults[key]) };
    if (present.secretKeys.includes(key) || !isSameValue(now, defaults[key])) conflicts.push(key);
  }
  return { changes, conflicts, settings, warnings };
}

function means(config: StackConfig, wanted: Settings): boolean {
  try {
    return isDeepStrictEqual(readSettings(config).settings, wanted);
  } catch {
    return false;
  }
}
