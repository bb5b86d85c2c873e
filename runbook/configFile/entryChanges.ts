import type { StackConfig } from "../../settings";
import { isMap, ownValueFor } from "../../settings/merging";
import type { ConfigChange } from "./editConfig";
import { isSameValue, parsedValue } from "./parsedValue";

/**
 * Changes of a service's settings as changes of the stack's file: those of one of several services are changes of its entry, in which
 * a setting that is the same as outside is left out.
 * @param serviceKey key of the service; undefined: it is the stack's only one
 */
export function changesInFile(
  { project, values }: StackConfig,
  serviceKey: string | undefined,
  changes: Record<string, ConfigChange>,
): Record<string, ConfigChange> {
  if (serviceKey === undefined || Object.keys(changes).length === 0) return changes;
  const key = `${project}:services`;
  const services = parsedValue(values[key] ?? "{}") as Record<string, unknown>;
  const before = services[serviceKey];
  const entry = isMap(before) ? { ...before } : {};
  for (const [changed, { value }] of Object.entries(changes)) {
    const setting = changed.slice(project.length + 1);
    const outside = values[changed];
    if (isSameValue(value, outside)) delete entry[setting];
    else entry[setting] = ownValueFor(parsedValue(outside ?? ""), parsedValue(value));
  }
  return { [key]: { value: JSON.stringify({ ...services, [serviceKey]: entry }), isDefault: false } };
}
