import { isAwsError } from "../../awsErrors";
import type { Scope } from "../../resource";

/** The Secrets Manager client of a resource's region. */
export async function secretsManager({ session, region }: Scope) {
  const sdk = await import("@aws-sdk/client-secrets-manager");
  return { sdk, client: session.client("secretsmanager", region, (config) => new sdk.SecretsManagerClient(config)) };
}

/** What was asked for; undefined when the secret or its version does not exist, or the secret is in its recovery window. */
export async function unlessGone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isAwsError(error, "ResourceNotFoundException")) return undefined;
    const isDeleted = /because it was (deleted|marked for deletion)/.test((error as Error).message);
    if (isAwsError(error, "InvalidRequestException") && isDeleted) return undefined;
    throw error;
  }
}
