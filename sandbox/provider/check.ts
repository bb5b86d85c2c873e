import { createHash, randomBytes } from "node:crypto";
import type { Properties, Property } from "./properties";
import {
  canonicalJson,
  hasUnknown,
  isValues,
  textListOf,
  textOf,
  textsOf,
  unknown,
  type Value,
  type Values,
} from "./values";

/** Where the inputs list the properties that the provider filled in, as the real provider does. */
const defaultsKey = "__defaults";

export interface CheckArgs {
  /** The resource's name in the program. */
  name: string;
  inputs: Values;
  /** The inputs of the last update; undefined for a new resource. */
  oldInputs?: Values;
  /** Gives the same made-up name in preview and update. */
  randomSeed: Uint8Array;
  /** The project's own naming (`pulumi:autonaming`): a name, or undefined where it forbids to make one up. */
  autoname?: { proposed: string | undefined };
  defaultTags: Record<string, string>;
}

export interface Failure {
  /** The property; empty where the failure names it itself. */
  property: string;
  reason: string;
}

/** Fills in defaults and names, and says everything that is wrong, in the words of the real provider. */
export function check(properties: Properties, args: CheckArgs): { inputs: Values; failures: Failure[] } {
  const { inputs, defaulted } = withDefaults(properties, args);
  if (properties.tags !== undefined && Object.keys(args.defaultTags).length > 0) {
    inputs.tags = { ...args.defaultTags, ...textsOf(inputs.tags) };
  }
  const problems = Object.keys(inputs)
    .filter((name) => properties[name] === undefined || properties[name].output)
    .map((name) => problem(name, "Invalid or unknown key"));
  for (const [name, property] of Object.entries(properties)) {
    problems.push(...problemsOf(name, property, inputs[name]));
    for (const other of property.conflictsWith ?? []) {
      if (inputs[name] !== undefined && inputs[other] !== undefined) {
        problems.push(problem(name, `Conflicting configuration arguments: "${name}": conflicts with ${other}`));
      }
    }
  }
  return {
    inputs: { ...inputs, [defaultsKey]: defaulted },
    failures: problems.map(({ path, reason }) => ({
      property: "",
      reason: `${reason}. Examine values at '${args.name}.${path}'.`,
    })),
  };
}

/** The properties that the provider filled in itself. */
export function defaultedOf(inputs: Values): string[] {
  return textListOf(inputs[defaultsKey]);
}

/** The inputs without the provider's own bookkeeping. */
export function withoutDefaultsKey(inputs: Values): Values {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => name !== defaultsKey));
}

function withDefaults(properties: Properties, args: CheckArgs): { inputs: Values; defaulted: string[] } {
  const inputs: Values = {};
  const defaulted: string[] = [];
  for (const [name, value] of Object.entries(withoutDefaultsKey(args.inputs))) {
    const property = properties[name];
    inputs[name] = property === undefined ? value : filled(property, value);
  }
  for (const [name, property] of Object.entries(properties)) {
    if (inputs[name] !== undefined) continue;
    if ((property.conflictsWith ?? []).some((other) => args.inputs[other] !== undefined)) continue;
    const value = property.autoname ? madeUpName(name, args) : property.default;
    if (value === undefined) continue;
    inputs[name] = value;
    defaulted.push(name);
  }
  return { inputs, defaulted };
}

/** The value with the defaults of everything inside, and with numbers and flags that stand for a text turned into one. */
function filled(property: Property, value: Value | undefined): Value | undefined {
  if (property.json && isValues(value)) return hasUnknown(value) ? unknown : canonicalJson(value);
  if (property.kind === "text" && (typeof value === "number" || typeof value === "boolean")) return String(value);
  if ((property.kind === "list" || property.kind === "set") && Array.isArray(value)) {
    return value.map((element) => filled(property.element, element) as Value);
  }
  if (property.kind !== "block" || !isValues(value)) return value;
  const parts: Values = { ...value };
  for (const [name, part] of Object.entries(property.properties)) {
    const given = value[name] === undefined ? part.default : filled(part, value[name]);
    if (given !== undefined) parts[name] = given;
  }
  return parts;
}

function madeUpName(property: string, args: CheckArgs): string | undefined {
  const old = textOf(args.oldInputs?.[property]);
  if (old !== undefined && defaultedOf(args.oldInputs ?? {}).includes(property)) return old;
  if (args.autoname !== undefined) return args.autoname.proposed;
  const seed = args.randomSeed.length > 0 ? args.randomSeed : randomBytes(32);
  return `${args.name}-${createHash("sha256").update(seed).digest("hex").slice(0, 7)}`;
}

interface Problem {
  path: string;
  reason: string;
}

const problem = (path: string, reason: string): Problem => ({ path, reason });

function problemsOf(path: string, property: Property, value: Value | undefined): Problem[] {
  if (property.output || value === unknown) return [];
  if (value === undefined || value === null) {
    if (!property.required) return [];
    const name = path.split(".").pop() ?? path;
    return [
      problem(path, `Missing required argument. The argument "${name}" is required, but no definition was found`),
    ];
  }
  if (!fits(property, value)) return [problem(path, `expected ${wireKind(property)} type, got ${typeOf(value)} type`)];
  if ((property.kind === "list" || property.kind === "set") && Array.isArray(value)) {
    return value.flatMap((element, index) => problemsOf(`${path}[${index}]`, property.element, element));
  }
  if (property.kind === "block" && isValues(value)) {
    const strange = Object.keys(value).filter(
      (name) => property.properties[name] === undefined && !name.startsWith("__"),
    );
    return [
      ...strange.map((name) => problem(`${path}.${name}`, "Invalid or unknown key")),
      ...Object.entries(property.properties).flatMap(([name, part]) =>
        problemsOf(`${path}.${name}`, part, value[name]),
      ),
    ];
  }
  const reason = wrongValue(path, property, value);
  return reason === undefined ? [] : [problem(path, reason)];
}

function wrongValue(path: string, property: Property, value: Value): string | undefined {
  if (property.oneOf !== undefined && !property.oneOf.some((allowed) => allowed === value)) {
    return `expected ${path} to be one of [${property.oneOf.map((allowed) => JSON.stringify(allowed)).join(" ")}], got ${JSON.stringify(value)}`;
  }
  if (property.range !== undefined && typeof value === "number") {
    const [lowest, highest] = property.range;
    if (value < lowest || value > highest)
      return `expected ${path} to be in the range (${lowest} - ${highest}), got ${value}`;
  }
  return typeof value === "string" ? property.check?.(value) : undefined;
}

function fits(property: Property, value: Value): boolean {
  switch (property.kind) {
    case "text":
      return typeof value === "string";
    case "integer":
      return Number.isInteger(value);
    case "decimal":
      return typeof value === "number";
    case "flag":
      return typeof value === "boolean";
    case "map":
    case "block":
      return isValues(value);
    case "list":
    case "set":
      return Array.isArray(value);
  }
}

const wireKinds = {
  text: "string",
  integer: "number",
  decimal: "number",
  flag: "bool",
  map: "object",
  block: "object",
  list: "list",
  set: "list",
};

const wireKind = (property: Property): string => wireKinds[property.kind];

const typeOf = (value: Value): string => (Array.isArray(value) ? "list" : typeof value);
