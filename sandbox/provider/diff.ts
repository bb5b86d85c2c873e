import { isNothing, type Properties, type Property } from "./properties";
import { hasUnknown, isValues, unknown, type Value, type Values } from "./values";

/** One difference between what is and what is wanted. */
export interface Difference {
  /** For example `networkConfiguration.subnets[1]` or `tags["cost center"]`. */
  path: string;
  /** The top-level property that it is in. */
  property: string;
  kind: "add" | "update" | "delete";
  /** Only a new resource can be different here. */
  replaces: boolean;
}

/** What differs between the state of a resource and its inputs, as Terraform sees it. */
export function differences(properties: Properties, state: Values, inputs: Values): Difference[] {
  return Object.entries(properties).flatMap(([name, property]) =>
    compare(property, state[name], inputs[name], {
      path: name,
      property: name,
      replaces: property.replaces ?? false,
      inputs,
    }),
  );
}

/** Whether a value that AWS reports says the same as an input. */
export function isSame(
  property: Property,
  state: Value | undefined,
  input: Value | undefined,
  inputs: Values,
): boolean {
  return compare(property, state, input, { path: "", property: "", replaces: false, inputs }).length === 0;
}

interface Place {
  path: string;
  property: string;
  replaces: boolean;
  inputs: Values;
}

function compare(property: Property, state: Value | undefined, input: Value | undefined, place: Place): Difference[] {
  if (property.output) return [];
  if (input === undefined && property.computed) return [];
  const difference = (kind: Difference["kind"]): Difference[] => [
    { path: place.path, property: place.property, kind, replaces: place.replaces },
  ];
  const wasNothing = isNothing(property, state);
  if (input === unknown) return difference(wasNothing ? "add" : "update");
  const isNowNothing = isNothing(property, input);
  if (wasNothing && isNowNothing) return [];
  if (!hasUnknown(input) && property.equivalent?.(state, input, place.inputs)) return [];
  if (state === undefined) return difference("add");
  if (input === undefined) return difference("delete");
  switch (property.kind) {
    case "list":
      return compareLists(property.element, asList(state), asList(input), place);
    case "set":
      return compareSets(property.element, asList(state), asList(input), place);
    case "map":
      return compareMaps(asValues(state), asValues(input), place);
    case "block":
      return Object.entries(property.properties).flatMap(([name, part]) =>
        compare(part, asValues(state)[name], asValues(input)[name], {
          ...place,
          path: `${place.path}.${name}`,
          replaces: place.replaces || (part.replaces ?? false),
        }),
      );
    case "text":
    case "integer":
    case "decimal":
    case "flag":
      return state === input ? [] : difference("update");
  }
}

function compareLists(element: Property, state: Value[], input: Value[], place: Place): Difference[] {
  const length = Math.max(state.length, input.length);
  return Array.from({ length }, (_, index) => index).flatMap((index) =>
    compare(element, state[index], input[index], { ...place, path: `${place.path}[${index}]` }),
  );
}

function compareSets(element: Property, state: Value[], input: Value[], place: Place): Difference[] {
  const gone = new Set(state.keys());
  const added = [...input.keys()].filter((index) => {
    const match = [...gone].find((other) => compare(element, state[other], input[index], place).length === 0);
    if (match !== undefined) gone.delete(match);
    return match === undefined;
  });
  return [...new Set([...added, ...gone])]
    .sort((a, b) => a - b)
    .map((index) => ({
      path: `${place.path}[${index}]`,
      property: place.property,
      kind: !gone.has(index) ? "add" : added.includes(index) ? "update" : "delete",
      replaces: place.replaces,
    }));
}

function compareMaps(state: Values, input: Values, place: Place): Difference[] {
  return [...new Set([...Object.keys(state), ...Object.keys(input)])]
    .filter((key) => input[key] === unknown || state[key] !== input[key])
    .map((key) => ({
      path: /^\w+$/.test(key) ? `${place.path}.${key}` : `${place.path}[${JSON.stringify(key)}]`,
      property: place.property,
      kind: state[key] === undefined ? "add" : input[key] === undefined ? "delete" : "update",
      replaces: place.replaces,
    }));
}

const asList = (value: Value): Value[] => (Array.isArray(value) ? value : []);
const asValues = (value: Value): Values => (isValues(value) ? value : {});
