import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import type { FoundSecret } from "../../../account/lookups/secrets";
import { isParameterArn, parseSecretReference } from "../../../settings/arns";

type Secrets = Record<string, FoundSecret>;

/**
 * The setting `secrets` of a container: keys where each variable has the name of a key of the app's secret, else a map.
 * Undefined: one of them can only be carried over as it is.
 */
export function secretsSetting(
  { secrets = [] }: ContainerDefinition,
  found: Secrets,
  appSecret: string,
  byVersion: boolean,
): string[] | Record<string, unknown> | undefined {
  const entries = secrets.map(
    ({ name = "", valueFrom = "" }) => [name, entryOf(valueFrom, found, appSecret, byVersion)] as const,
  );
  if (entries.some(([, entry]) => entry === undefined)) return undefined;
  if (new Set(entries.map(([name]) => name)).size < entries.length) return undefined;
  const keys = entries.flatMap(([name, entry]) => (isKey(entry) && entry.key === name ? [name] : []));
  return keys.length === entries.length ? keys.sort() : Object.fromEntries(entries);
}

const isKey = (entry: unknown): entry is { key: string } =>
  typeof entry === "object" && entry !== null && "key" in entry && !("secret" in entry);

function entryOf(valueFrom: string, found: Secrets, appSecret: string, byVersion: boolean): unknown {
  if (isParameterArn(valueFrom)) return valueFrom;
  const reference = parseSecretReference(valueFrom);
  const secret = reference && found[reference.arn];
  if (reference === undefined || secret === undefined) return undefined;
  if (reference.stage !== "" || (reference.version !== "") !== byVersion) return undefined;
  const { key } = reference;
  if (secret.name === appSecret || secret.arn === appSecret) return key === "" ? { secret: appSecret } : { key };
  return { secret: secret.name, ...(key !== "" && { key }) };
}

/** Whether the revision names each secret by version, and by the current one: what `pinSecretVersions` registers. */
export function isPinnedToCurrent(containers: ContainerDefinition[], found: Secrets): boolean {
  const references = containers
    .flatMap(({ secrets = [] }) => secrets)
    .flatMap(({ valueFrom = "" }) => parseSecretReference(valueFrom) ?? []);
  return (
    references.length > 0 &&
    references.every(({ arn, version }) => version !== "" && version === found[arn]?.currentVersionId)
  );
}
