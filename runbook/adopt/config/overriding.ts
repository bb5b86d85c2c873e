import type { Deviation } from "./described";
import type { Given } from "./given";
import { taskArguments, type Fields } from "./taskForm";

/** Puts what settings have no words for into `overrides`; what has no place there either stays a deviation. */
export function overridden(given: Given, deviations: Deviation[], main: string): Given {
  const overrides: Record<string, Record<string, unknown>> = {};
  const add = (child: string, fields: Fields) => {
    overrides[child] = { ...overrides[child], ...fields };
  };
  const sidecars: Record<string, Fields> = {};
  for (const { part, name = "", field, live, asked } of deviations) {
    const value = field === "dockerLabels" ? labelsBeside(live, asked) : (live ?? nothingLike(asked));
    if (value === undefined) continue;
    if (part === "container" && name === main) add("container", { [field]: value });
    else if (part === "container") sidecars[name] = { ...sidecars[name], [field]: value };
    else if (part === "task") add("taskDefinition", taskArguments({ [field]: value }));
    else if (part === "revision") add("taskDefinition", { [field]: value });
    else if (part === "service") add("service", { [field]: value });
    else if (part === "logGroup") add("logGroup", { [field]: value });
  }
  if (Object.keys(sidecars).length > 0) overrides.sidecars = sidecars;
  const filled = Object.entries(overrides).filter(([, fields]) => Object.keys(fields).length > 0);
  return filled.length === 0 ? given : { ...given, overrides: Object.fromEntries(filled) };
}

/** Labels that the program gives by itself are not held where they are: a secret that is rotated changes them. */
function labelsBeside(live: unknown, asked: unknown): unknown {
  const given = (asked ?? {}) as Record<string, string>;
  return Object.fromEntries(Object.entries(live ?? {}).filter(([label, value]) => given[label] !== value));
}

/** What takes an argument away that the program gives by itself. */
function nothingLike(value: unknown): unknown {
  if (Array.isArray(value)) return [];
  return typeof value === "object" && value !== null ? {} : undefined;
}
