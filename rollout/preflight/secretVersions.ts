import type { SecretsManager, SecretVersionsListEntry } from "@aws-sdk/client-secrets-manager";
import { pinnedVersion, type FoundSecret } from "../../account/lookups/secrets";
import { releaseCommand } from "../../settings/describePins";
import { allWell, asking, checking, problem, sideBySide, warning, type Findings, type Subject } from "./findings";

/** @param versions all that Secrets Manager has of the secret, those without a staging label among them. */
export function judgeVersion(
  name: string,
  versionId: string,
  versions: Pick<SecretVersionsListEntry, "VersionId" | "VersionStages">[],
): Findings {
  const what = `version ${versionId} of secret "${name}"`;
  const version = versions.find(({ VersionId }) => VersionId === versionId);
  if (version === undefined) {
    return problem(
      `${what} does not exist any more, and it is pinned, so that no task could start (${releaseCommand})`,
    );
  }
  if ((version.VersionStages ?? []).length > 0) return allWell;
  return warning(
    `${what} is pinned and has no staging label any more: Secrets Manager may delete it at any time, and no new task starts ` +
      `then (${releaseCommand})`,
  );
}

/** Pinned versions of secrets are still there. The current version of a secret always is, and no value is asked for. */
export function checkSecretVersions({ settings, existing, clients }: Subject): Promise<Findings> {
  const found = new Map(Object.values(existing.secrets).map((secret) => [secret.arn, secret]));
  return sideBySide(
    [...found.values()].map((secret) => {
      const versionId = pinnedVersion(secret, settings);
      if (versionId === undefined || versionId === secret.currentVersionId) return Promise.resolve(allWell);
      return checking(`version ${versionId} of secret "${secret.name}"`, async () =>
        judgeVersion(secret.name, versionId, await versionsOf(await clients.secretsManager(), secret)),
      );
    }),
  );
}

async function versionsOf(
  secretsManager: SecretsManager,
  { arn }: Pick<FoundSecret, "arn">,
): Promise<SecretVersionsListEntry[]> {
  const versions: SecretVersionsListEntry[] = [];
  let NextToken: string | undefined;
  do {
    const input = { SecretId: arn, IncludeDeprecated: true, NextToken };
    const page = await asking("secretsmanager:ListSecretVersionIds", (options) =>
      secretsManager.listSecretVersionIds(input, options),
    );
    versions.push(...(page.Versions ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return versions;
}
