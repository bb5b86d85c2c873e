import type { Clients } from "../clients";
import { AccountProblem, looking } from "../problem";

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

/** Looks a secret up by name or ARN; its value is never asked for. */
export async function lookUpSecret(clients: Clients, nameOrArn: string, where: string): Promise<FoundSecret> {
  const wanted = {
    what: `secret "${nameOrArn}"`,
    where,
    fix: "pulumi config set --plaintext secret <name>, or name another one in secrets",
    action: "secretsmanager:DescribeSecret",
  };
  return looking(wanted, async () => {
    const secret = await (await clients.secretsManager()).describeSecret({ SecretId: nameOrArn });
    if (secret.DeletedDate !== undefined) {
      throw new AccountProblem(
        `secret "${nameOrArn}" is scheduled for deletion in ${where} (aws secretsmanager restore-secret --secret-id ${nameOrArn})`,
      );
    }
    const currentVersionId = Object.entries(secret.VersionIdsToStages ?? {}).find(([, stages]) =>
      stages.includes("AWSCURRENT"),
    )?.[0];
    if (currentVersionId === undefined) {
      throw new AccountProblem(
        `secret "${nameOrArn}" in ${where} has no value yet (aws secretsmanager put-secret-value --secret-id ${nameOrArn} …)`,
      );
    }
    const key = secret.KmsKeyId;
    return {
      name: secret.Name ?? nameOrArn,
      arn: secret.ARN ?? nameOrArn,
      currentVersionId,
      rotationEnabled: secret.RotationEnabled ?? false,
      ...(key !== undefined && !key.endsWith("alias/aws/secretsmanager") && { customerKeyId: key }),
    };
  });
}
