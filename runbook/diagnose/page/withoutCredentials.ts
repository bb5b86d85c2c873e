import { textWithoutCredentials } from "../../../settings/credentials";

/** The same with words that look like credentials taken out of every text in it: a page is handed on. */
export function withoutCredentials<T>(value: T): T {
  if (typeof value === "string") return textWithoutCredentials(value) as T;
  if (Array.isArray(value)) return value.map(withoutCredentials) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutCredentials<unknown>(item)])) as T;
}
