import type { Properties, Property } from "./properties";
import { isValues, type Value, type Values } from "./values";

/** Properties under the names of AWS's API. */
export function toAws(properties: Properties, values: Values): Values {
  const result: Values = {};
  for (const [name, property] of Object.entries(properties)) {
    const value = values[name];
    if (value !== undefined && value !== "") result[property.awsName ?? name] = partToAws(property, value);
  }
  return result;
}

function partToAws(property: Property, value: Value): Value {
  if (property.kind === "block" && isValues(value)) return toAws(property.properties, value);
  if ((property.kind === "list" || property.kind === "set") && Array.isArray(value)) {
    return value.map((part) => partToAws(property.element, part));
  }
  return value;
}

/** The other way round: what AWS reports, under the provider's names; what the provider does not know and what is empty is left out. */
export function fromAws(properties: Properties, reported: object): Values {
  const fields = reported as Values;
  const result: Values = {};
  for (const [name, property] of Object.entries(properties)) {
    const field = fields[property.awsName ?? name];
    if (field === undefined || field === null) continue;
    const value = partFromAws(property, field);
    const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
    if (!isEmpty) result[name] = value;
  }
  return result;
}

function partFromAws(property: Property, field: Value): Value {
  if (property.kind === "block" && isValues(field)) return fromAws(property.properties, field);
  if ((property.kind === "list" || property.kind === "set") && Array.isArray(field)) {
    return field.map((part) => partFromAws(property.element, part));
  }
  return field;
}
