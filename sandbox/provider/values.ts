/** A property value as it goes over the wire: JSON, in which an unknown (known only after the update) is a marker string. */
export type Value = null | string | number | boolean | Value[] | { [key: string]: Value | undefined };

/** A resource's inputs or its state; a missing property is `undefined`. */
export type Values = { [key: string]: Value | undefined };

/** What the engine puts for a value that is not known in preview (UnknownStringValue in Pulumi's Go SDK). */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isValues(value: Value | undefined): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether the value or anything inside it is unknown. */
export function hasUnknown(value: Value | undefined): boolean {
  if (Array.isArray(value)) return value.some(hasUnknown);
  if (isValues(value)) return Object.values(value).some(hasUnknown);
  return value === unknown;
}

/** JSON with sorted keys: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** The text of a property, or undefined where it is missing or something else. */
export function textOf(value: Value | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The entries of a map property whose values are texts, for example tags. */
export function textsOf(value: Value | undefined): Record<string, string> {
  if (!isValues(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** The elements of a list property that are texts. */
export function textListOf(value: Value | undefined): string[] {
  return Array.isArray(value) ? value.filter((element) => typeof element === "string") : [];
}
