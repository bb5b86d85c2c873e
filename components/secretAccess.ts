import type { SecretAccess } from "../account/lookups/secretAccess";

/** IAM policy document that lets an execution role read exactly these secrets and parameters; undefined for none. */
export function secretAccessPolicy({ secretArns, parameterArns, keyArns }: SecretAccess): string | undefined {
  const statements = [
    { Sid: "ReadSecrets", Action: "secretsmanager:GetSecretValue", Resource: secretArns },
    { Sid: "ReadParameters", Action: "ssm:GetParameters", Resource: parameterArns },
    { Sid: "DecryptThem", Action: "kms:Decrypt", Resource: keyArns },
  ].filter(({ Resource }) => Resource.length > 0);
  if (statements.length === 0) return undefined;
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({ ...statement, Effect: "Allow" })),
  });
}
