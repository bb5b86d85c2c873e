import { isValues, type Value, type Values } from "./values";

/** How one property of a resource type behaves. The words are those of Terraform's schema, which the real provider is made from. */
export interface Behaviour {
  /** A missing value is an error. */
  required?: boolean;
  /** A change replaces the resource ("ForceNew"); also holds for everything inside. */
  replaces?: boolean;
  /** Where nothing is given AWS decides, and whatever it decides is no difference. */
  computed?: boolean;
  /** Never an input: AWS decides alone. */
  output?: boolean;
  /** What a missing value means, filled in before anything is compared. */
  default?: Value;
  /** AWS does not keep it: it lives in the state alone, and reading leaves it as it is. */
  stateOnly?: boolean;
  /** The only values that are accepted. */
  oneOf?: readonly (string | number)[];
  /** Lowest and highest accepted number. */
  range?: readonly [number, number];
  /** A further check of the text; returns what is wrong. */
  check?: (text: string) => string | undefined;
  /** Properties that cannot be given together with this one. */
  conflictsWith?: readonly string[];
  /** Never shown: the engine gets it marked as a secret, whatever the program said. */
  secret?: boolean;
  /** An object stands for its JSON text. */
  json?: boolean;
  /** Without a value, a name is made: the resource's own, a dash and seven hexadecimal digits. */
  autoname?: boolean;
  /** Whether two different values mean the same. */
  equivalent?: (state: Value | undefined, input: Value | undefined, inputs: Values) => boolean;
  /** The field's name in AWS's API, where it is another one. */
  awsName?: string;
}

export type Property = Behaviour &
  (
    | { kind: "text" | "integer" | "decimal" | "flag" }
    /** Texts by key. */
    | { kind: "map" }
    /** A set's order means nothing. */
    | { kind: "list" | "set"; element: Property }
    | { kind: "block"; properties: Properties }
  );

export type Properties = Readonly<Record<string, Property>>;

export const text = (behaviour: Behaviour = {}): Property => ({ kind: "text", ...behaviour });
export const integer = (behaviour: Behaviour = {}): Property => ({ kind: "integer", ...behaviour });
export const decimal = (behaviour: Behaviour = {}): Property => ({ kind: "decimal", ...behaviour });
export const flag = (behaviour: Behaviour = {}): Property => ({ kind: "flag", ...behaviour });
export const map = (behaviour: Behaviour = {}): Property => ({ kind: "map", ...behaviour });
export const list = (element: Property, behaviour: Behaviour = {}): Property => ({
  kind: "list",
  element,
  ...behaviour,
});
export const set = (element: Property, behaviour: Behaviour = {}): Property => ({ kind: "set", element, ...behaviour });
export const block = (properties: Properties, behaviour: Behaviour = {}): Property => ({
  kind: "block",
  properties,
  ...behaviour,
});

/** The tags of a resource, and all of them with the provider's default tags. */
export const tagProperties: Properties = { tags: map(), tagsAll: map({ output: true }) };

/** Since version 7 of the provider every regional resource has a region of its own. */
export const regionProperty: Properties = { region: text({ computed: true, replaces: true }) };

/** Whether a value says no more than a missing one would: Terraform does not tell `0`, `""`, `false` and nothing apart. */
export function isNothing(property: Property, value: Value | undefined): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  if (!isValues(value)) return false;
  if (property.kind !== "block") return Object.keys(value).length === 0;
  return Object.entries(property.properties).every(
    ([name, part]) => isNothing(part, value[name]) || (part.default !== undefined && value[name] === part.default),
  );
}
