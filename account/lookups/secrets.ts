import type { DescribeSecretResponse } from "@aws-sdk/client-secrets-manager";
import type { Settings } from "../../settings/types";
import type { Clients } from "../clients";
import { AccountProblem, looking, lookingFor, type Sought, type Where } from "../problem";

/** A Secrets Manager secret, without its value. */
export interface FoundSecret {
  name: string;
  /** Complete, with the six characters that Secrets Manager appends. */
  arn: string;
  /** Version id that AWSCURRENT stands on. */
  currentVersionId: string;
  rotationEnabled: boolean;
  /** Only for a customer-managed key: `kms:Decrypt` is needed on it. */
  customerKeyId?: string;
}

/** The version that was pinned, where versions are, else the current one. */
export function versionUsed({ name, arn, currentVersionId }: FoundSecret, settings: VersionSettings): string {
  return pinnedVersion({ name, arn }, settings) ?? currentVersionId;
}

/** Undefined where the current version is used. */
export function pinnedVersion(
  { name, arn }: Pick<FoundSecret, "name" | "arn">,
  { pinSecretVersions, pins }: VersionSettings,
): string | undefined {
  return pinSecretVersions ? (pins.secrets[name] ?? pins.secrets[arn]) : undefined;
}

type VersionSettings = Pick<Settings, "pinSecretVersions" | "pins">;

/** Looks a secret up by name or ARN; its value is never asked for. One without any is a problem. */
export async function lookUpSecret(clients: Clients, nameOrArn: string, where: Where): Promise<FoundSecret> {
  const { currentVersionId, ...secret } = await lookUpSecretItself(clients, nameOrArn, where);
  if (currentVersionId === undefined) {
    throw new AccountProblem(
      `secret "${nameOrArn}" in ${await where()} has no value yet (npm run secrets -- set KEY, for a key of the app's secret; ` +
        `else aws secretsmanager put-secret-value --secret-id ${nameOrArn} …)`,
    );
  }
  return { ...secret, currentVersionId };
}

/** A secret that was made and never filled has no current version. */
export async function lookUpSecretItself(
  clients: Clients,
  nameOrArn: string,
  where: Where,
): Promise<Omit<FoundSecret, "currentVersionId"> & Partial<FoundSecret>> {
  const secret = await looking(soughtSecret(nameOrArn, where), () => describeSecret(clients, nameOrArn));
  if (secret.DeletedDate !== undefined) {
    throw new AccountProblem(
      `secret "${nameOrArn}" is scheduled for deletion in ${await where()} (aws secretsmanager restore-secret --secret-id ${nameOrArn})`,
    );
  }
  const currentVersionId = Object.entries(secret.VersionIdsToStages ?? {}).find(([, stages]) =>
    stages.includes("AWSCURRENT"),
  )?.[0];
  return {
    name: secret.Name ?? nameOrArn,
    arn: secret.ARN ?? nameOrArn,
    currentVersionId,
    rotationEnabled: secret.RotationEnabled ?? false,
    ...customerKey(secret),
  };
}

/** What is needed to read a secret that something refers to, in whatever state it is; undefined when it is no more. */
export async function lookUpReferredSecret(
  clients: Clients,
  arn: string,
  where: Where,
): Promise<Pick<FoundSecret, "arn" | "customerKeyId"> | undefined> {
  const secret = await lookingFor(soughtSecret(arn, where), () => describeSecret(clients, arn));
  return secret && { arn: secret.ARN ?? arn, ...customerKey(secret) };
}

/** Undefined: there is none; `deleted`: it can still be restored. */
export async function lookUpSecretState(
  clients: Clients,
  name: string,
  where: Where,
): Promise<"there" | "deleted" | undefined> {
  const secret = await lookingFor(soughtSecret(name, where), () => describeSecret(clients, name));
  return secret && (secret.DeletedDate === undefined ? "there" : "deleted");
}

const soughtSecret = (nameOrArn: string, where: Where): Sought => ({
  what: `secret "${nameOrArn}"`,
  where,
  fix: "pulumi config set --plaintext secret <name>, or name another one in secrets",
  action: "secretsmanager:DescribeSecret",
});

async function describeSecret(clients: Clients, SecretId: string): Promise<DescribeSecretResponse> {
  const secretsManager = await clients.secretsManager();
  return secretsManager.describeSecret({ SecretId });
}

function customerKey({ KmsKeyId }: DescribeSecretResponse): Pick<FoundSecret, "customerKeyId"> {
  const isCustomers = KmsKeyId !== undefined && !KmsKeyId.endsWith("alias/aws/secretsmanager");
  return isCustomers ? { customerKeyId: KmsKeyId } : {};
}
