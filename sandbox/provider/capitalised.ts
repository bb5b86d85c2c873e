import type { Properties, Property } from "./properties";

/**
 * The same properties for an API that writes its fields with a capital letter (`MinCapacity`): each one's `awsName` is its
 * own name in that form, where it is not another one.
 */
export function capitalised<P extends Properties>(properties: P): P {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      { awsName: name.charAt(0).toUpperCase() + name.slice(1), ...withCapitalisedParts(property) },
    ]),
  ) as unknown as P;
}

function withCapitalisedParts(property: Property): Property {
  switch (property.kind) {
    case "block":
      return { ...property, properties: capitalised(property.properties) };
    case "list":
    case "set":
      return { ...property, element: withCapitalisedParts(property.element) };
    case "text":
    case "integer":
    case "decimal":
    case "flag":
    case "map":
      return property;
  }
}
