import { pinnedVersion } from "../../account/lookups/secrets";
import { setCommand } from "../../settings/commands";
import { isPlaceholder } from "../../settings/placeholders";
import type { Settings } from "../../settings/types";
import type { SecretKey } from "../documents/secrets";
import type { AppSecret } from "./appSecret";

type Uses = Pick<Settings, "container" | "sidecars" | "names">;

/** Every key that the secret has or the stack's containers are given, sorted by name. */
export function keysOf(settings: Uses, secret: AppSecret): SecretKey[] {
  const variables = variablesOf(settings, secret);
  const names = [...new Set([...Object.keys(secret.values), ...variables.keys()])].sort();
  return names.map((key) => ({
    key,
    state: stateOf(secret, key),
    variables: variables.get(key) ?? [],
  }));
}

export function stateOf({ values }: Pick<AppSecret, "values">, key: string): SecretKey["state"] {
  if (!Object.hasOwn(values, key)) return "missing";
  return isPlaceholder(key, values[key]) ? "placeholder" : "set";
}

/** By key, the environment variables that receive it, each once. */
function variablesOf({ container, sidecars, names }: Uses, { name, arn }: AppSecret): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { variable, source } of [container, ...sidecars].flatMap(({ secrets }) => secrets)) {
    if (source.kind !== "secret" || source.key === undefined) continue;
    if (![names.secret, name, arn].includes(source.secret)) continue;
    found.set(source.key, [...new Set([...(found.get(source.key) ?? []), variable])].sort());
  }
  return found;
}

type Effects = Pick<Settings, "pinSecretVersions" | "pins" | "secretVersionLabels" | "pinnedRevision">;

/**
 * What a new value takes effect with, in a sentence.
 * @param given the setting `secrets` as it stands in the config: a list or a map
 * @param up the command that updates the stack
 */
export function effectOf(
  { settings, given, up }: { settings: Effects; given: unknown; up: string },
  secret: AppSecret,
  { key, variables }: SecretKey,
): string {
  if (variables.length === 0) {
    const fix = Array.isArray(given) ? ["secrets", given.length] : ["secrets", key, "key"];
    return `no container is given it yet: name it in the setting secrets (${setCommand(fix, key)}), then ${up}`;
  }
  if (settings.pinnedRevision !== undefined) {
    return "the service is pinned to a revision, of which no new one is made: npm run redeploy gives its tasks the value";
  }
  if (pinnedVersion(secret, settings) !== undefined) {
    return "the stack is pinned to an older version of the secret, and goes on with that one until npm run rollback -- --release";
  }
  if (settings.pinSecretVersions) return `tasks get it with the next ${up}, which rolls out a new revision with it`;
  const soon = "tasks that run keep what they were started with, and tasks that start from now on get it";
  return settings.secretVersionLabels
    ? `${soon}; the next ${up} rolls out a new revision with it`
    : `${soon}; with secretVersionLabels off no update rolls it out, but npm run redeploy does`;
}

/** Keys that the stack needs and nobody has set. */
export const unsetKeys = (keys: SecretKey[]): SecretKey[] =>
  keys.filter(({ state, variables }) => state !== "set" && variables.length > 0);
