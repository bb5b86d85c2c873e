import { differences, isSame } from "./diff";
import { isNothing, type Properties } from "./properties";
import { textsOf, unknown, type Values } from "./values";

/** What a new resource will look like: the inputs, and an unknown value for everything that AWS decides. */
export function plannedNew(properties: Properties, inputs: Values): Values {
  const plan: Values = {};
  for (const [name, property] of Object.entries(properties)) {
    const value = inputs[name] ?? (property.output || property.computed ? unknown : undefined);
    if (value !== undefined) plan[name] = value;
  }
  return withAllTags(properties, inputs, plan);
}

/** What a resource will look like when it is changed in place: as it is, except where the inputs differ. */
export function plannedChange(properties: Properties, state: Values, inputs: Values): Values {
  const plan = { ...state };
  for (const { property } of differences(properties, state, inputs)) plan[property] = inputs[property];
  return withAllTags(properties, inputs, plan);
}

function withAllTags(properties: Properties, inputs: Values, plan: Values): Values {
  return properties.tagsAll === undefined ? plan : { ...plan, tagsAll: inputs.tags ?? {} };
}

/** What AWS has reported, and what it does not keep, from the last state or the inputs. */
export function withStateOnly(properties: Properties, reported: Values, known: Values): Values {
  const state: Values = {};
  for (const [name, property] of Object.entries(properties)) {
    const value = property.stateOnly ? known[name] : reported[name];
    if (value !== undefined) state[name] = value;
  }
  return state;
}

/** The inputs that belong to a refreshed state: as they were, except where AWS says something else now. */
export function refreshedInputs(properties: Properties, oldInputs: Values, state: Values): Values {
  const inputs: Values = {};
  for (const [name, old] of Object.entries(oldInputs)) {
    const property = properties[name];
    const value = property === undefined || isSame(property, state[name], old, oldInputs) ? old : state[name];
    if (value !== undefined) inputs[name] = value;
  }
  return inputs;
}

/** The inputs of an imported resource: everything that a program could say and that says something. */
export function importedInputs(properties: Properties, state: Values): Values {
  const inputs: Values = {};
  for (const [name, property] of Object.entries(properties)) {
    if (property.output || isNothing(property, state[name]) || state[name] === property.default) continue;
    inputs[name] = state[name];
  }
  return inputs;
}

/** Which tags an update has to set and which to take away. */
export function tagChanges(state: Values, inputs: Values): { set: Record<string, string>; removed: string[] } {
  const before = textsOf(state.tags);
  const after = textsOf(inputs.tags);
  return {
    set: Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value)),
    removed: Object.keys(before).filter((key) => after[key] === undefined),
  };
}
