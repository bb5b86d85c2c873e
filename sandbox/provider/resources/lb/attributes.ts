import type { Properties, Property } from "../../properties";
import type { Value, Values } from "../../values";

/** Elastic Load Balancing keeps most settings as texts by key. */
export interface Attribute {
  Key?: string;
  Value?: string;
}

/** The properties inside a block. */
export const partsOf = (property: Property): Properties => (property.kind === "block" ? property.properties : {});

/** The attribute's key by property. */
export type AttributeKeys = Readonly<Record<string, string>>;

/** The properties, as far as they have a value, as attributes. */
export function toAttributes(keys: AttributeKeys, values: Values): Attribute[] {
  return Object.entries(keys).flatMap(([name, Key]) => {
    const value = values[name];
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
      ? [{ Key, Value: String(value) }]
      : [];
  });
}

/** The other way round. */
export function fromAttributes(properties: Properties, keys: AttributeKeys, attributes: Attribute[] = []): Values {
  const values: Values = {};
  for (const [name, key] of Object.entries(keys)) {
    const text = attributes.find(({ Key }) => Key === key)?.Value;
    if (text !== undefined) values[name] = parsed(properties[name]?.kind, text);
  }
  return values;
}

function parsed(kind: string | undefined, text: string): Value {
  if (kind === "flag") return text === "true";
  return kind === "integer" ? Number(text) : text;
}
