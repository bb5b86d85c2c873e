import { credentialKind, isCredential } from "../../settings/credentials";
import type { Difference } from "./differences";

/** A difference without values that look like credentials. */
export const shown = ({ path, live, wanted, ...rest }: Difference): Difference => ({
  path,
  ...rest,
  ...(live !== undefined && { live: withoutCredentials(live, path) }),
  ...(wanted !== undefined && { wanted: withoutCredentials(wanted, path) }),
});

function withoutCredentials(value: unknown, path: string[]): unknown {
  if (typeof value === "string") {
    const [field, name = ""] = path.slice(-2);
    const kind =
      (field === "environment" ? credentialKind(name, value) : undefined) ??
      (isCredential(value) ? "a credential" : undefined);
    return kind === undefined ? value : `(not shown: looks like ${kind})`;
  }
  if (Array.isArray(value)) return value.map((item) => withoutCredentials(item, path));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withoutCredentials(item, [...path, key])]),
  );
}
