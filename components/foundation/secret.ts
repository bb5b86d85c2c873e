import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import type { Clients } from "../../account/clients";
import { placeholderOf } from "../../settings/placeholders";
import { secretSources } from "../../settings/secretsUsed";
import type { Settings } from "../../settings/types";
import type { PartArgs } from "./part";

/** Days in which a deleted secret can be restored; 30 is AWS's own, and the most. */
const recoveryWindowInDays = 30;

/**
 * The app's secret. Its first value is put into it by a hook and is in no resource: one that holds a version of the value would write
 * the placeholders again once that version is gone, and its refresh would bring values into the state.
 */
export function createSecret(
  { name, settings, options }: PartArgs,
  fill: pulumi.ResourceHookFunction | undefined,
): secretsmanager.Secret {
  const afterCreate = fill === undefined ? [] : [new pulumi.ResourceHook(`${name}-fill-secret`, fill)];
  return new secretsmanager.Secret(
    `${name}-secret`,
    { name: settings.names.secret, recoveryWindowInDays, tags: settings.tags },
    { ...options, hooks: { afterCreate } },
  );
}

/** Gives a secret that was just made a value with every key that a task of the services is given, each a placeholder. */
export function fillWithPlaceholders(
  clients: Clients,
  secret: string,
  services: Pick<Settings, "container" | "sidecars">[],
): pulumi.ResourceHookFunction {
  const value = JSON.stringify(Object.fromEntries(keysOf(secret, services).map((key) => [key, placeholderOf(key)])));
  return async ({ newOutputs }) => {
    const { arn } = newOutputs as { arn: string };
    const secretsManager = await clients.secretsManager();
    await secretsManager.putSecretValue({ SecretId: arn, SecretString: value });
  };
}

/** Keys of a secret that containers are given. */
export function keysOf(secret: string, services: Pick<Settings, "container" | "sidecars">[]): string[] {
  const keys = services
    .flatMap(secretSources)
    .flatMap((source) => (source.kind === "secret" && source.secret === secret ? (source.key ?? []) : []));
  return [...new Set(keys)].sort();
}
